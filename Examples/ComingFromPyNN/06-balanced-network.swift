import SwiNN

try setup(timestep: 0.1, seed: 1)
let cells = try Population(
    500,
    IFCurrExp(tauRefrac: 2, tauSynE: 2, tauSynI: 5),
    initialValues: ["v": .random(.uniform(low: -65, high: -50))]
)
let (excitatory, inhibitory) = try (cells[0..<400], cells[400..<500])
let noise = try Population(400, SpikeSourcePoisson(rate: 40))

func synapse(_ mean: Double) -> StaticSynapse {
    StaticSynapse(weight: .random(.normal(mu: mean, sigma: 0.1 * abs(mean))), delay: 1.5)
}

let tenth = FixedProbabilityConnector(0.1)
try Projection(noise, cells, tenth, synapse(0.5))
let feedback = try Projection(excitatory, cells, tenth, synapse(0.15))
try Projection(inhibitory, cells, tenth, synapse(-0.6), receptorType: "inhibitory")
try cells.record("spikes")
try run(500)

print("connections:", feedback.size)
print("mean weight:", try feedback.get("weight").reduce(0, +) / Double(feedback.size), "nA")
print("excitatory cells:", try excitatory.meanSpikeCount() / 0.5, "Hz")
print("inhibitory cells:", try inhibitory.meanSpikeCount() / 0.5, "Hz")
try end()
