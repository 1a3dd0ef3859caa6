import SwiNN

try setup(timestep: 0.1)
let n = 10
let cells = try Population(n, IFCurrExp(cm: 0.25, tauRefrac: 2), label: "chain")
let echoes = try Population(n, IFCurrExp(cm: 0.25, tauRefrac: 2), label: "echoes")
let start = try Population(1, SpikeSourceArray(spikeTimes: [1]))

let rows = (0..<n - 1).map { ($0, $0 + 1, 2.0, 2 + 0.5 * Double($0)) }
let chain = try Projection(cells, cells, FromListConnector(rows))
try Projection(start, cells[0..<1], AllToAllConnector(), StaticSynapse(weight: 2, delay: 1))
try Projection(cells, echoes, OneToOneConnector(), StaticSynapse(weight: 2, delay: 25))
try (cells + echoes).record("spikes")
try run(150)

for population in [cells, echoes] {
    let trains = try population.getData().segments[0].spikeTrains
    print(population.label, trains.map { $0.times[0] })
}
print("delays", try chain.get("delay"))
try end()
