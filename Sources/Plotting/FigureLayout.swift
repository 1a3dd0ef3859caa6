internal import RecordedData

/// Puts a figure's content into a drawing.
struct FigureLayout {
    private static let titleSize = 22.0
    private static let labelSize = 15.0
    private static let tickSize = 13.0
    private static let tickLength = 5.0
    /// Height of capitals and digits of a font size.
    private static let capitals = 0.7
    /// From the frames to the numbers.
    private static let tickGap = 9.0
    private static let panelGap = 20.0
    /// Bands at least this high have numbers of their own.
    private static let numberedHeight = 28.0

    private(set) var drawing: Drawing
    /// Between bands; many bands need the room themselves.
    private let bandGap: Double
    private let content: FigureContent
    private let left: Double
    private let right: Double

    init(_ figure: Figure) {
        let width = figure.width.isFinite ? min(max(figure.width, 400), 10_000) : 1_200
        let height = figure.height.isFinite ? min(max(figure.height, 300), 10_000) : 800
        drawing = Drawing(width: width, height: height)
        content = FigureContent(figure)
        bandGap = content.bands.count > 8 ? 3 : 7
        left = 92.5
        let names = content.bands.map(\.label) + content.panels.flatMap { $0.traces.map(\.label) + [$0.hiddenText] }
        // Beside a name there is room for the line that shows its colour.
        let legend = names.map { StrokeFont.width(of: $0, size: Self.tickSize) + 39 }.max() ?? 0
        right = (width - min(max(legend + 20, 32), width * 0.24)).rounded() + 0.5

        let top = figure.title.isEmpty ? 28.0 : 68.0
        let bottom = height - 66
        if !figure.title.isEmpty {
            drawing.write(
                Label(
                    text: StrokeFont.fitted(figure.title, size: Self.titleSize, width: width - 60),
                    place: Point(x: (left + right) / 2, y: 42),
                    size: Self.titleSize,
                    anchor: .middle,
                    isBold: true
                )
            )
        }
        let (bands, panels) = boxes(top: top, bottom: bottom)
        for (band, box) in zip(content.bands, bands) { draw(band, in: box) }
        if let first = bands.first, let last = bands.last {
            drawAxisTitle("Neuron", top: first.top, bottom: last.bottom)
        }
        for (panel, box) in zip(content.panels, panels) { draw(panel, in: box) }
        if let last = panels.last ?? bands.last {
            drawTimeAxis(below: last)
        } else {
            drawing.write(
                Label(
                    text: "Nothing was recorded",
                    place: Point(x: width / 2, y: height / 2),
                    size: Self.labelSize,
                    colour: .faintInk,
                    anchor: .middle
                )
            )
        }
    }

    // MARK: - Places

    /// The frames of bands and panels, from top to bottom.
    private func boxes(top: Double, bottom: Double) -> (bands: [Box], panels: [Box]) {
        let bandCount = Double(content.bands.count)
        let panelCount = Double(content.panels.count)
        let gap = content.bands.isEmpty || content.panels.isEmpty ? 0 : Self.panelGap
        let gaps = max(0, bandCount - 1) * bandGap + max(0, panelCount - 1) * Self.panelGap + gap
        let room = max(40, bottom - top - gaps)
        // The raster's part: more than half beside one or two panels, less beside more.
        let rasterRoom =
            content.bands.isEmpty ? 0 : content.panels.isEmpty ? room : room * max(0.4, 0.68 - 0.1 * panelCount)
        // Bands are as high as they have neurons, but small populations can still be seen.
        let counts = content.bands.map { Double($0.trains.count) }
        let least = (counts.max() ?? 0) / 4
        let weights = counts.map { max($0, least) }
        let total = weights.reduce(0, +)
        var y = top
        let bands = weights.map { weight in
            let box = Box(left: left, top: y, width: right - left, height: rasterRoom * weight / total)
            y = box.bottom + bandGap
            return box
        }
        y += gap == 0 ? 0 : gap - bandGap
        let panelHeight = panelCount > 0 ? (room - rasterRoom) / panelCount : 0
        let panels = content.panels.map { _ in
            let box = Box(left: left, top: y, width: right - left, height: panelHeight)
            y = box.bottom + Self.panelGap
            return box
        }
        return (bands.map(Self.snapped), panels.map(Self.snapped))
    }

