internal import HDF5Files

/// A network as SONATA's files have it: populations of nodes, and populations of edges between them.
package struct SONATANetwork: Hashable, Sendable {
    /// The populations of nodes.
    package var nodes: [SONATANodes]
    /// The populations of edges.
    package var edges: [SONATAEdges]

    /// Makes a network.
    package init(nodes: [SONATANodes], edges: [SONATAEdges]) {
        self.nodes = nodes
        self.edges = edges
    }
}

/// A population of nodes.
package struct SONATANodes: Hashable, Sendable {
    /// Its name, unique in the network.
    package var name: String
    /// The nodes' IDs, all different, mostly 0 and on.
    package var ids: [Int]
    /// The parts, which have each node once; in files they are groups.
    package var parts: [SONATAPart]

    /// Makes a population.
    package init(name: String, ids: [Int], parts: [SONATAPart]) {
        self.name = name
        self.ids = ids
        self.parts = parts
    }
}

/// A population of edges: synapses from one population of nodes to another, or the same.
package struct SONATAEdges: Hashable, Sendable {
    /// Its name, unique in the network.
    package var name: String
    /// The population of the sources.
    package var source: String
    /// The population of the targets.
    package var target: String
    /// The ID of each edge's source.
    package var sourceIDs: [Int]
    /// The ID of each edge's target.
    package var targetIDs: [Int]
    /// The parts, which have each edge once.
    package var parts: [SONATAPart]

    /// Makes a population.
    package init(
        name: String,
        source: String,
        target: String,
        sourceIDs: [Int],
        targetIDs: [Int],
        parts: [SONATAPart]
    ) {
        self.name = name
        self.source = source
        self.target = target
        self.sourceIDs = sourceIDs
        self.targetIDs = targetIDs
        self.parts = parts
    }
}

/// Nodes or edges of one group and one model, with what is said of them.
package struct SONATAPart: Hashable, Sendable {
    /// The group's number.
    package var group: Int
    /// Their positions in the population.
    package var members: [Int]
    /// Their attributes and parameters, from the table of types, files of parameters, and the group itself, of which a
    /// later one wins over an earlier.
    package var columns: [String: SONATAColumn]

    /// Makes a part.
    package init(group: Int, members: [Int], columns: [String: SONATAColumn]) {
        self.group = group
        self.members = members
        self.columns = columns
    }

    /// A text that is the same for all; nil when there is none.
    package func text(_ name: String) -> String? {
        if case .text(let text) = columns[name] { text } else { nil }
    }
}

/// What is said of the members of a part under one name.
package enum SONATAColumn: Hashable, Sendable {
    /// A number for all.
    case number(Double)
    /// A number for each; NaN where there is none.
    case numbers([Double])
    /// A text for all.
    case text(String)
    /// A text for each; empty where there is none.
    case texts([String])
}

extension String {
    /// The text as the name of a population.
    package var asSONATAName: String { asLinkName }
}
