package import GraphMapping
package import SpiNNakerMachine

/// Judges mappings by what was asked for: the network as it was described and the machine as it is.
package enum MappingJudge {
    /// What is wrong with a mapping; empty if nothing is.
    ///
    /// Parts must have cores that the machine has, each one its own, and no chip more memory than it has; keys must not overlap;
    /// tables must fit; and the first and the last key of every core of every net's source must reach every core of the
    /// net's sinks, once, and no other.
    package static func complaints(about mapping: Mapping, of graph: TestGraph, on machine: Machine) -> [String] {
        var complaints: [String] = []
        if Set(mapping.placements).count < mapping.placements.count { complaints.append("two parts share a core") }
        var bytes: [ChipID: Int] = [:]
        for (part, core) in mapping.placements.enumerated() {
            if machine.chips[core.chip]?.applicationCores.contains(core.core) != true {
                complaints.append("the machine has no core \(core)")
            }
            bytes[core.chip, default: 0] += graph.nodes[mapping.graph.vertices[part].application].sdram
        }
        for (chip, taken) in bytes where taken > machine.chips[chip]?.freeSDRAM ?? 0 {
            complaints.append("chip \(chip) has too little memory")
        }
        let keys = mapping.keys.sorted { $0.key < $1.key }
        for (one, other) in zip(keys, keys.dropFirst()) where one.intersects(other) {
            complaints.append("key 0x\(String(other.key, radix: 16)) is of two sources")
        }
        for (chip, table) in mapping.tables where table.count > machine.chips[chip]?.freeRoutingEntries ?? 0 {
            complaints.append("the table of chip \(chip) is too long")
        }
        // Where each node's cores are, by its index.
        var cores = [[CoreID]](repeating: [], count: graph.nodes.count)
        for (part, core) in mapping.placements.enumerated() {
            cores[mapping.graph.vertices[part].application].append(core)
        }
        for (node, own) in cores.enumerated() where own.count != graph.nodes[node].cores {
            complaints.append("node \(node) has \(own.count) cores")
        }
        let checker = RouteChecker(machine: machine, tables: mapping.tables)
        for (net, share) in zip(graph.nets, mapping.graph.shares) where !net.sinks.isEmpty {
            let packets = zip(share, cores[net.source]).flatMap { source, core in
                let keys = mapping.keys[source]
                return [keys.key, keys.key | UInt32(graph.keysPerCore - 1)].map { (key: $0, chip: core.chip) }
            }
            let wanted = Set(net.sinks).flatMap { cores[Int($0)] }
            complaints += checker.faults(of: packets, to: wanted).map(\.description)
        }
        return complaints
    }
}
