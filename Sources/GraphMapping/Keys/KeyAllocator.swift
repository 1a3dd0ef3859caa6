import SpiNNakerMachine

/// Gives every source a block of keys, and to sources of one net blocks side by side.
///
/// Below a source's bits, a key reads: atom within the part, the atom's own low bits. Nets come in the order in which they
/// are likely to share their ways, so that tables have long runs of keys with one route; blocks of nets and of partitions begin
/// at multiples of their sizes, so that few entries cover a run. Where 32 bits are too short for all that room between blocks,
/// blocks are packed from the largest down instead, so that none wastes any. Keys from 0xffff0000 on are left alone: SC&MP
/// sends its own multicast packets there.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp-3.c`, keys ffff5554 and ffff5555.
struct KeyAllocator {
    /// The keys of a network.
    struct Keys: Sendable {
        /// The keys of each source.
        var bySource: [KeyMask]
        /// For each net the blocks that hold the keys of its sources and of no others.
        var byNet: Ragged<KeyMask>
    }

    private static let end: UInt64 = 0xffff_0000

    /// Allocates the keys of every source.
    ///
    /// - Throws: `MappingError.keySpaceExhausted`.
    func allocate(_ graph: MachineGraph, _ nets: Nets) throws(MappingError) -> Keys {
        let sizes = graph.sources.indices.map { UInt64(1) << UInt64(graph.keyBits(of: $0)) }
        for isSpacious in [true, false] {
            if let keys = allocate(graph, nets, sizes, isSpacious: isSpacious) { return keys }
        }
        let largest = graph.shares.indices.max { demand(graph, sizes, $0) < demand(graph, sizes, $1) } ?? 0
        let source = graph.application.partitions[largest].source
        throw .keySpaceExhausted(vertex: graph.application.vertices[source].label)
    }

    private func demand(_ graph: MachineGraph, _ sizes: [UInt64], _ partition: Int) -> UInt64 {
        graph.shares[partition].reduce(0) { $0 + sizes[$1] }
    }

    /// A block of keys for each net, in order; nil if they exceed the key space.
    private func allocate(
        _ graph: MachineGraph,
        _ nets: Nets,
        _ sizes: [UInt64],
        isSpacious: Bool
    ) -> Keys? {
        var keys = [KeyMask](repeating: KeyMask(key: 0, mask: 0), count: graph.sources.count)
        var blocks = [[KeyMask]](repeating: [], count: nets.count)
        var next: UInt64 = 0
        func take(_ source: Int) {
            keys[source] = KeyMask(key: UInt32(truncatingIfNeeded: next), mask: mask(sizes[source]))
            next += sizes[source]
        }
        if isSpacious {
            let extents = nets.sources.indices.map { net in
                roundedUp(nets.sources[net].reduce(0) { $0 + sizes[Int($1)] })
            }
            for partition in nets.partitions.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                // All of a partition begins at a multiple of its size.
                let extent = partition.reduce(0) { aligned($0, to: extents[$1]) + extents[$1] }
                next = aligned(next, to: roundedUp(extent))
                for net in partition {
                    let first = aligned(next, to: extents[net])
                    guard first + extents[net] <= Self.end else { return nil }
                    next = first
                    // The largest first, so that each begins at a multiple of its size.
                    let own = nets.sources[net].sorted { (sizes[Int($1)], $0) < (sizes[Int($0)], $1) }
                    for source in own { take(Int(source)) }
                    next = first + extents[net]
                    blocks[net] = [KeyMask(key: UInt32(first), mask: mask(extents[net]))]
                }
            }
        } else {
            let sources = nets.sources.indices.flatMap { net in nets.sources[net].map { (net: net, source: Int($0)) } }
            // The sort is stable.
            for (net, source) in sources.sorted(by: { sizes[$0.source] > sizes[$1.source] }) {
                guard next + sizes[source] <= Self.end else { return nil }
                take(source)
                blocks[net].append(keys[source])
            }
        }
        return Keys(bySource: keys, byNet: Ragged(lengths: blocks.map(\.count), elements: blocks.flatMap { $0 }))
    }

    private func mask(_ size: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: ~(size - 1)) }

    private func roundedUp(_ size: UInt64) -> UInt64 { 1 << UInt64(bits(toCount: Int(size))) }

    /// The next multiple of a power of two.
    private func aligned(_ value: UInt64, to size: UInt64) -> UInt64 { (value + size - 1) & ~(size - 1) }
}
