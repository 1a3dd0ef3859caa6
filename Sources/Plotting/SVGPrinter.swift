/// Prints a drawing as SVG 1.1.
struct SVGPrinter {
    /// The document.
    static func text(_ drawing: Drawing) -> String {
        let (width, height) = (number(drawing.width), number(drawing.height))
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(width) \(height)\" font-family=\"Helvetica, Arial, sans-serif\">",
            "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(Colour.paper.text)\"/>",
        ]
        var clips = 0
        for shape in drawing.shapes {
            switch shape {
            case .fill(let box, let colour):
                lines.append("<rect \(attributes(box)) fill=\"\(colour.text)\"/>")
            case .strokes(let strokes, let width, let colour, let box):
                var clip = ""
                if let box {
                    clips += 1
                    lines.append("<clipPath id=\"c\(clips)\"><rect \(attributes(box))/></clipPath>")
                    clip = " clip-path=\"url(#c\(clips))\""
                }
                lines.append(
                    "<path d=\"\(strokes.map(path).joined())\" fill=\"none\" stroke=\"\(colour.text)\" "
                        + "stroke-width=\"\(number(width))\" stroke-linecap=\"round\" stroke-linejoin=\"round\"\(clip)/>"
                )
            case .label(let label):
                lines.append(element(label))
            }
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func element(_ label: Label) -> String {
        let (x, y) = (number(label.place.x), number(label.place.y))
        let anchor =
            switch label.anchor {
            case .start: "start"
            case .middle: "middle"
            case .end: "end"
            }
        let place = label.isUpright ? "transform=\"translate(\(x) \(y)) rotate(-90)\"" : "x=\"\(x)\" y=\"\(y)\""
        return "<text \(place) font-size=\"\(number(label.size))\" text-anchor=\"\(anchor)\" "
            + "fill=\"\(label.colour.text)\"\(label.isBold ? " font-weight=\"bold\"" : "")>\(escaped(label.text))</text>"
    }

    private static func path(_ points: [Point]) -> String {
        guard let first = points.first else { return "" }
        var text = "M\(number(first.x)) \(number(first.y))"
        // A line of no length with round ends is a dot.
        if points.count == 1 { text += "h0" }
        for point in points.dropFirst() { text += "L\(number(point.x)) \(number(point.y))" }
        return text
    }

    private static func attributes(_ box: Box) -> String {
        "x=\"\(number(box.left))\" y=\"\(number(box.top))\" "
            + "width=\"\(number(box.width))\" height=\"\(number(box.height))\""
    }

    /// A number with at most two decimals.
    private static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "0" }
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        if rest.isMultiple(of: 10) { return "\(sign)\(whole).\(rest / 10)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            // XML 1.0 has no place for other control characters.
            case "\u{0}"..<" ": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
