package import NetworkModel

/// Names for some nodes of a network. Each population's name is one for all its nodes.
package struct SONATANodeSets: Sendable {
    private let sets: SONATAConfig?

    /// Makes the sets of a file; nil for none but the populations.
    init(_ sets: SONATAConfig?) { self.sets = sets }

    /// The nodes of a set.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - network: The network.
    /// - Returns: Positions in each population that has such nodes.
    /// - Throws: `NetworkError` for a set that is not defined, or defined in a way that cannot be read.
    package func nodes(
        of name: String,
        in network: SONATANetwork
    ) throws(NetworkError) -> [(population: Int, positions: [Int])] {
        try nodes(of: name, in: network, depth: 0)
    }

    private func nodes(
        of name: String,
        in network: SONATANetwork,
        depth: Int
    ) throws(NetworkError) -> [(population: Int, positions: [Int])] {
        if let population = network.nodes.firstIndex(where: { $0.name == name }) {
            return [(population, Array(network.nodes[population].ids.indices))]
        }
        // PyNN has the names of sets in lower case.
        let known = sets?.names ?? []
        let match = known.contains(name) ? name : known.first { $0.lowercased() == name.lowercased() }
        guard let match, let set = sets?[match], depth < 20 else {
            throw NetworkError(
                .unknownName,
                what: "no such node set",
                location: sets.map { "'\($0.path)'" } ?? "simulation plan",
                given: "'\(name)'",
                allowed: (known + network.nodes.map(\.name)).map { "'\($0)'" }.joined(separator: ", ")
            )
        }
        if set.isObject { return try chosen(set, network) }
        var result: [(population: Int, positions: [Int])] = []
        for element in set.elements {
            result += try nodes(of: element.text(), in: network, depth: depth + 1)
        }
        return result
    }

    /// The nodes for which everything holds that a set asks for.
    private func chosen(
        _ set: SONATAConfig,
        _ network: SONATANetwork
    ) throws(NetworkError) -> [(population: Int, positions: [Int])] {
        var result: [(population: Int, positions: [Int])] = []
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
            if !positions.isEmpty { result.append((number, positions.sorted())) }
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