    /// A box whose edges lie in the middle of pixels, where lines of one pixel are sharp.
    private static func snapped(_ box: Box) -> Box {
        let (left, top) = (box.left.rounded() + 0.5, box.top.rounded() + 0.5)
        return Box(
            left: left,
            top: top,
            width: box.right.rounded() + 0.5 - left,
            height: box.bottom.rounded() + 0.5 - top
        )
    }

    private func x(_ time: Double) -> Double {
        left + (time - content.time.lowerBound) / (content.time.upperBound - content.time.lowerBound) * (right - left)
    }

    /// The nearest place of a time where a line of one pixel is sharp.
    private func sharpX(_ time: Double) -> Double {
        x(time).rounded(.down) + 0.5
    }

    private var timeTicks: AxisTicks {
        AxisTicks(content.time, count: max(2, Int((right - left) / 95)))
    }

    // MARK: - Frames and axes

    private mutating func drawFrame(_ box: Box) {
        let lines = timeTicks.values.map(sharpX).map { [Point(x: $0, y: box.top), Point(x: $0, y: box.bottom)] }
        drawing.stroke(lines, width: 1, colour: .grid, within: box)
    }

    private mutating func outline(_ box: Box) {
        let corners = [
            Point(x: box.left, y: box.top), Point(x: box.right, y: box.top), Point(x: box.right, y: box.bottom),
            Point(x: box.left, y: box.bottom), Point(x: box.left, y: box.top),
        ]
        drawing.stroke([corners], width: 1, colour: .frame)
    }

    private mutating func drawTimeAxis(below box: Box) {
        let ticks = timeTicks
        drawing.stroke(
            ticks.values.map(sharpX).map {
                [Point(x: $0, y: box.bottom), Point(x: $0, y: box.bottom + Self.tickLength)]
            },
            width: 1,
            colour: .frame
        )
        let base = box.bottom + Self.tickGap + Self.tickSize * Self.capitals
        for (value, text) in zip(ticks.values, ticks.labels) {
            drawing.write(Label(text: text, place: Point(x: x(value), y: base), size: Self.tickSize, anchor: .middle))
        }
        drawing.write(
            Label(
                text: "Time (ms)",
                place: Point(x: (left + right) / 2, y: base + 28),
                size: Self.labelSize,
                anchor: .middle
            )
        )
    }

    private mutating func drawAxisTitle(_ text: String, top: Double, bottom: Double) {
        drawing.write(
            Label(
                text: StrokeFont.fitted(text, size: Self.labelSize, width: max(60, bottom - top)),
                place: Point(x: 32, y: (top + bottom) / 2),
                size: Self.labelSize,
                anchor: .middle,
                isUpright: true
            )
        )
    }

    /// A mark and its number, which stays beside its box: boxes are too close for numbers between them.
    private mutating func drawTick(_ text: String, at y: Double, of box: Box) {
        drawing.stroke(
            [[Point(x: box.left - Self.tickLength, y: y), Point(x: box.left, y: y)]],
            width: 1,
            colour: .frame
        )
        let height = Self.tickSize * Self.capitals
        drawing.write(
            Label(
                text: text,
                place: Point(x: box.left - Self.tickGap, y: min(max(y + height / 2, box.top + height), box.bottom)),
                size: Self.tickSize,
                anchor: .end
            )
        )
    }

    // MARK: - Content

