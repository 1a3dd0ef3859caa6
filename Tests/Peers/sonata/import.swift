// Imports a network, executes its plan on the host, exports the network again and prints its connections as JSON.
// Arguments behind those of every script: the circuit's and the plan's configuration, the folder of the export.

import Foundation
import SwiNN

let paths = Array(CommandLine.arguments.dropFirst())
let plan = try loadSONATASimulationPlan(paths[1])
try plan.setup(target: .host)
let network = try importFromSONATA(paths[0])
try plan.execute(network)
var rows: [[Double]] = []
for projection in network.projections {
    let sign: Double = projection.receptorType == .inhibitory ? -1 : 1
    rows += try projection.get(["weight", "delay"], format: .list).map { $0 + [sign] }
}
try exportToSONATA(paths[2])
try end()
print(String(decoding: try JSONEncoder().encode(rows), as: UTF8.self))
