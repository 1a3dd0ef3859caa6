import SpiNNakerMachine

/// The keys of a network.
struct Keys: Sendable {
    /// The keys of each source.
    var bySource: [KeyMask]
    /// For each net the blocks that hold the keys of its sources and of no others.
    var byNet: Ragged<KeyMask>
    /// Whether several sources have one block, as the graph fixes it.
    var areShared = false
}

/// Gives every source a block of keys, and to sources of one net blocks side by side.
///
/// Below a source's bits, a key reads: atom within the part, the atom's own low bits. Groups of nets begin at multiples of their
/// sizes, and so do nets and sources, so that few entries cover a run of keys. Where 32 bits are too short for all that room
/// between blocks, blocks are packed from the largest down instead, so that none wastes any. Keys that are given, fixed by
/// the graph or kept from before, stay, and others go around them. Keys from 0xffff0000 on are left alone: SC&MP sends its own
/// multicast packets there. Sources whose keys are fixed may have the same block.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp-3.c`, keys ffff5554 and ffff5555.
struct KeyAllocator {
    private static let end: UInt64 = 0xffff_0000
    /// How many bits that a key of a part may have either way can lie above others that are fixed: each doubles the entries.
    private static let mostScatteredBits = 10

    private let graph: MachineGraph
    private let nets: Nets
    /// The number of keys that each source needs.
    private let sizes: [UInt64]
    /// The keys that are given, by source.
    private var given: [KeyMask?]
    /// The blocks of nets that are given; none for others.
    private let givenBlocks: Ragged<KeyMask>
    /// The blocks given, ascending.
    private var taken: [Range<UInt64>]
    /// Whether a block is given to several sources.
    private var areShared = false

    /// Prepares the allocation.
    ///
    /// - Parameters:
    ///   - kept: Keys of sources that are to stay, by source.
    ///   - keptBlocks: Blocks of nets that are to stay, all of whose sources are among those.
    /// - Throws: `MappingError.fixedKeysUnusable`.
    init(
        _ graph: MachineGraph,
        _ nets: Nets,
        kept: [KeyMask?]? = nil,
        keptBlocks: Ragged<KeyMask>? = nil
    ) throws(MappingError) {
        self.graph = graph
        self.nets = nets
        sizes = graph.sources.map { UInt64(1) << UInt64($0.keyBits) }
        given = kept ?? Array(repeating: nil, count: graph.sources.count)
        givenBlocks = keptBlocks ?? Ragged(rows: nets.count)
        taken = []
        if let source = graph.sources.first(where: { $0.keyBits > 32 }) {
            throw .keySpaceExhausted(vertex: label(of: source))
        }
        for partition in graph.application.partitions.indices {
            // Those that are kept are fixed to the same.
            guard let fixed = graph.application.partitions[partition].commonKeys,
                graph.shares[partition].allSatisfy({ given[$0] == nil })
            else { continue }
            try fix(fixed, partition)
        }
        for (source, keys) in graph.fixedKeys {
            let free = ~keys.mask
            let last = UInt64(keys.key | free)
            guard free.nonzeroBitCount >= Int(graph.sources[Int(source)].keyBits), last < Self.end,
                free.nonzeroBitCount - (~free).trailingZeroBitCount <= Self.mostScatteredBits
            else { throw .fixedKeysUnusable(vertex: label(of: graph.sources[Int(source)])) }
            given[Int(source)] = keys
        }
        var blocks: [(range: Range<UInt64>, source: Int32)] = []
        // By ranges: slices would be counted for each net.
        let (rows, stay) = (nets.sources, givenBlocks)
        for net in rows.indices {
            if !stay.range(net).isEmpty {
                let first = rows.elements[rows.starts[net]]
                for place in stay.range(net) { blocks.append((Self.range(stay.elements[place]), first)) }
            } else {
                for source in rows[net] {
                    for keys in given[Int(source)].map(Self.runs) ?? [] { blocks.append((Self.range(keys), source)) }
                }
            }
        }
        blocks.sort { ($0.range.lowerBound, $0.source) < ($1.range.lowerBound, $1.source) }
        for (one, other) in zip(blocks, blocks.dropFirst()) where one.range.overlaps(other.range) {
            areShared = true
            guard one.range != other.range else { continue }
            throw .fixedKeysUnusable(vertex: label(of: graph.sources[Int(max(one.source, other.source))]))
        }
        taken = blocks.map(\.range)
    }

    private func label(of source: MachineSource) -> String {
        graph.application.vertices[graph.application.partitions[Int(source.partition)].source].label
    }

