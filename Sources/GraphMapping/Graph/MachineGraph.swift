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
    package let targets: Int32

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
    package let sources: [MachineSource]

    /// The indices in ``sources`` of each partition's shares.
    package let shares: [Range<Int>]

    /// The indices in ``sources`` of what each part sends: one for each partition of its vertex.
    package let sourcesOfParts: Ragged<Int32>

    /// Lists of parts that receive, ascending, as ranges; no two lists are equal.
    package let targetLists: Ragged<Range<Int32>>

    /// Cuts a graph into the given parts and derives who sends to whom.
    ///
    /// - Parameter vertices: The parts, those of one application vertex side by side and in the order of their atoms.
    package init(application: ApplicationGraph, vertices: [MachineVertex]) {
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
        var lists = TargetLists()
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
            if partition.filters.isEmpty {
                let list = lists.number(of: common)
                for part in own { add(part, list) }
                continue
            }
            var wanted = Array(repeating: common, count: own.count)
            for (target, filters) in partition.filters.sorted(by: { $0.key < $1.key }) {
                for part in parts[Int(target)] {
                    let tests = filters.map { $0(vertices[part].atoms) }
                    for source in own where tests.contains(where: { $0(vertices[source].atoms) }) {
                        wanted[source - own.lowerBound].append(part..<(part + 1))
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
