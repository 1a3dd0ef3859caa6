public import RecordedData

/// A figure of recorded data: a raster of all spikes, a band per population, and below it the traces of `v` and other
/// variables, all over the same time axis.
///
/// ```swift
/// let figure = Figure(title: "Synfire chain", blocks: blocks)
/// let svg: String = figure.svg()
/// let png: [UInt8] = figure.png()
/// ```
///
/// The same data give the same bytes, everywhere: letters are drawn, no font of the system is used in the PNG.
public struct Figure: Hashable, Sendable {
    /// The line above the figure; none when empty.
    public var title: String
    /// The data: a population each, drawn from top to bottom.
    public var blocks: [Block]
    /// Which segment of the blocks is drawn, by position; nil for the last.
    public var segment: Int?
    /// The times drawn, ms; nil for all.
    public var timeRange: ClosedRange<Double>?
    /// How many neurons' traces of a variable are drawn for each population, at most; six in all.
    public var tracesPerPopulation: Int
    /// Width, pixels at scale 1: at least 400.
    public var width: Double
    /// Height, pixels at scale 1: at least 300.
    public var height: Double

    /// Makes a figure.
    ///
    /// - Parameters:
    ///   - title: The line above the figure.
    ///   - blocks: The data, a population each.
    ///   - segment: Which segment is drawn, by position; the last unless given.
    ///   - timeRange: The times drawn, ms; all unless given.
    ///   - tracesPerPopulation: How many neurons' traces of a variable are drawn for each population.
    ///   - width: Width, pixels at scale 1.
    ///   - height: Height, pixels at scale 1.
    public init(
        title: String = "",
        blocks: [Block],
        segment: Int? = nil,
        timeRange: ClosedRange<Double>? = nil,
        tracesPerPopulation: Int = 3,
        width: Double = 1_200,
        height: Double = 800
    ) {
        self.title = title
        self.blocks = blocks
        self.segment = segment
        self.timeRange = timeRange
        self.tracesPerPopulation = tracesPerPopulation
        self.width = width
        self.height = height
    }

    /// The figure as an SVG document.
    public func svg() -> String {
        SVGPrinter.text(FigureLayout(self).drawing)
    }

    /// The figure as a PNG file.
    ///
    /// - Parameter scale: Pixels to a unit of `width` and `height`, 0.25 to 8: 2 suits print and fine screens.
    /// - Returns: The bytes of the file.
    public func png(scale: Double = 2) -> [UInt8] {
        let scale = min(max(scale, 0.25), 8)
        let raster = Raster(FigureLayout(self).drawing, scale: scale)
        // 96 pixels to an inch of 0.0254 m at scale 1, as SVG has it.
        return PNGEncoder.bytes(raster, pixelsPerMetre: UInt32((96 * scale / 0.0254).rounded()))
    }
}
