import SwiNN

try setup(timestep: 0.1, seed: 1)
let cells = try Population(
    200,
    IFCurrExp(
        tauM: .random(.normalClipped(mu: 15, sigma: 3, low: 5, high: 25)),
        tauRefrac: 2,
        iOffset: .function { 1 + 0.005 * Double($0) }
    ),
    initialValues: ["v": .random(.uniform(low: -65, high: -50))],
    label: "cells"
)
try cells[0..<100].set(vThresh: -52)
try cells.record("spikes")
try cells.record("v", samplingInterval: 1)
try run(200)

print("i_offset of the first cells:", try cells[0..<3].get("i_offset"), "nA")
print("mean tau_m:", try cells.get("tau_m").reduce(0, +) / 200, "ms")
print("mean v at 0 ms:", try cells.getData("v").segments[0].analogSignals[0].row(0).reduce(0, +) / 200, "mV")
print("spikes of a cell:", try cells.meanSpikeCount())
try end()
