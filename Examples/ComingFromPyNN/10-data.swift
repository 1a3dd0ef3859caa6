import SwiNN

try setup(timestep: 0.1, store: "cells.sqlite")
let cells = try Population(2, IFCurrExp(tauRefrac: 2), label: "cells")
let step = try StepCurrentSource(times: [10, 40, 80], amplitudes: [1.2, 0.3, 0])
try step.injectInto(cells)
let wave = try ACSource(amplitude: 0.5, start: 20, stop: 90, frequency: 50)
try cells[1].inject(wave)
try cells.record("spikes")
try cells.record("v", samplingInterval: 0.5)
try run(100)

let data = try cells.getData()
let segment = data.segments[0]
let v = segment.filter(name: "v")[0]
print("v:", v.units, "every", v.samplingPeriod, "ms")
print("at 9, 15 and 60 ms:", [9.0, 15, 60].map { Array(v.row(Int(2 * $0))) })
for train in segment.spikeTrains {
    print("cell", train.sourceIndex, "at", train.times)
}
try cells.writeData("cells.nix")
try Figure(title: "Two cells", blocks: [data]).save("cells.png")
try end()

let stored = try DataStore("cells.sqlite").population("cells").getData()
print("in the file:", stored.segments[0].spikeTrains.map(\.count))
