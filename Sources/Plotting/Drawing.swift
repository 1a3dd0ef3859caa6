/// A point in pixels at scale 1, y downwards.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
}

/// A rectangle in pixels at scale 1.
struct Box: Hashable, Sendable {
    var left: Double
    var top: Double
    var width: Double
    var height: Double

    var right: Double { left + width }
    var bottom: Double { top + height }
}

/// A text with its place and looks.
struct Label: Hashable, Sendable {
    /// Which point of the text lies on its place.
    enum Anchor: Hashable, Sendable {
        case start
        case middle
        case end
    }

    var text: String
    /// The place, on the base line.
    var place: Point
    /// Size of the font, pixels: the capitals are 0.7 of it high.
    var size: Double
    var colour = Colour.ink
    var anchor = Anchor.start
    var isBold = false
    /// Whether it reads upwards.
    var isUpright = false
}

/// A picture as a list of simple shapes, later ones above, for any printer.
struct Drawing: Sendable {
    /// One shape.
    enum Shape: Sendable {
        /// A filled rectangle.
        case fill(Box, Colour)
        /// Lines with round ends, painted as one. A line of one point is a dot.
        case strokes([[Point]], width: Double, colour: Colour, within: Box?)
        /// A text.
        case label(Label)
    }

    let width: Double
    let height: Double
    private(set) var shapes: [Shape] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func fill(_ box: Box, _ colour: Colour) {
        shapes.append(.fill(box, colour))
    }

    mutating func stroke(_ lines: [[Point]], width: Double, colour: Colour, within box: Box? = nil) {
        shapes.append(.strokes(lines, width: width, colour: colour, within: box))
    }

    mutating func write(_ label: Label) {
        shapes.append(.label(label))
    }
}
