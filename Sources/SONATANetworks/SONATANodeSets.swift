package import NetworkModel

/// Names for some nodes of a network. Each population's name is one for all its nodes.
package struct SONATANodeSets: Sendable {
    private let sets: SONATAConfig?
    /// The names of the sets by their lower-case forms, which PyNN uses.
    private let names: [String: String]

    /// Makes the sets of a file; nil for none but the populations.
    init(_ sets: SONATAConfig?) {
        self.sets = sets
        names = Dictionary((sets?.names ?? []).map { ($0.lowercased(), $0) }) { first, _ in first }
    }

    /// The nodes of a set.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - network: The network.
    /// - Returns: Positions in each population that has such nodes; each population is there once.
    /// - Throws: `NetworkError` for a set that is not defined, or defined in a way that cannot be read.
    package func nodes(
        of name: String,
        in network: SONATANetwork
    ) throws(NetworkError) -> [(population: Int, positions: [Int])] {
        var union = Union()
        try add(name, to: &union, network)
        return union.positions.sorted { $0.key < $1.key }.map { (population: $0.key, positions: $0.value.sorted()) }
    }

    /// What is known of a set while its parts are gathered.
    private struct Union {
        /// The positions of its nodes, by population.
        var positions: [Int: Set<Int>] = [:]
        /// The sets that are in it already.
        var visited: Set<String> = []
        /// The sets that led here, each a part of the one before.
        var path: [String] = []
    }

    private func add(_ name: String, to union: inout Union, _ network: SONATANetwork) throws(NetworkError) {
        if let population = network.nodes.firstIndex(where: { $0.name == name }) {
            union.positions[population] = Set(network.nodes[population].ids.indices)
            return
        }
        guard let match = sets?[name] == nil ? names[name.lowercased()] : name, let set = sets?[match] else {
            throw failure("no such node set", name, allowed: (sets?.names ?? []) + network.nodes.map(\.name))
        }
        guard !union.path.contains(match), union.path.count < 20 else {
            throw failure("a node set that is part of itself, or sets in more than 20 layers", name)
        }
        guard union.visited.insert(match).inserted else { return }
        if set.isObject {
            for (population, positions) in try chosen(set, network) {
                union.positions[population, default: []].formUnion(positions)
            }
            return
        }
        union.path.append(match)
        for element in set.elements { try add(element.text(), to: &union, network) }
        union.path.removeLast()
    }

    private func failure(_ what: String, _ name: String, allowed: [String] = []) -> NetworkError {
        NetworkError(
            .unknownName,
            what: what,
            location: sets.map { "'\($0.path)'" } ?? "simulation plan",
            given: "'\(name)'",
            allowed: allowed.isEmpty ? nil : allowed.map { "'\($0)'" }.joined(separator: ", ")
        )
    }

    /// The nodes for which everything holds that a set asks for.
    private func chosen(
        _ set: SONATAConfig,
        _ network: SONATANetwork
    ) throws(NetworkError) -> [Int: Set<Int>] {
        var result: [Int: Set<Int>] = [:]
        for (number, nodes) in network.nodes.enumerated() {
            var positions = Set(nodes.ids.indices)
            for name in set.names {
                var allowed: Set<SONATAColumn> = []
                for value in set[name]?.elements ?? [] { allowed.insert(try value.column()) }
                switch name {
                case "population":
                    if !allowed.contains(.text(nodes.name)) { positions = [] }
                case "node_id":
                    positions = positions.filter { allowed.contains(.number(Double(nodes.ids[$0]))) }
                default:
                    let fitting = nodes.parts.flatMap { $0.members(name) { allowed.contains($0) } }
                    positions.formIntersection(fitting)
                }
            }
            if !positions.isEmpty { result[number] = positions }
        }
        return result
    }
}

extension SONATAPart {
    /// The positions of the members whose value passes a test.
    fileprivate func members(_ name: String, where test: (SONATAColumn) -> Bool) -> [Int] {
        switch columns[name] {
        case .numbers(let values): zip(members, values).filter { test(.number($0.1)) }.map(\.0)
        case .texts(let texts): zip(members, texts).filter { test(.text($0.1)) }.map(\.0)
        case .some(let value): test(value) ? members : []
        case nil: []
        }
    }
}
