import SwiNN

try setup(timestep: 0.1)
let source = try Population(1, SpikeSourceArray(spikeTimes: Array(stride(from: 5, to: 200, by: 10))))
let first = try Population(2, IFCurrExp(tauRefrac: 2), label: "first")
let drive = try Projection(source, first, AllToAllConnector(), StaticSynapse(weight: 4, delay: 1))
try first.record("spikes")
try run(50)

try drive.set(weight: 12)
try run(50)

let second = try Population(2, IFCurrExp(tauRefrac: 2), label: "second")
try Projection(first, second, AllToAllConnector(), StaticSynapse(weight: 6, delay: 1.5))
try second.record("spikes")

func stronger(time: Double) throws -> Double {
    try drive.set(weight: .value(12 + (time - 100) / 10))
    return time + 20
}

try run(100, callbacks: [stronger])
for population in [first, second] {
    print(population.label, try population.getData().segments[0].spikeTrains[0].times)
}
print("weights at the end:", try drive.get("weight"))
try end()
