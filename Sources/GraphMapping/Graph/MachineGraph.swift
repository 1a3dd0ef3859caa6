package import SpiNNakerMachine

/// The part of an application vertex that runs on one core.
package struct MachineVertex: Hashable, Sendable {
    /// The index of the application vertex in its graph.
    package let application: Int

    /// The atoms of this part.
    package let atoms: Range<Int>

    /// What the part costs.
    package let cost: CoreCost

    /// Creates a part of an application vertex.
    package init(application: Int, atoms: Range<Int>, cost: CoreCost) {
        self.application = application
        self.atoms = atoms
        self.cost = cost
    }
}

/// One part's share of an outgoing partition: what sends packets under keys of its own.
package struct MachineSource: Hashable, Sendable {
    /// The index of the partition in the application graph.
    package let partition: Int32

    /// The part that sends.
    package let part: Int32

    /// The number of the list of those who receive.
    package fileprivate(set) var targets: Int32

    /// The low bits of keys that the atoms' keys take.
    package let keyBits: UInt8
}

/// A network cut into parts of one core each.
package struct MachineGraph: Sendable {
    /// The graph that was cut.
    package let application: ApplicationGraph

    /// The parts, those of one application vertex side by side and in the order of their atoms.
    package let vertices: [MachineVertex]

    /// The indices of the parts of each application vertex.
    package let parts: [Range<Int>]

    /// What sends: the parts of each partition's vertex, partition by partition.
    package private(set) var sources: [MachineSource]

    /// The indices in ``sources`` of each partition's shares.
    package let shares: [Range<Int>]

    /// The indices in ``sources`` of what each part sends: one for each partition of its vertex.
    package let sourcesOfParts: Ragged<Int32>

    /// Lists of parts that receive, ascending, as ranges; no two lists are equal.
    package private(set) var targetLists: Ragged<Range<Int32>>

    /// The keys of sources that have keys of their own, fixed by the application.
    package let fixedKeys: [Int32: KeyMask]

    /// The bytes of SDRAM that each part takes, with those of the SDRAM edges that it writes to; what it shares is not among them.
    package let sdram: [Int]

    /// The parts that must share a chip with others.
    let bundles: Bundles

    /// The links that parts outside of the machine are behind.
    let devices: [Int32: LinkDirection]

    /// The chip that each part must be on, be it for the sake of a part that it shares a chip with; nil for any.
    private let boundChips: [ChipID?]

    private let hasSharedMemory: Bool

    /// The blocks of the vertices of several dimensions.
    private let blocks: [Int: Blocks]

    /// Cuts a graph into the given parts and derives who sends to whom.
    ///
    /// - Parameters:
    ///   - vertices: The parts, those of one application vertex side by side and in the order of their atoms.
    ///   - blocks: The blocks of the vertices of several dimensions, by the vertices' indices.
    package init(application: ApplicationGraph, vertices: [MachineVertex], blocks: [Int: Blocks] = [:]) {
        var parts: [Range<Int>] = []
        parts.reserveCapacity(application.vertices.count)
        var start = 0
        for index in application.vertices.indices {
            var end = start
            while end < vertices.count, vertices[end].application == index { end += 1 }
            parts.append(start..<end)
            start = end
        }
        precondition(start == vertices.count, "Parts of a vertex must lie side by side, in the order of the vertices")
        func slice(_ part: Int) -> Slice { Self.slice(of: part, vertices, parts, blocks) }
        var lists = TargetLists()
        var fixedKeys: [Int32: KeyMask] = [:]
        var sources: [MachineSource] = []
        sources.reserveCapacity(vertices.count)
        var shares: [Range<Int>] = []
        shares.reserveCapacity(application.partitions.count)
        for (index, partition) in application.partitions.enumerated() {
            let own = parts[partition.source]
            func add(_ part: Int, _ list: Int32) {
                let keyBits = bits(toCount: vertices[part].atoms.count) + partition.keyBitsPerAtom
                sources.append(
                    MachineSource(
                        partition: Int32(index),
                        part: Int32(part),
                        targets: list,
                        keyBits: UInt8(clamping: keyBits)
                    )
                )
            }
            let common = partition.targets.map { parts[Int($0)] }
            shares.append(sources.count..<(sources.count + own.count))
            if case .each(let keys) = partition.fixedKeys {
                for (source, part) in own.enumerated() { fixedKeys[Int32(sources.count + source)] = keys(slice(part)) }
            }
            if partition.filters.isEmpty {
                let list = lists.number(of: common)
                for part in own { add(part, list) }
                continue
            }
            var wanted = Array(repeating: common, count: own.count)
            let slices = own.map(slice)
            for (target, filters) in partition.filters.sorted(by: { $0.key < $1.key }) {
                for part in parts[Int(target)] {
                    let tests = filters.map { $0(slice(part)) }
                    for (source, slice) in slices.enumerated() where tests.contains(where: { $0(slice) }) {
                        wanted[source].append(part..<(part + 1))
                    }
                }
            }
            for (part, ranges) in zip(own, wanted) { add(part, lists.number(of: ranges)) }
        }
        self.application = application
        self.vertices = vertices
        self.parts = parts
        self.sources = sources
        self.shares = shares
        sourcesOfParts = Ragged(grouping: sources.lazy.map { Int($0.part) }, groups: vertices.count)
        targetLists = lists.lists
        self.fixedKeys = fixedKeys
        self.blocks = blocks
        var sdram = vertices.map { $0.cost.sdram(steps: application.steps) }
        for edge in application.sdramEdges {
            for part in parts[edge.source].prefix(parts[edge.target].count) { sdram[part] += edge.bytes(slice(part)) }
        }
        self.sdram = sdram
        hasSharedMemory = application.vertices.contains { !$0.shared.isEmpty }
        bundles = Bundles(application.allCompanies.map { company in company.map { parts[$0] } })
        var boundChips = [ChipID?](repeating: nil, count: vertices.count)
        var devices: [Int32: LinkDirection] = [:]
        for (vertex, own) in zip(application.vertices, parts) {
            guard let place = vertex.place else { continue }
            for part in own {
                boundChips[part] = place.chip
                if let link = place.link { devices[Int32(part)] = link }
            }
        }
        for bundle in bundles.all.indices {
            let mates = bundles.all[bundle]
            guard let chip = mates.lazy.compactMap({ boundChips[Int($0)] }).first else { continue }
            for part in mates { boundChips[Int(part)] = boundChips[Int(part)] ?? chip }
        }
        self.boundChips = boundChips
        self.devices = devices
    }

    /// The graph once it is known which gatherer is near each source.
    func withGatherers(near placements: Placements, on chips: ChipTable) -> Self {
        guard application.partitions.contains(where: { !$0.gatherers.isEmpty }) else { return self }
        var result = self
        var lists = TargetLists()
        let homes = placements.map { chips.number(of: $0.chip) ?? 0 }
        for (partition, share) in zip(application.partitions, shares) {
            let gatherers = partition.gatherers.flatMap { parts[Int($0)] }
            var ofBoard: [Int32: Int] = [:]
            // Boards without an Ethernet cannot be told apart; there the nearest gatherer will do.
            for part in gatherers where chips.boards[Int(homes[part])] >= 0 {
                ofBoard[chips.boards[Int(homes[part])]] = part
            }
            for source in share {
                var targets = targetLists[Int(sources[source].targets)].map { Int($0.lowerBound)..<Int($0.upperBound) }
                let home = homes[Int(sources[source].part)]
                let nearest =
                    ofBoard[chips.boards[Int(home)]]
                    ?? gatherers.min { chips.distance(home, homes[$0]) < chips.distance(home, homes[$1]) }
                if let nearest { targets.append(nearest..<nearest + 1) }
                result.sources[source].targets = lists.number(of: targets)
            }
        }
        result.targetLists = lists.lists
        return result
    }

    /// The chip that a part must be on; nil for any.
    package func boundChip(of part: Int) -> ChipID? { boundChips[part] }

    /// The core that a part must be on; nil for any.
    func boundCore(of part: Int) -> UInt8? { boundChips[part] == nil ? nil : whole(of: part).place?.core }

    /// The memory that a part has in common with others of its chip.
    package func sharedMemory(of part: Int) -> [SharedMemory] { hasSharedMemory ? whole(of: part).shared : [] }

    /// Bytes of SDRAM of memory that parts have in common.
    func bytes(of memory: SharedMemory) -> Int { memory.bytes(steps: application.steps) }

    /// What a part takes together with those that must share its chip.
    func need(of part: Int) -> (cores: Int, sdram: Int) {
        guard let mates = bundles.mates(of: part) else { return (1, sdram[part]) }
        return (mates.count, mates.reduce(0) { $0 + sdram[Int($1)] })
    }

    /// The atoms of a part.
    package func slice(of part: Int) -> Slice { Self.slice(of: part, vertices, parts, blocks) }

    private static func slice(
        of part: Int,
        _ vertices: [MachineVertex],
        _ parts: [Range<Int>],
        _ blocks: [Int: Blocks]
    ) -> Slice {
        let own = vertices[part]
        return blocks[own.application]?.slice(part - parts[own.application].lowerBound) ?? Slice(own.atoms)
    }

    /// The number of the atom at a place of a vertex.
    ///
    /// - Precondition: There is a coordinate for each dimension, and within it.
    package func atom(at place: [Int], of vertex: Int) -> Int { blocks[vertex]?.atom(at: place) ?? place[0] }

    /// How packets leave the router of a part's chip for the part.
    func exit(of part: Int, on core: CoreID) -> MulticastRoute {
        devices.isEmpty ? .core(core.core) : devices[Int32(part)].map { .link($0) } ?? .core(core.core)
    }

    /// The vertex that a part is of.
    package func whole(of vertex: Int) -> ApplicationVertex { application.vertices[vertices[vertex].application] }

    /// The parts that receive what a source sends, ascending.
    package func targets(of source: Int) -> some Sequence<Int> {
        targetLists[Int(sources[source].targets)].lazy.flatMap { Int($0.lowerBound)..<Int($0.upperBound) }
    }

    /// Whether two parts send to the same targets.
    func sendAlike(_ first: Int, _ second: Int) -> Bool {
        let (one, other) = (sourcesOfParts[first], sourcesOfParts[second])
        return one.count == other.count
            && zip(one, other).allSatisfy { sources[Int($0)].targets == sources[Int($1)].targets }
    }

    /// Whether nobody receives what a source sends.
    package func isUnheard(_ source: Int) -> Bool { targetLists[Int(sources[source].targets)].isEmpty }

    /// The name of a part, as `label[first...last]`.
    package func label(of vertex: Int) -> String {
        let part = vertices[vertex]
        let label = application.vertices[part.application].label
        return "\(label)[\(part.atoms.lowerBound)...\(part.atoms.upperBound - 1)]"
    }
}

