// Imports a network, executes its plan on the host, exports the network again and prints its connections as JSON.
// Arguments behind those of every script: the circuit's and the plan's configuration, the folder of the export.

import Foundation
import SwiNN

let paths = Array(CommandLine.arguments.dropFirst())
let plan = try loadSONATASimulationPlan(paths[1])
try plan.setup(target: .host)
let network = try importFromSONATA(paths[0])
try plan.execute(network)

/// The connections of a projection: source, target, weight and delay of each.
struct Connections: Encodable {
    let source: String
    let target: String
    let receptor: String
    let rows: [[Double]]
}

let connections = try network.projections.map { projection in
    Connections(
        source: projection.pre.label,
        target: projection.post.label,
        receptor: "\(projection.receptorType)",
        rows: try projection.get(["weight", "delay"], format: .list)
    )
}
try exportToSONATA(paths[2])
try end()
print(String(decoding: try JSONEncoder().encode(connections), as: UTF8.self))
