import Foundation

/// A picture under construction, printed as SVG 1.1. Later shapes lie above earlier ones.
struct SVGDocument {
    /// A place in pixels, y downwards.
    struct Point {
        var x: Double
        var y: Double

        static func + (left: Self, right: Self) -> Self { Self(x: left.x + right.x, y: left.y + right.y) }
        static func * (point: Self, factor: Double) -> Self { Self(x: point.x * factor, y: point.y * factor) }

        /// The point at a distance in a direction, in degrees anticlockwise from east.
        static func polar(_ distance: Double, _ degrees: Double) -> Self {
            let radians = degrees * .pi / 180
            return Self(x: distance * cos(radians), y: -distance * sin(radians))
        }
    }

    /// Which end of a text lies on its place.
    enum Anchor: String { case start, middle, end }

    private var lines: [String] = []

    /// Adds a polygon.
    mutating func polygon(_ points: [Point], fill: String, stroke: String, width: Double, attributes: String = "") {
        let corners = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
        lines.append(
            "<polygon points=\"\(corners)\" fill=\"\(fill)\" stroke=\"\(stroke)\" "
                + "stroke-width=\"\(Self.text(width))\"\(attributes)/>"
        )
    }

    /// Adds a straight line with round ends.
    mutating func line(_ start: Point, _ end: Point, stroke: String, width: Double) {
        lines.append(
            "<line x1=\"\(Self.text(start.x))\" y1=\"\(Self.text(start.y))\" x2=\"\(Self.text(end.x))\" "
                + "y2=\"\(Self.text(end.y))\" stroke=\"\(stroke)\" stroke-width=\"\(Self.text(width))\" "
                + "stroke-linecap=\"round\"/>"
        )
    }

    /// Adds a disc.
    mutating func disc(_ centre: Point, radius: Double, fill: String, stroke: String = "none", width: Double = 0) {
        lines.append(
            "<circle cx=\"\(Self.text(centre.x))\" cy=\"\(Self.text(centre.y))\" r=\"\(Self.text(radius))\" "
                + "fill=\"\(fill)\" stroke=\"\(stroke)\" stroke-width=\"\(Self.text(width))\"/>"
        )
    }

    /// Adds a text on its base line.
    mutating func label(
        _ text: String,
        at place: Point,
        size: Double,
        anchor: Anchor = .start,
        fill: String = "#222222",
        isBold: Bool = false
    ) {
        lines.append(
            "<text x=\"\(Self.text(place.x))\" y=\"\(Self.text(place.y))\" font-size=\"\(Self.text(size))\" "
                + "text-anchor=\"\(anchor.rawValue)\" fill=\"\(fill)\"\(isBold ? " font-weight=\"bold\"" : "")>"
                + "\(Self.escaped(text))</text>"
        )
    }

    /// Shows what follows, up to ``endGroup()``, with a text under the mouse.
    mutating func beginGroup(tip: String) { lines.append("<g><title>\(Self.escaped(tip))</title>") }

    /// Ends a group.
    mutating func endGroup() { lines.append("</g>") }

    /// The document.
    func text(width: Double, height: Double) -> String {
        let (width, height) = (Self.text(width.rounded(.up)), Self.text(height.rounded(.up)))
        let head = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(width) \(height)\" font-family=\"Helvetica, Arial, sans-serif\">",
            "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
        ]
        return (head + lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// A number with at most one decimal.
    private static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            // XML 1.0 has no place for other control characters.
            case "\u{0}"..<" ", "\u{fffe}", "\u{ffff}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
