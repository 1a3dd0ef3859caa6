// Runs a small network twice on a virtual board and tells listeners at the UDP ports that are its arguments.

import SwiNN

let ports = CommandLine.arguments.dropFirst().compactMap { UInt16($0) }
try setup(timestep: 1, target: .virtual(.spin3), timeScaleFactor: 2, neuronsPerCore: 40)
let cells = try Population(100, IFCurrExp(), label: "ring")
let sources = try Population(3, SpikeSourceArray(spikeTimes: [1]), label: "start")
_ = try Projection(sources, cells, AllToAllConnector(), StaticSynapse(weight: 1, delay: 1))
for port in ports {
    try registerDatabaseNotificationRequest(hostname: "127.0.0.1", notifyPort: port, ackPort: 0)
}
try run(10)
try run(5)
try end()
