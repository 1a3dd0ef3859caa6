import SwiNN

try setup(timestep: 0.1)
let cell = IFCurrExp(tauRefrac: 2, iOffset: 0.7)
let excitatory = try Population(8, cell, label: "excitatory")
let inhibitory = try Population(4, cell, label: "inhibitory")
try inhibitory.set(tauM: 10)
let both = try Assembly(excitatory, inhibitory, label: "both")
let source = try Population(1, SpikeSourceArray(spikeTimes: [5, 20, 40, 41]))
let reader = try Population(2, IFCurrExp(tauRefrac: 2), label: "reader")

try Projection(source, both, AllToAllConnector(), StaticSynapse(weight: 2, delay: 1))
let everyone = try Projection(both, reader, AllToAllConnector(), StaticSynapse(weight: 0.4, delay: 1.5))
let half = try Projection(
    excitatory[0..<4] + inhibitory,
    excitatory[4..<8],
    OneToOneConnector(),
    StaticSynapse(weight: -1, delay: 2),
    receptorType: "inhibitory"
)
try (both + reader).record("spikes")
try run(100)

print(both.size, "cells,", everyone.size, "and", half.size, "connections")
for population in [excitatory, inhibitory, reader] {
    let trains = try population.getData("spikes").segments[0].spikeTrains
    print(population.label, trains.suffix(2).map(\.times))
}
try end()