/// The bits that numbers from 0 to below `count` take.
func bits(toCount count: Int) -> Int { count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }

/// Lists of ranges, each once.
private struct TargetLists {
    private(set) var lists = Ragged<Range<Int32>>()
    /// The numbers of the lists that have a certain hash.
    private var numbers: [Int: [Int32]] = [:]

    /// The number of a list of parts, given as ranges in any order that may touch and overlap.
    mutating func number(of ranges: [Range<Int>]) -> Int32 {
        var hash = 0
        var open: Range<Int>?
        func close(_ range: Range<Int>, in lists: inout Ragged<Range<Int32>>) {
            lists.add(Int32(range.lowerBound)..<Int32(range.upperBound))
            hash = (hash ^ range.lowerBound ^ range.upperBound << 32) &* 0x2545_f491_4f6c_dd1d
            hash ^= hash >> 29
        }
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = open, last.upperBound >= range.lowerBound {
                open = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                if let open { close(open, in: &lists) }
                open = range
            }
        }
        if let open { close(open, in: &lists) }
        for known in numbers[hash, default: []] where lists[Int(known)].elementsEqual(lists.openRow) {
            lists.dropOpenRow()
            return known
        }
        let number = Int32(lists.count)
        lists.endRow()
        numbers[hash, default: []].append(number)
        return number
    }
}
