/// A picture in pixels on which a drawing is painted with smooth edges.
///
/// A shape's coverage of each pixel is gathered first and painted once, so that a line is as dark where its pieces
/// meet as elsewhere.
struct Raster {
    let width: Int
    let height: Int
    /// Red, green and blue of each pixel, row by row.
    private(set) var pixels: [UInt8]

    private let scale: Double
    /// Coverage of the shape being painted, 0 to 1; zero between shapes.
    private var coverage: [Float]

    /// Paints a drawing.
    ///
    /// - Parameters:
    ///   - drawing: The drawing.
    ///   - scale: Pixels to one of the drawing's units.
    init(_ drawing: Drawing, scale: Double) {
        self.scale = scale
        width = max(1, Int((drawing.width * scale).rounded()))
        height = max(1, Int((drawing.height * scale).rounded()))
        pixels = [UInt8](repeating: 255, count: width * height * 3)
        coverage = [Float](repeating: 0, count: width * height)
        for shape in drawing.shapes {
            switch shape {
            case .fill(let box, let colour):
                fill(box, colour)
            case .strokes(let lines, let width, let colour, let box):
                stroke(lines, width: width, colour, within: box)
            case .label(let label):
                stroke(
                    StrokeFont.strokes(of: label),
                    width: StrokeFont.strokeWidth(of: label),
                    label.colour,
                    within: nil
                )
            }
        }
    }

    /// Pixels of a rectangle, as far as they are in the picture.
    private struct Window {
        var columns: Range<Int>
        var rows: Range<Int>
    }

    private func window(left: Double, top: Double, right: Double, bottom: Double, within limit: Window) -> Window {
        func clamped(_ value: Double, _ range: Range<Int>) -> Int {
            // Also takes care of what is not a number.
            value >= Double(range.lowerBound) ? Int(min(value, Double(range.upperBound))) : range.lowerBound
        }
        let first = (column: clamped(left.rounded(.down), limit.columns), row: clamped(top.rounded(.down), limit.rows))
        let end = (column: clamped(right.rounded(.up), limit.columns), row: clamped(bottom.rounded(.up), limit.rows))
        return Window(columns: first.column..<max(first.column, end.column), rows: first.row..<max(first.row, end.row))
    }

    private var whole: Window { Window(columns: 0..<width, rows: 0..<height) }

    private mutating func fill(_ box: Box, _ colour: Colour) {
        let window = window(
            left: (box.left * scale).rounded(),
            top: (box.top * scale).rounded(),
            right: (box.right * scale).rounded(),
            bottom: (box.bottom * scale).rounded(),
            within: whole
        )
        for row in window.rows {
            for column in window.columns { blend(colour, 1, at: row * width + column) }
        }
    }

    private mutating func stroke(_ lines: [[Point]], width strokeWidth: Double, _ colour: Colour, within box: Box?) {
        let limit =
            box.map {
                window(
                    left: $0.left * scale,
                    top: $0.top * scale,
                    right: $0.right * scale,
                    bottom: $0.bottom * scale,
                    within: whole
                )
            } ?? whole
        // A line thinner than a pixel is drawn one pixel wide and paler.
        let pixelWidth = strokeWidth * scale
        let radius = max(pixelWidth, 1) / 2
        let strength = Float(min(pixelWidth, 1))
        var touched = Window(columns: 0..<0, rows: 0..<0)
        var isTouched = false
        for line in lines {
            guard var last = line.first.map(scaled) else { continue }
            if line.count == 1 { cover(last, last, radius, strength, limit, &touched, &isTouched) }
            for point in line.dropFirst() {
                let next = scaled(point)
                cover(last, next, radius, strength, limit, &touched, &isTouched)
                last = next
            }
        }
        guard isTouched else { return }
        for row in touched.rows {
            for pixel in (row * width + touched.columns.lowerBound)..<(row * width + touched.columns.upperBound)
            where coverage[pixel] > 0 {
                blend(colour, coverage[pixel], at: pixel)
                coverage[pixel] = 0
            }
        }
    }

    private func scaled(_ point: Point) -> Point {
        Point(x: point.x * scale, y: point.y * scale)
    }

    /// Raises the coverage of the pixels near a piece of a line to what their distance from it says.
    private mutating func cover(
        _ start: Point,
        _ end: Point,
        _ radius: Double,
        _ strength: Float,
        _ limit: Window,
        _ touched: inout Window,
        _ isTouched: inout Bool
    ) {
        let reach = radius + 1
        let window = window(
            left: min(start.x, end.x) - reach,
            top: min(start.y, end.y) - reach,
            right: max(start.x, end.x) + reach,
            bottom: max(start.y, end.y) + reach,
            within: limit
        )
        guard !window.columns.isEmpty, !window.rows.isEmpty else { return }
        if isTouched {
            touched.columns =
                min(
                    touched.columns.lowerBound,
                    window.columns.lowerBound
                )..<max(
                    touched.columns.upperBound,
                    window.columns.upperBound
                )
            touched.rows =
                min(
                    touched.rows.lowerBound,
                    window.rows.lowerBound
                )..<max(
                    touched.rows.upperBound,
                    window.rows.upperBound
                )
        } else {
            touched = window
            isTouched = true
        }
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = dx * dx + dy * dy
        for row in window.rows {
            let y = Double(row) + 0.5 - start.y
            for column in window.columns {
                let x = Double(column) + 0.5 - start.x
                let along = length > 0 ? min(max((x * dx + y * dy) / length, 0), 1) : 0
                let (offX, offY) = (x - along * dx, y - along * dy)
                let distance = (offX * offX + offY * offY).squareRoot()
                let covered = Float(min(max(radius + 0.5 - distance, 0), 1)) * strength
                let pixel = row * width + column
                if covered > coverage[pixel] { coverage[pixel] = covered }
            }
        }
    }

    private mutating func blend(_ colour: Colour, _ part: Float, at pixel: Int) {
        func mixed(_ below: UInt8, _ above: UInt8) -> UInt8 {
            UInt8((Float(below) + (Float(above) - Float(below)) * part).rounded())
        }
        let byte = pixel * 3
        pixels[byte] = mixed(pixels[byte], colour.red)
        pixels[byte + 1] = mixed(pixels[byte + 1], colour.green)
        pixels[byte + 2] = mixed(pixels[byte + 2], colour.blue)
    }
}