    /// Gives the parts of a partition its fixed keys, one part's behind the other's, from run to run where the mask has holes.
    private mutating func fix(_ fixed: KeyMask, _ partition: Int) throws(MappingError) {
        let label = graph.application.vertices[graph.application.partitions[partition].source].label
        let runSize = Self.runSize(fixed)
        var scattered: UInt32? = 0
        var next = UInt64(fixed.key)
        for source in graph.shares[partition] {
            next = Self.aligned(next, to: sizes[source])
            if next + sizes[source] > UInt64(fixed.key | (scattered ?? 0)) + runSize {
                scattered = scattered.flatMap { Self.run(after: $0, of: fixed) }
                next = UInt64(fixed.key | (scattered ?? 0))
            }
            guard scattered != nil, sizes[source] <= runSize, next + sizes[source] <= Self.end
            else { throw .fixedKeysUnusable(vertex: label) }
            given[source] = KeyMask(key: UInt32(truncatingIfNeeded: next), mask: Self.mask(sizes[source]))
            next += sizes[source]
        }
    }

    /// Allocates the keys of every source.
    ///
    /// - Parameter groups: The nets in the order of their keys, those of a group side by side.
    /// - Throws: `MappingError.keySpaceExhausted`.
    func allocate(_ groups: Ragged<Int32>) throws(MappingError) -> Keys {
        if var keys = spacious(groups) ?? packed(groups) {
            keys.areShared = areShared
            return keys
        }
        let largest = graph.shares.indices.max { demand($0) < demand($1) } ?? 0
        let source = graph.application.partitions[largest].source
        throw .keySpaceExhausted(vertex: graph.application.vertices[source].label)
    }

    private func demand(_ partition: Int) -> UInt64 { graph.shares[partition].reduce(0) { $0 + sizes[$1] } }

    /// A block of keys for each net; nil if they exceed the key space.
    private func spacious(_ groups: Ragged<Int32>) -> Keys? {
        var draft = Draft(self)
        let extents = draft.open.map { sources -> UInt64 in
            let sum = sources.reduce(0) { $0 + sizes[Int($1)] }
            return sum == 0 ? 0 : 1 << UInt64(bits(toCount: Int(sum)))
        }
        for group in groups.indices {
            let extent = groups[group].reduce(0) { Self.aligned($0, to: extents[Int($1)]) + extents[Int($1)] }
            // A group begins at a multiple of its size, if nothing that is given is in the way.
            draft.next = Self.aligned(draft.next, to: extent == 0 ? 0 : 1 << UInt64(bits(toCount: Int(extent))))
            for net in groups[group].lazy.map(Int.init) where extents[net] > 0 {
                guard let first = draft.place(extents[net]) else { return nil }
                draft.next = first
                let own = draft.open[net]
                let isEven = own.allSatisfy { sizes[Int($0)] == sizes[Int(own[own.startIndex])] }
                // The largest first, so that each begins at a multiple of its size.
                for source in isEven ? own : own.sorted(by: { sizes[Int($0)] > sizes[Int($1)] })[...] {
                    draft.take(Int(source), sizes[Int(source)])
                }
                draft.next = first + extents[net]
                draft.add(KeyMask(key: UInt32(first), mask: Self.mask(extents[net])), to: net)
            }
        }
        return draft.keys()
    }

    /// Keys from the largest blocks down, each from the smallest block that is left and large enough; nil if they exceed the key
    /// space. Blocks of powers of two can be packed so without waste.
    private func packed(_ groups: Ragged<Int32>) -> Keys? {
        var draft = Draft(self)
        var gaps = KeyGaps(between: taken, end: Self.end)
        let sources = groups.elements.flatMap { net in draft.open[Int(net)].map { (net: Int(net), source: Int($0)) } }
        // The sort is stable.
        for (net, source) in sources.sorted(by: { sizes[$0.source] > sizes[$1.source] }) {
            guard let first = gaps.take(bits: Int(graph.sources[source].keyBits)) else { return nil }
            draft.next = first
            draft.take(source, sizes[source])
            draft.add(KeyMask(key: UInt32(first), mask: Self.mask(sizes[source])), to: net)
        }
        return draft.keys()
    }

    /// Keys on the way to every source.
    private struct Draft {
        var bySource: [KeyMask]
        /// The first block of each net, and the others of those that have more.
        private var firstBlocks: [KeyMask?]
        private var otherBlocks: [Int: [KeyMask]] = [:]
        /// The sources of each net that have no keys yet.
        let open: [ArraySlice<Int32>]
        /// Where the next block may begin.
        var next: UInt64 = 0
        private let taken: [Range<UInt64>]
        private var passed = 0

