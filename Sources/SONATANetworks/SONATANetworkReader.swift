package import NetworkModel

extension SONATANetwork {
    /// Reads the network that a circuit configuration names.
    ///
    /// - Parameter path: The configuration file.
    /// - Throws: `NetworkError` for files that are missing, damaged or contradict each other.
    package init(readingConfig path: String) throws(NetworkError) {
        let config = try SONATAConfig(path)
        let networks = try config.required("networks")
        let components = config["components"]
        self.init(nodes: [], edges: [])
        for files in try networks.required("nodes").elements {
            let types = try SONATATypes(
                try files.required("node_types_file").file(),
                kind: "node",
                parameters: try components?["point_neuron_models_dir"]?.file()
            )
            for table in try SONATATable.read(try files.required("nodes_file").file(), kind: "node") {
                try add(nodes: table, types)
            }
        }
        for files in networks["edges"]?.elements ?? [] {
            let types = try SONATATypes(
                try files.required("edge_types_file").file(),
                kind: "edge",
                parameters: try components?["synaptic_models_dir"]?.file()
            )
            for table in try SONATATable.read(try files.required("edges_file").file(), kind: "edge") {
                try add(edges: table, types)
            }
        }
    }

    private mutating func add(nodes table: SONATATable, _ types: SONATATypes) throws(NetworkError) {
        let ids = table.ids[0].values
        try NetworkError.require(
            Set(ids).count == ids.count && !nodes.contains { $0.name == table.name },
            .file,
            what: "nodes that are there twice",
            location: "'\(table.path)'",
            given: "population '\(table.name)'",
            allowed: "populations of different names, whose nodes have different IDs"
        )
        nodes.append(
            SONATANodes(
                name: table.name,
                ids: ids,
                parts: try table.parts(types, keys: ["model_type", "model_template"])
            )
        )
    }

    private mutating func add(edges table: SONATATable, _ types: SONATATypes) throws(NetworkError) {
        for (ids, population) in table.ids {
            guard let population, let known = nodes.first(where: { $0.name == population }) else {
                throw NetworkError(
                    .file,
                    what: "the edges '\(table.name)' join an unknown population",
                    location: "'\(table.path)'",
                    given: population.map { "'\($0)'" } ?? "no attribute node_population",
                    allowed: nodes.map { "'\($0.name)'" }.joined(separator: ", ")
                )
            }
            if let stranger = Set(ids).subtracting(known.ids).min() {
                throw NetworkError(
                    .indexOutOfRange,
                    what: "the edges '\(table.name)' join a node that '\(population)' does not have",
                    location: "'\(table.path)'",
                    given: "\(stranger)",
                    allowed: "from \(known.ids.min() ?? 0) to \(known.ids.max() ?? 0)"
                )
            }
        }
        edges.append(
            SONATAEdges(
                name: table.name,
                source: table.ids[0].population ?? "",
                target: table.ids[1].population ?? "",
                sourceIDs: table.ids[0].values,
                targetIDs: table.ids[1].values,
                parts: try table.parts(types, keys: ["model_template", "receptor_type"])
            )
        )
    }
}
