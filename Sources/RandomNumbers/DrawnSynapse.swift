/// A synapse as drawn for a target: where it comes from, and its numbers in the units of their laws.
package struct DrawnSynapse: BitwiseCopyable, Hashable, Sendable {
    /// The source's position.
    package var source: UInt32
    /// The weight.
    package var weight: Int32
    /// The delay.
    package var delay: Int32

    /// Creates a synapse.
    package init(source: UInt32, weight: Int32, delay: Int32) {
        self.source = source
        self.weight = weight
        self.delay = delay
    }
}

extension SynapseDraw {
    /// Draws all synapses of a target at once.
    ///
    /// - Parameters:
    ///   - target: The target's number, which names its streams.
    ///   - gap: Sources that are not chosen.
    ///   - scratch: ``scratchWords`` words, all 0; they are 0 again afterwards.
    ///   - tables: The words of `LawTables`, if a law needs them.
    ///   - synapses: Takes as many synapses as it has room for: that is how many are drawn.
    /// - Returns: How many there are; none where every source is barred.
    package func draw(
        target: UInt32,
        barring gap: SourceGap,
        scratch: UnsafeMutablePointer<UInt32>,
        tables: UnsafePointer<UInt32>,
        into synapses: UnsafeMutableBufferPointer<DrawnSynapse>
    ) -> Int {
        guard var next = synapses.baseAddress else { return 0 }
        let first = next
        forEachSynapse(
            of: target,
            count: UInt32(truncatingIfNeeded: synapses.count),
            barring: gap,
            scratch: scratch,
            tables: tables
        ) { source, weight, delay in
            next.pointee = DrawnSynapse(source: source, weight: weight, delay: delay)
            next += 1
        }
        return next - first
    }
}
