/// A font of lines and arcs, so that pictures need no font files.
///
/// Letters lie on a grid: base line 0, small letters up to 10, capitals up to 14, descenders down to -4; 20 units are
/// the font's size. `StrokeFontGlyphs` has the letters.
enum StrokeFont {
    /// A letter.
    struct Glyph: Sendable {
        /// Its width on the grid, without the gap to the next.
        let width: Double
        /// Its lines, y upwards.
        let strokes: [[Point]]
    }

    /// Units between letters.
    private static let gap = 3.5
    /// Units of the grid to the font's size.
    static let unitsPerSize = 20.0

    /// Width of a text in pixels.
    static func width(of text: String, size: Double) -> Double {
        let units = text.reduce(0) { $0 + glyph($1).width + gap } - (text.isEmpty ? 0 : gap)
        return units * size / unitsPerSize
    }

    /// The longest beginning of a text that fits, with an ellipsis when it is cut.
    static func fitted(_ text: String, size: Double, width limit: Double) -> String {
        guard width(of: text, size: size) > limit else { return text }
        var cut = text
        while !cut.isEmpty, width(of: cut + "…", size: size) > limit { cut.removeLast() }
        return cut + "…"
    }

    /// A label's lines in pixels.
    static func strokes(of label: Label) -> [[Point]] {
        let scale = label.size / unitsPerSize
        let width = width(of: label.text, size: label.size)
        var x =
            switch label.anchor {
            case .start: 0.0
            case .middle: -width / 2
            case .end: -width
            }
        var strokes: [[Point]] = []
        for character in label.text {
            let glyph = glyph(character)
            for stroke in glyph.strokes {
                strokes.append(
                    stroke.map { point in
                        let along = x + point.x * scale
                        let up = point.y * scale
                        return label.isUpright
                            ? Point(x: label.place.x - up, y: label.place.y - along)
                            : Point(x: label.place.x + along, y: label.place.y - up)
                    }
                )
            }
            x += (glyph.width + gap) * scale
        }
        return strokes
    }

    /// Width of a label's lines in pixels.
    static func strokeWidth(of label: Label) -> Double {
        label.size * (label.isBold ? 0.115 : 0.08)
    }

    private static func glyph(_ character: Character) -> Glyph {
        glyphs[character] ?? unknown
    }

    private static let glyphs = StrokeFontGlyphs.table.mapValues {
        Glyph(width: $0.width, strokes: outline($0.outline))
    }

    /// A box, for what the font lacks.
    private static let unknown = Glyph(width: 8, strokes: outline("M0 0 L0 14 L8 14 L8 0 L0 0"))

    /// Lines from their description: `M x y` begins a line, `L x y` continues it, `A x y rx ry from to` continues it
    /// along an ellipse about (x, y), angles in degrees, anticlockwise from the right.
    private static func outline(_ description: String) -> [[Point]] {
        var strokes: [[Point]] = []
        var command: Character = "M"
        var numbers: [Double] = []

        func finish() {
            switch (command, numbers.count) {
            case ("M", 2):
                strokes.append([Point(x: numbers[0], y: numbers[1])])
            case ("L", 2):
                if strokes.isEmpty { strokes.append([]) }
                strokes[strokes.count - 1].append(Point(x: numbers[0], y: numbers[1]))
            case ("A", 6):
                if strokes.isEmpty { strokes.append([]) }
                strokes[strokes.count - 1] += arc(numbers)
            case ("N", _):
                strokes.append([])
            default:
                break
            }
            numbers.removeAll()
        }
        for word in description.split(separator: " ") {
            if let first = word.first, first.isLetter {
                finish()
                command = first
                if let number = Double(word.dropFirst()) { numbers.append(number) }
            } else if let number = Double(word) {
                numbers.append(number)
            }
        }
        finish()
        return strokes.filter { !$0.isEmpty }
    }

    private static func arc(_ numbers: [Double]) -> [Point] {
        let (from, to) = (numbers[4], numbers[5])
        let pieces = max(2, Int(((to - from).magnitude / 12).rounded(.up)))
        return (0...pieces).map { piece in
            let angle = from + (to - from) * Double(piece) / Double(pieces)
            return Point(x: numbers[0] + numbers[2] * sine(angle + 90), y: numbers[1] + numbers[3] * sine(angle))
        }
    }

    /// The sine of an angle in degrees: the series, from the nearest whole half turn.
    private static func sine(_ degrees: Double) -> Double {
        let halfTurns = (degrees / 180).rounded()
        let x = (degrees - halfTurns * 180) * .pi / 180
        var term = x
        var sum = x
        for index in 1...9 {
            let n = Double(2 * index)
            term *= -x * x / (n * (n + 1))
            sum += term
        }
        return halfTurns.truncatingRemainder(dividingBy: 2) == 0 ? sum : -sum
    }
}