    private mutating func draw(_ band: FigureContent.Band, in box: Box) {
        drawFrame(box)
        let count = Double(band.trains.count)
        let rowHeight = box.height / count
        // Ticks as high as their row as long as they can be seen apart, at least as large as a dot.
        let half = max(0, min(rowHeight * 0.8, 9) / 2 - 0.6)
        // The first neuron is at the bottom.
        func y(_ row: Int) -> Double { box.bottom - (Double(row) + 0.5) * rowHeight }
        var marks: [[Point]] = []
        for (row, train) in band.trains.enumerated() {
            var last = -1.0
            for time in train.times where content.time.contains(time) {
                // Marks that fall on each other are one.
                let place = (x(time) * 4).rounded() / 4
                if place == last { continue }
                last = place
                marks.append(
                    half > 0.4
                        ? [Point(x: place, y: y(row) - half), Point(x: place, y: y(row) + half)]
                        : [Point(x: place, y: y(row))]
                )
            }
        }
        drawing.stroke(
            marks,
            width: half > 0.4 ? 1.4 : min(max(rowHeight * 1.2, 1.4), 2.2),
            colour: band.colour,
            within: box
        )
        outline(box)
        if box.height >= Self.numberedHeight, let first = band.trains.first, let last = band.trains.last {
            drawTick("\(first.sourceIndex)", at: y(0), of: box)
            if band.trains.count > 1 { drawTick("\(last.sourceIndex)", at: y(band.trains.count - 1), of: box) }
        }
        let place = Point(x: box.right + 14, y: box.top + box.height / 2 + Self.tickSize * Self.capitals / 2)
        // Bands lower than their names would have names over each other.
        guard box.height + bandGap >= Self.tickSize else { return }
        drawing.write(
            Label(
                text: StrokeFont.fitted(band.label, size: Self.tickSize, width: drawing.width - place.x - 12),
                place: place,
                size: Self.tickSize,
                colour: band.colour,
                isBold: true
            )
        )
    }

    private mutating func draw(_ panel: FigureContent.Panel, in box: Box) {
        drawFrame(box)
        let range = valueRange(panel)
        func y(_ value: Double) -> Double {
            box.bottom - (value - range.lowerBound) / (range.upperBound - range.lowerBound) * box.height
        }
        func sharpY(_ value: Double) -> Double { y(value).rounded(.down) + 0.5 }
        let ticks = AxisTicks(range, count: max(2, Int(box.height / 30)))
        drawing.stroke(
            ticks.values.map(sharpY).map { [Point(x: box.left, y: $0), Point(x: box.right, y: $0)] },
            width: 1,
            colour: .grid,
            within: box
        )
        for trace in panel.traces.reversed() {
            let lines = TraceLines.lines(of: trace, within: content.time, columns: Int((right - left) * 2), x: x, y: y)
            drawing.stroke(lines, width: 1.4, colour: trace.colour, within: box)
        }
        outline(box)
        for (value, text) in zip(ticks.values, ticks.labels) { drawTick(text, at: sharpY(value), of: box) }
        drawAxisTitle(panel.title, top: box.top, bottom: box.bottom)
        drawLegend(panel, in: box)
    }

    private mutating func drawLegend(_ panel: FigureContent.Panel, in box: Box) {
        let lineHeight = Self.tickSize * 1.45
        let lines = max(1, Int((box.height + Self.panelGap / 2) / lineHeight))
        var texts = panel.traces.map { (text: $0.label, colour: Optional($0.colour)) }
        var hidden = panel.hiddenCount
        let wanted = texts.count + (hidden > 0 ? 1 : 0)
        if wanted > lines {
            let shown = max(0, lines - 1)
            hidden += texts.count - shown
            texts.removeLast(texts.count - shown)
        }
        if hidden > 0 { texts.append((text: FigureContent.hiddenText(hidden), colour: nil)) }
        for (line, entry) in texts.enumerated() {
            let base = box.top + Double(line) * lineHeight + Self.tickSize * Self.capitals + 2
            let start = box.right + 14
            if let colour = entry.colour {
                let middle = base - Self.tickSize * Self.capitals / 2
                drawing.stroke(
                    [[Point(x: start + 1, y: middle), Point(x: start + 15, y: middle)]],
                    width: 2.4,
                    colour: colour
                )
            }
            drawing.write(
                Label(
                    text: StrokeFont.fitted(entry.text, size: Self.tickSize, width: drawing.width - start - 36),
                    place: Point(x: start + 23, y: base),
                    size: Self.tickSize,
                    colour: entry.colour == nil ? .faintInk : .ink
                )
            )
        }
    }

    /// The range of a panel's values with some air above and below.
    private func valueRange(_ panel: FigureContent.Panel) -> ClosedRange<Double> {
        var (low, high) = (Double.infinity, -Double.infinity)
        for trace in panel.traces {
            for (sample, value) in trace.values.enumerated()
            where value.isFinite && content.time.contains(trace.tStart + Double(sample) * trace.period) {
                low = min(low, value)
                high = max(high, value)
            }
        }
        guard low <= high else { return 0...1 }
        let air = high > low ? (high - low) * 0.06 : max(abs(low) * 0.05, 0.5)
        return (low - air)...(high + air)
    }
}
