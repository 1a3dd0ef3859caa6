// A wave that runs round a ring of 200 cells for five seconds: PyNNExamples' synfire_if_curr_exp.
//
// Each spike makes the next cell spike 20 ms later (17 ms of delay, then the rise of its potential): 250 spikes in all.
// With --timing spynnaker a hop takes 19 ms, as on boards driven by sPyNNaker, and there are 263.

import SwiNN

let arguments = ScriptArguments()
let count = 200
let duration = 5_000.0

try setup(
    timestep: 1,
    target: arguments.target,
    spikeTiming: arguments.timing,
    seed: arguments.seed,
    neuronsPerCore: arguments.neuronsPerCore,
    store: "\(arguments.output)/synfire.sqlite"
)

let cell = IFCurrExp(
    vRest: -65,
    cm: 0.25,
    tauM: 20,
    tauRefrac: 2,
    tauSynE: 5,
    tauSynI: 5,
    iOffset: 0,
    vReset: -70,
    vThresh: -50
)
let ring = try Population(count, cell, label: "ring")
let start = try Population(1, SpikeSourceArray(spikeTimes: [0]), label: "start")

let loop = (0..<count).map { ($0, ($0 + 1) % count) }
let circle = try Projection(ring, ring, FromListConnector(loop), StaticSynapse(weight: 2, delay: 17))
try Projection(start, ring, FromListConnector([(0, 0)]), StaticSynapse(weight: 2, delay: 1))

try ring.record("spikes")
try ring[0..<3].record(["v", "gsyn_exc"])
try run(duration)

let data = try ring.getData()
let synapses = try circle.get(["weight", "delay"], format: .list)
try end()

try data.write("\(arguments.output)/synfire.nix")
let figure = Figure(title: "Synfire chain, \(count) cells", blocks: [data])
try figure.save("\(arguments.output)/synfire.svg")
try figure.save("\(arguments.output)/synfire.png")

print("\(count) cells, \(synapses.count) synapses; the first: \(synapses[0])")
print("\(data.segments[0].spikeCount) spikes in \(Int(duration)) ms")