        init(_ allocator: KeyAllocator) {
            let (given, givenBlocks, rows) = (allocator.given, allocator.givenBlocks, allocator.nets.sources)
            taken = allocator.taken
            bySource = given.map { $0 ?? KeyMask(key: 0, mask: 0) }
            firstBlocks = Array(repeating: nil, count: allocator.nets.count)
            var open: [ArraySlice<Int32>] = []
            open.reserveCapacity(rows.count)
            for net in rows.indices {
                let block = givenBlocks.range(net)
                if let first = block.first {
                    firstBlocks[net] = givenBlocks.elements[first]
                    if block.count > 1 { otherBlocks[net] = Array(givenBlocks.elements[block.dropFirst()]) }
                    open.append([])
                } else if !taken.isEmpty, rows[net].contains(where: { given[Int($0)] != nil }) {
                    let own = rows[net].compactMap { given[Int($0)] }.flatMap(KeyAllocator.runs)
                    firstBlocks[net] = own.first
                    if own.count > 1 { otherBlocks[net] = Array(own.dropFirst()) }
                    open.append(ArraySlice(rows[net].filter { given[Int($0)] == nil }))
                } else {
                    open.append(rows[net])
                }
            }
            self.open = open
        }

        /// Where a block of so many keys may begin next; nil if the key space ends before.
        mutating func place(_ size: UInt64) -> UInt64? {
            var first = KeyAllocator.aligned(next, to: size)
            while passed < taken.count, taken[passed].upperBound <= next { passed += 1 }
            for range in taken[passed...] {
                if first + size <= range.lowerBound { break }
                if first < range.upperBound { first = KeyAllocator.aligned(range.upperBound, to: size) }
            }
            return first + size <= KeyAllocator.end ? first : nil
        }

        /// Gives a source the next keys.
        mutating func take(_ source: Int, _ size: UInt64) {
            bySource[source] = KeyMask(key: UInt32(truncatingIfNeeded: next), mask: KeyAllocator.mask(size))
            next += size
        }

        /// Gives a net a block.
        mutating func add(_ block: KeyMask, to net: Int) {
            if firstBlocks[net] == nil { firstBlocks[net] = block } else { otherBlocks[net, default: []].append(block) }
        }

        func keys() -> Keys {
            var byNet = Ragged<KeyMask>()
            for (net, block) in firstBlocks.enumerated() {
                if let block { byNet.add(block) }
                if !otherBlocks.isEmpty, let others = otherBlocks[net] { for block in others { byNet.add(block) } }
                byNet.endRow()
            }
            return Keys(bySource: bySource, byNet: byNet)
        }
    }

    private static func range(_ keys: KeyMask) -> Range<UInt64> {
        UInt64(keys.key)..<(UInt64(keys.key) + UInt64(~keys.mask) + 1)
    }

    /// How many keys of a mask follow each other.
    private static func runSize(_ keys: KeyMask) -> UInt64 { 1 << UInt64(keys.mask.trailingZeroBitCount) }

    /// The next setting of the bits that a mask ignores above its runs; nil after the last.
    private static func run(after bits: UInt32, of keys: KeyMask) -> UInt32? {
        let scattered = ~keys.mask & ~UInt32(truncatingIfNeeded: runSize(keys) - 1)
        // Counts through those bits alone.
        let next = (bits &- scattered) & scattered
        return next == 0 ? nil : next
    }

    /// The keys of a mask as runs of keys that follow each other.
    private static func runs(_ keys: KeyMask) -> [KeyMask] {
        sequence(first: UInt32(0)) { run(after: $0, of: keys) }.map {
            KeyMask(key: keys.key | $0, mask: mask(runSize(keys)))
        }
    }

    private static func mask(_ size: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: ~(size - 1)) }

    /// The next multiple of a power of two; any number is one of 0.
    private static func aligned(_ value: UInt64, to size: UInt64) -> UInt64 {
        size == 0 ? value : (value + size - 1) & ~(size - 1)
    }
}

/// Keys that nobody has, in blocks that begin at multiples of their sizes, powers of two.
private struct KeyGaps {
    /// Where the blocks of 2^n keys begin, the lowest last, by n.
    private var blocks: [[UInt64]] = Array(repeating: [], count: 33)

    init(between taken: [Range<UInt64>], end: UInt64) {
        var first: UInt64 = 0
        for range in taken + [end..<end] {
            while first < range.lowerBound {
                let most = first == 0 ? 32 : min(32, first.trailingZeroBitCount)
                let bits = min(most, 63 - (range.lowerBound - first).leadingZeroBitCount)
                blocks[bits].append(first)
                first += 1 << UInt64(bits)
            }
            first = max(first, range.upperBound)
        }
        for bits in blocks.indices { blocks[bits].reverse() }
    }

    /// Takes the lowest of the smallest blocks that are large enough, or a half of it as often as that will do.
    mutating func take(bits: Int) -> UInt64? {
        guard let found = (bits...32).first(where: { !blocks[$0].isEmpty }), let first = blocks[found].popLast()
        else { return nil }
        for half in (bits..<found).reversed() { blocks[half].append(first + 1 << UInt64(half)) }
        return first
    }
}
