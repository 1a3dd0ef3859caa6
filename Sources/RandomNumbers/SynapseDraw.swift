/// Consecutive sources that a target does not choose from: itself, or itself and all before it.
package struct SourceGap: BitwiseCopyable, Hashable, Sendable {
    /// The first.
    package var first: UInt32
    /// How many there are.
    package var count: UInt32

    /// No gap.
    package static var none: Self { Self(first: 0, count: 0) }

    /// Creates a gap.
    package init(first: UInt32, count: UInt32) {
        self.first = first
        self.count = count
    }

    /// The source at a place among those that are left.
    @inline(__always)
    func source(at place: UInt32) -> UInt32 { place >= first ? place &+ count : place }
}

/// How a projection draws its synapses: target by target, so that a core can draw those of its own neurons alone.
///
/// How many synapses a target gets is known beforehand; which sources they come from, and their weights and delays, come
/// from three streams named by the projection and the target. Nothing depends on how targets are shared out.
package struct SynapseDraw: BitwiseCopyable, Hashable, Sendable {
    /// The name of a kind of streams, as two words.
    package struct StreamName: BitwiseCopyable, Hashable, Sendable {
        /// The low half.
        package var low: UInt32
        /// The high half.
        package var high: UInt32

        /// Creates the name of a projection's streams for one purpose.
        package init(seed: UInt64, purpose: UInt64, owner: UInt64) {
            let base = WordStream.base(seed: seed, purpose: purpose, owner: owner)
            low = UInt32(truncatingIfNeeded: base)
            high = UInt32(truncatingIfNeeded: base >> 32)
        }

        /// The stream of a target.
        @inline(__always)
        package func stream(_ target: UInt32) -> WordStream {
            WordStream(base: UInt64(high) << 32 | UInt64(low), index: target)
        }
    }

    /// The streams that choose sources.
    package var choices: StreamName
    /// The streams that draw weights.
    package var weights: StreamName
    /// The streams that draw delays.
    package var delays: StreamName
    /// How many sources there are.
    package var sourceCount: UInt32
    /// 1 if a source may be chosen again, 0 if it may not before all others have been.
    package var replaces: UInt32
    /// The weights.
    package var weight: NumberLaw
    /// The delays.
    package var delay: NumberLaw

    /// Creates a draw.
    package init(
        choices: StreamName,
        weights: StreamName,
        delays: StreamName,
        sourceCount: UInt32,
        replaces: Bool,
        weight: NumberLaw,
        delay: NumberLaw
    ) {
        self.choices = choices
        self.weights = weights
        self.delays = delays
        self.sourceCount = sourceCount
        self.replaces = replaces ? 1 : 0
        self.weight = weight
        self.delay = delay
    }

    /// How many words of scratch memory a draw needs: a bit for each source.
    package var scratchWords: Int { (Int(bitPattern: UInt(sourceCount)) &+ 31) >> 5 }

    /// Draws the synapses of a target.
    ///
    /// - Parameters:
    ///   - target: The target's number, which names its streams.
    ///   - count: How many synapses it gets.
    ///   - gap: Sources that are not chosen.
    ///   - scratch: ``scratchWords`` words, all 0; they are 0 again afterwards.
    ///   - tables: The words of `LawTables`, if a law needs them.
    ///   - body: Takes each synapse: source, weight, delay. Without replacement sources come in ascending order, but
    ///     for those chosen again after all others.
    @inline(__always)
    package func forEachSynapse(
        of target: UInt32,
        count: UInt32,
        barring gap: SourceGap,
        scratch: UnsafeMutablePointer<UInt32>,
        tables: UnsafePointer<UInt32>,
        _ body: (_ source: UInt32, _ weight: Int32, _ delay: Int32) -> Void
    ) {
        let available = sourceCount &- gap.count
        guard available != 0 else { return }
        var choice = choices.stream(target)
        var weights = weights.stream(target)
        var delays = delays.stream(target)
        var rest = count
        if replaces != 0 {
            while rest != 0 {
                let place = choice.next(below: available)
                body(
                    gap.source(at: place),
                    weight.draw(&weights, tables),
                    delay.draw(&delays, tables)
                )
                rest &-= 1
            }
            return
        }
        while rest >= available {
            var place: UInt32 = 0
            while place < available {
                body(
                    gap.source(at: place),
                    weight.draw(&weights, tables),
                    delay.draw(&delays, tables)
                )
                place &+= 1
            }
            rest &-= available
        }
        guard rest != 0 else { return }
        // Floyd's choice of a subset, each equally likely (Bentley and Floyd, "A sample of brilliance", 1987); of the
        // chosen and the others, the fewer are marked.
        let marksOthers = rest > available &>> 1
        var last = marksOthers ? rest : available &- rest
        while last < available {
            let place = choice.next(below: last &+ 1)
            let isMarked = scratch[Int(bitPattern: UInt(place &>> 5))] &>> (place & 31) & 1
            let mark = isMarked == 0 ? place : last
            scratch[Int(bitPattern: UInt(mark &>> 5))] |= 1 &<< (mark & 31)
            last &+= 1
        }
        let flip: UInt32 = marksOthers ? .max : 0
        var first: UInt32 = 0
        while first < available {
            let word = Int(bitPattern: UInt(first &>> 5))
            var bits = scratch[word] ^ flip
            scratch[word] = 0
            let left = available &- first
            if left < 32 { bits &= (1 &<< left) &- 1 }
            while bits != 0 {
                let place = first &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
                bits &= bits &- 1
                body(
                    gap.source(at: place),
                    weight.draw(&weights, tables),
                    delay.draw(&delays, tables)
                )
            }
            first &+= 32
        }
    }
}
