package import GraphMapping
package import SpiNNakerMachine

/// A network described core by core: what each needs, where it is bound, and which of them hear which.
///
/// Mappings of it are judged by this description and by following packets, not by the graph that was made of it.
package struct CaseNetwork: Sendable {
    /// An application vertex.
    package struct Vertex: Sendable {
        /// The atoms of each of its cores.
        package var atoms: [Int]
        /// The bytes that each core takes.
        package var sdram = 0
        /// The chip that it is bound to, and the core there, if it is.
        package var chip: ChipID?
        package var core: UInt8?
    }

    /// What a vertex sends.
    package struct Net: Sendable {
        /// Whether a core of the sink hears a core of the source, by their numbers within the vertices.
        package typealias Filter = @Sendable (_ source: Int, _ sink: Int) -> Bool

        package var source: Int
        /// The vertices that hear, and which of their cores do; all without a filter.
        package var sinks: [(vertex: Int, hears: Filter?)]
        package var keyBitsPerAtom = 0
        /// The keys that all must have, or those of each core.
        package var fixedKeys: KeyMask?
        package var coreKeys: [KeyMask]?
    }

    package var vertices: [Vertex] = []
    package var nets: [Net] = []
    /// Vertices whose cores of the same number share a chip.
    package var companies: [[Int]] = []

    /// Creates a network of nothing.
    package init() {}

    /// Adds a vertex of some cores of one atom each; its index.
    @discardableResult
    package mutating func addVertex(cores: Int = 1, sdram: Int = 0, on chip: ChipID? = nil, core: UInt8? = nil) -> Int {
        addVertex(atoms: Array(repeating: 1, count: cores), sdram: sdram, on: chip, core: core)
    }

    /// Adds a vertex of cores of so many atoms; its index.
    @discardableResult
    package mutating func addVertex(atoms: [Int], sdram: Int = 0, on chip: ChipID? = nil, core: UInt8? = nil) -> Int {
        vertices.append(Vertex(atoms: atoms, sdram: sdram, chip: chip, core: core))
        return vertices.count - 1
    }

    /// Adds what all cores of vertices hear.
    package mutating func addNet(
        from source: Int,
        to sinks: [Int],
        keyBitsPerAtom: Int = 0,
        fixedKeys: KeyMask? = nil
    ) {
        let all = sinks.map { (vertex: $0, hears: Net.Filter?.none) }
        nets.append(Net(source: source, sinks: all, keyBitsPerAtom: keyBitsPerAtom, fixedKeys: fixedKeys))
    }

    /// Adds what some cores of a vertex hear to the last net.
    package mutating func addSink(_ vertex: Int, hears: @escaping Net.Filter) {
        nets[nets.count - 1].sinks.append((vertex, hears))
    }

    /// Adds groups of cores, each of which shares a chip: as many vertices as a group has cores.
    ///
    /// - Parameter sdram: The bytes that each group takes.
    @discardableResult
    package mutating func addGroups(_ count: Int, of cores: Int, sdram: Int = 0) -> [Int] {
        let company = (0..<cores).map { addVertex(cores: count, sdram: $0 == 0 ? sdram : 0) }
        companies.append(company)
        return company
    }

    /// The number of cores that the vertices take.
    package var coreCount: Int { vertices.reduce(0) { $0 + $1.atoms.count } }

    // MARK: - Mapping

    /// The network as the mapper takes it.
    package var graph: MachineGraph {
        let starts = vertices.map { vertex in vertex.atoms.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) } }
        var graph = ApplicationGraph()
        var parts: [MachineVertex] = []
        for (index, vertex) in vertices.enumerated() {
            let cost = CoreCost(sdram: vertex.sdram, dtcm: 0)
            graph.vertices.append(
                ApplicationVertex(
                    label: "v\(index)",
                    atoms: vertex.atoms.reduce(0, +),
                    maximumAtomsPerCore: vertex.atoms.max() ?? 1,
                    place: vertex.chip.map { chip in
                        vertex.core.map { .core(CoreID(chip: chip, core: $0)) } ?? .chip(chip)
                    },
                    cost: { _ in cost }
                )
            )
            parts += zip(starts[index], starts[index].dropFirst()).map {
                MachineVertex(application: index, atoms: $0..<$1, cost: cost)
            }
        }
        for net in nets {
            var partition = OutgoingPartition(
                source: net.source,
                keyBitsPerAtom: net.keyBitsPerAtom,
                fixedKeys: net.coreKeys.map { keys in
                    .each { keys[starts[net.source].firstIndex(of: $0.atoms.lowerBound) ?? 0] }
                }
                    ?? net.fixedKeys.map { .all($0) }
            )
            for (sink, hears) in net.sinks {
                guard let hears else {
                    partition.add(target: sink)
                    continue
                }
                let (own, others) = (starts[net.source], starts[sink])
                partition.add(target: sink) { target in
                    let target = others.firstIndex(of: target.atoms.lowerBound) ?? 0
                    return { hears(own.firstIndex(of: $0.atoms.lowerBound) ?? 0, target) }
                }
            }
            graph.partitions.append(partition)
        }
        graph.companies = companies
        return MachineGraph(application: graph, vertices: parts)
    }

    /// Maps the network.
    package func map(
        on machine: Machine,
        placer: any Placer = MinCutPlacer(),
        router: any Router = NeighbourExploringRouter()
    ) throws(MappingError) -> Mapping {
        try Mapping(graph, on: machine, placer: placer, router: router)
    }

    // MARK: - Judging

    /// What is wrong with a mapping; empty if nothing is.
    package func complaints(about mapping: Mapping, on machine: Machine) -> [String] {
        guard mapping.placements.count == coreCount else { return ["\(mapping.placements.count) cores are placed"] }
        let sources = nets.reduce(0) { $0 + vertices[$1.source].atoms.count }
        guard mapping.keys.count == sources else { return ["\(mapping.keys.count) sources have keys"] }
        var places: [[CoreID]] = []
        var left = mapping.placements[...]
        for vertex in vertices {
            places.append(Array(left.prefix(vertex.atoms.count)))
            left = left.dropFirst(vertex.atoms.count)
        }
        let lengths = mapping.tables.compactMap { chip, table in
            table.count > machine.chips[chip]?.freeRoutingEntries ?? 0 ? "\(chip) has \(table.count) entries" : nil
        }
        return complaints(aboutPlaces: places, on: machine) + complaints(aboutKeysOf: mapping) + lengths
            + complaints(aboutWaysOf: mapping, between: places, on: machine)
    }

    private func complaints(aboutPlaces places: [[CoreID]], on machine: Machine) -> [String] {
        var complaints: [String] = []
        var taken: [ChipID: Int] = [:]
        for (index, (vertex, own)) in zip(vertices, places).enumerated() {
            for core in own {
                if machine.chips[core.chip]?.applicationCores.contains(core.core) != true {
                    complaints.append("there is no core \(core) for v\(index)")
                }
                if let chip = vertex.chip, core.chip != chip { complaints.append("v\(index) is on \(core.chip)") }
                if let number = vertex.core, core.core != number { complaints.append("v\(index) is on \(core)") }
                taken[core.chip, default: 0] += vertex.sdram
            }
        }
        for company in companies {
            for number in 0..<(company.map { places[$0].count }.max() ?? 0) {
                let chips = company.compactMap { number < places[$0].count ? places[$0][number].chip : nil }
                if Set(chips).count > 1 { complaints.append("group \(number) of \(company) is on \(chips)") }
            }
        }
        if Set(places.joined()).count < coreCount { complaints.append("a core is taken twice") }
        for (chip, bytes) in taken where bytes > machine.chips[chip]?.freeSDRAM ?? 0 {
            complaints.append("\(bytes) bytes are taken of \(chip)")
        }
        return complaints
    }

    /// Nets' keys come one behind the other, those of a net in the order of its source's cores.
    private func complaints(aboutKeysOf mapping: Mapping) -> [String] {
        var complaints: [String] = []
        var next = 0
        for (index, net) in nets.enumerated() {
            for (core, atoms) in vertices[net.source].atoms.enumerated() {
                let keys = mapping.keys[next]
                if UInt64(~keys.mask) + 1 < UInt64(atoms) << UInt64(net.keyBitsPerAtom) {
                    complaints.append("\(keys) are too few for net \(index)")
                }
                if let fixed = net.fixedKeys, keys.key & fixed.mask != fixed.key {
                    complaints.append("\(keys) are not those of net \(index)")
                }
                if let own = net.coreKeys?[core], keys != own {
                    complaints.append("\(keys) are not those of core \(core)")
                }
                next += 1
            }
        }
        // Fixed keys may be those of several sources.
        let sorted = Set(mapping.keys).sorted { $0.key < $1.key }
        for (one, other) in zip(sorted, sorted.dropFirst()) where one.key | ~one.mask >= other.key {
            complaints.append("\(one) and \(other) overlap")
        }
        return complaints
    }

    /// The first and the last key of every core must reach each core that hears it once, and no other, by a tree.
    private func complaints(aboutWaysOf mapping: Mapping, between places: [[CoreID]], on machine: Machine) -> [String] {
        var complaints: [String] = []
        var next = 0
        for (index, net) in nets.enumerated() {
            for (number, core) in places[net.source].enumerated() {
                let keys = mapping.keys[next]
                next += 1
                var wanted: Set<CoreID> = []
                for (sink, hears) in net.sinks {
                    for (other, target) in places[sink].enumerated() where hears?(number, other) ?? true {
                        wanted.insert(target)
                    }
                }
                guard !wanted.isEmpty else { continue }
                let count = UInt32(vertices[net.source].atoms[number]) << UInt32(net.keyBitsPerAtom)
                for key in Set([keys.key, keys.key + count - 1]) {
                    let journey = Journey(of: key, from: core.chip, over: mapping.tables, on: machine)
                    let reached = journey.cores
                    if reached.count != wanted.count || Set(reached) != wanted {
                        complaints.append("key \(key) of net \(index), core \(number), reaches \(reached)")
                    } else if !journey.isTree {
                        complaints.append("key \(key) of net \(index), core \(number), goes astray or in vain")
                    }
                }
            }
        }
        return complaints
    }
}
