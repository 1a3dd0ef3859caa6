import SwiNN

try setup(timestep: 0.1, seed: 1)
let sheet = try Population(100, IFCurrExp(tauRefrac: 2), structure: Grid2D(dx: 10, dy: 10), label: "sheet")
let centre = try sheet.nearest([45, 45, 0])
let source = try Population(1, SpikeSourceArray(spikeTimes: [1]), label: "source")
try source.setPositions([[45, 45, 0]])

let wave = try Projection(
    source,
    sheet,
    AllToAllConnector(),
    StaticSynapse(weight: "8/(1 + d/20)", delay: "1 + 0.1*d")
)
let near = try Projection(
    sheet,
    sheet,
    DistanceDependentProbabilityConnector("exp(-d/20)", allowSelfConnections: false),
    StaticSynapse(weight: "0.01*d", delay: 1),
    space: Space(periodicBoundaries: [0...100, 0...100, nil])
)
try sheet.record("spikes")
try run(20)

print("cell", centre.index, "at", centre.position.x, centre.position.y)
print("first rows of the wave:", try wave.get(["weight", "delay"], format: .list)[0..<2])
print("spikes of a cell:", try sheet.meanSpikeCount())
let weights = try near.get("weight")
print("neighbours:", Double(near.size) / 100, "at", 100 * weights.reduce(0, +) / Double(weights.count), "um")
try end()
