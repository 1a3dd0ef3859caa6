import ChipInterface
import NetworkModel
import NeuralModels
import RandomNumbers

/// A projection as a core draws it.
struct ChipDrawing {
    /// The draw, with constants as codes and steps.
    let draw: SynapseDraw
    private let counts: DrawnConnections.Counts
    private let own: DrawnConnections.OwnPlaces
    private let skipsEarlier: Bool
    private let weightBits: Int32
    private let delayBits: Int32
    private let receptor: UInt32
    /// The index, in its population, of the first source and of the first target; how many targets there are.
    private let firstSource: Int
    private let firstTarget: Int
    private let targetCount: Int
    private var words: [UInt32] = []

    init?(_ projection: FixedPointProjection) {
        guard let drawing = projection.expansion.drawing, let firstSource = projection.sources.firstOfRun,
            let firstTarget = projection.targets.firstOfRun
        else { return nil }
        if case .each = drawing.connections.own { return nil }
        var draw = drawing.draw
        if let exponent = drawing.weightExponent {
            weightBits = Int32(exponent - 15 + Int(projection.scale.shift))
        } else {
            draw.weight = NumberLaw(.constant, Int32(projection.scale.code(for: abs(drawing.weight))))
            weightBits = 0
        }
        if let exponent = drawing.delayExponent {
            delayBits = Int32(exponent)
        } else {
            draw.delay = NumberLaw(.constant, drawing.delaySteps)
            delayBits = 0
        }
        self.draw = draw
        counts = drawing.connections.counts
        own = drawing.connections.own
        skipsEarlier = drawing.connections.skipsEarlier
        receptor = UInt32(projection.receptor)
        self.firstSource = firstSource
        self.firstTarget = firstTarget
        targetCount = drawing.connections.targetCount
    }

    /// The drawing of the rows to some neurons, which must have synapses.
    ///
    /// - Parameters:
    ///   - neurons: The core's neurons.
    ///   - slices: The neurons of the cores where the sources are, in order.
    ///   - blocks: Where the rows of each slice and stage lie.
    func onCore(
        of neurons: Range<Int>,
        slices: [Range<Int>],
        stageCount: Int,
        blocks: [SynapticMatrixReference]
    ) -> ChipDrawing {
        let targets = neurons.clamped(to: firstTarget..<(firstTarget + targetCount))
        let places = (targets.lowerBound - firstTarget)..<(targets.upperBound - firstTarget)
        var offset = 0
        if case .shifted(let own) = own { offset = own }
        var countForAll = UInt32.max
        if case .same(let count) = counts { countForAll = count }
        let header = DrawnProjection(
            draw: draw,
            weightBits: weightBits,
            delayBits: delayBits,
            receptor: receptor,
            firstNeuron: UInt32(targets.lowerBound - neurons.lowerBound),
            firstTarget: UInt32(places.lowerBound),
            targetCount: UInt32(places.count),
            countForAll: countForAll,
            bars: own == .none ? 0 : skipsEarlier ? 2 : 1,
            ownOffset: Int32(offset),
            sliceCount: UInt32(slices.count),
            stageCount: UInt32(stageCount)
        )
        var words = Self.words(of: header)
        for slice in slices {
            words += Self.words(
                of: DrawnSlice(firstSource: slice.lowerBound - firstSource, rowCount: slice.count)
            )
        }
        for block in blocks { words += Self.words(of: block) }
        if countForAll == .max { words += places.map { counts[$0] } }
        var result = self
        result.words = words
        return result
    }

    /// The words of region `RegionKind.drawnSynapses`; none without projections.
    static func region(of drawings: [ChipDrawing]) -> [UInt32] {
        guard !drawings.isEmpty else { return [] }
        let needsTables = drawings.contains { $0.draw.weight.needsTables || $0.draw.delay.needsTables }
        let header = DrawnSynapsesRegion(
            projectionCount: drawings.count,
            tableWords: needsTables ? LawTables.wordCount : 0,
            scratchWords: drawings.map(\.draw.scratchWords).max() ?? 0
        )
        return words(of: header) + (needsTables ? LawTables.words : []) + drawings.flatMap(\.words)
    }

    /// A structure of 32-bit fields as words.
    private static func words<Layout>(of layout: Layout) -> [UInt32] {
        withUnsafeBytes(of: layout) { raw in
            stride(from: 0, to: raw.count, by: 4).map { raw.loadUnaligned(fromByteOffset: $0, as: UInt32.self) }
        }
    }
}

extension FixedPointProjection {
    /// How a core draws the projection; nil when it cannot.
    var drawing: ChipDrawing? { ChipDrawing(self) }
}
