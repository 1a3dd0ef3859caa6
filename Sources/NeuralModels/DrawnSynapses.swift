import ChipInterface
package import RandomNumbers

// Layouts that host and chip share, every field a 32-bit word.

/// The start of region `RegionKind.drawnSynapses`: the projections whose rows the core draws itself.
///
/// `tableWords` words of `LawTables` follow, then `projectionCount` times a `DrawnProjection` with what belongs to it.
package struct DrawnSynapsesRegion: BitwiseCopyable, Hashable, Sendable {
    /// How many projections there are.
    package var projectionCount: UInt32
    /// How many words of tables: all, or none when no law needs them.
    package var tableWords: UInt32
    /// How many words of scratch memory the draws need.
    package var scratchWords: UInt32

    /// Creates the start of the region.
    package init(projectionCount: Int, tableWords: Int, scratchWords: Int) {
        self.projectionCount = UInt32(truncatingIfNeeded: projectionCount)
        self.tableWords = UInt32(truncatingIfNeeded: tableWords)
        self.scratchWords = UInt32(truncatingIfNeeded: scratchWords)
    }
}

/// A projection of which a core draws the rows to its own neurons.
///
/// After it come `sliceCount` `DrawnSlice`s in the order of their sources, then for each of them `stageCount`
/// `SynapticMatrixReference`s (of row length 0 where there are no rows), then, if `countForAll` says so, the synapse
/// counts of the core's `targetCount` targets.
package struct DrawnProjection: BitwiseCopyable, Hashable, Sendable {
    /// The draw. A constant weight is a code, a constant delay a number of steps.
    package var draw: SynapseDraw
    /// How many bits of a drawn weight are behind the point of its code; below 0, how many are missing before it.
    package var weightBits: Int32
    /// How many bits of a drawn delay are behind the point.
    package var delayBits: Int32
    /// The receptor.
    package var receptor: UInt32
    /// The core's neuron that is its first target.
    package var firstNeuron: UInt32
    /// The number of that target, which names its streams.
    package var firstTarget: UInt32
    /// How many of the core's neurons, side by side, are targets.
    package var targetCount: UInt32
    /// How many synapses each of them gets, or `UInt32.max` if a list says it.
    package var countForAll: UInt32
    /// 0 if a target may choose itself, 1 if it may not, 2 if it may choose neither itself nor those before it.
    package var bars: UInt32
    /// What is added to a target's number to make it a source's, where it bars any.
    package var ownOffset: Int32
    /// How many slices of sources follow.
    package var sliceCount: UInt32
    /// How many delay stages each slice has.
    package var stageCount: UInt32

    /// Creates a projection.
    package init(
        draw: SynapseDraw,
        weightBits: Int32,
        delayBits: Int32,
        receptor: UInt32,
        firstNeuron: UInt32,
        firstTarget: UInt32,
        targetCount: UInt32,
        countForAll: UInt32,
        bars: UInt32,
        ownOffset: Int32,
        sliceCount: UInt32,
        stageCount: UInt32
    ) {
        self.draw = draw
        self.weightBits = weightBits
        self.delayBits = delayBits
        self.receptor = receptor
        self.firstNeuron = firstNeuron
        self.firstTarget = firstTarget
        self.targetCount = targetCount
        self.countForAll = countForAll
        self.bars = bars
        self.ownOffset = ownOffset
        self.sliceCount = sliceCount
        self.stageCount = stageCount
    }

    /// The sources that a target does not choose from.
    @inline(__always)
    func gap(of target: UInt32) -> SourceGap {
        if bars == 0 { return .none }
        let own = Int32(bitPattern: target) &+ ownOffset
        if own < 0 || own >= Int32(bitPattern: draw.sourceCount) { return .none }
        let place = UInt32(bitPattern: own)
        return bars == 1 ? SourceGap(first: place, count: 1) : SourceGap(first: 0, count: place &+ 1)
    }

    /// The code of a drawn weight.
    @inline(__always)
    func code(of weight: Int32) -> UInt32 {
        if draw.weight.kind == .constant { return UInt32(bitPattern: weight) }
        let magnitude = weight.magnitude
        if weightBits > 31 { return 0 }
        let code: UInt32
        if weightBits > 0 {
            let bits = UInt32(bitPattern: weightBits)
            code = (magnitude &+ 1 &<< (bits &- 1)) &>> bits
        } else {
            code = magnitude &<< UInt32(bitPattern: 0 &- weightBits)
        }
        return code > 0xFFFF ? 0xFFFF : code
    }

    /// The steps of a drawn delay.
    @inline(__always)
    func steps(of delay: Int32) -> UInt32 {
        if draw.delay.kind == .constant { return UInt32(bitPattern: delay) }
        return UInt32(bitPattern: DelayRounding.steps(delay, exponent: Int(delayBits)))
    }
}

/// The rows of the neurons of one source core.
package struct DrawnSlice: BitwiseCopyable, Hashable, Sendable {
    /// The source's number that row 0 would have; it may be below 0 where not all of the core's neurons are sources.
    package var firstSource: Int32
    /// How many rows there are.
    package var rowCount: UInt32

    /// Creates a slice.
    package init(firstSource: Int, rowCount: Int) {
        self.firstSource = Int32(truncatingIfNeeded: firstSource)
        self.rowCount = UInt32(truncatingIfNeeded: rowCount)
    }
}
