import SwiNN

try setup(timestep: 0.1)
let source = try Population(1, SpikeSourceArray(spikeTimes: [10, 12, 14, 30]))
let cell = try Population(1, IFCurrExp(tauM: 15, tauRefrac: 2), label: "cell")
try Projection(source, cell, AllToAllConnector(), StaticSynapse(weight: 3, delay: 1))
try cell.record(["spikes", "v"])
try run(50)

let segment = try cell.getData().segments[0]
let v = segment.filter(name: "v")[0]
print("spikes at", segment.spikeTrains[0].times, "ms")
print("v at 12, 16 and 40 ms:", [120, 160, 400].map { v[$0, 0] }, "mV")
try end()
