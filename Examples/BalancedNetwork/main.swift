// Excitation and inhibition in balance: the current-based network of Vogels and Abbott (J. Neurosci. 25, 2005), with
// the parameters of PyNN's VAbenchmarks. It is a quarter of that network's size; the connection probability is four
// times its 2 %, so that each cell has the same 80 inputs, and the time step is 1 ms.
//
// The rest potential lies above the threshold: the cells drive themselves, irregularly, at about 5 Hz.

import SwiNN

let arguments = ScriptArguments()
let excitatoryCount = 800
let inhibitoryCount = 200
let duration = 1_000.0

try setup(
    timestep: 1,
    target: arguments.target,
    spikeTiming: arguments.timing,
    seed: arguments.seed,
    neuronsPerCore: arguments.neuronsPerCore,
    store: "\(arguments.output)/balanced.sqlite"
)

let cell = IFCurrExp(
    vRest: -49,
    cm: 0.2,
    tauM: 20,
    tauRefrac: 5,
    tauSynE: 5,
    tauSynI: 10,
    vReset: -60,
    vThresh: -50
)
let initial: [ParameterName: ParameterValue] = ["v": .random(.uniform(low: -60, high: -50))]
let excitatory = try Population(excitatoryCount, cell, initialValues: initial, label: "excitatory")
let inhibitory = try Population(inhibitoryCount, cell, initialValues: initial, label: "inhibitory")
let everyone = try excitatory + inhibitory

// 0.27 nS and 4.5 nS at the mean potential of −60 mV, against reversal at 0 mV and −80 mV.
let excitation = StaticSynapse(weight: 0.0162, delay: 1)
let inhibition = StaticSynapse(weight: -0.09, delay: 1)
let connector = FixedProbabilityConnector(0.08, allowSelfConnections: false)
let out = try Projection(excitatory, everyone, connector, excitation, receptorType: "excitatory")
let back = try Projection(inhibitory, everyone, connector, inhibition, receptorType: "inhibitory")

try everyone.record("spikes")
try excitatory[0..<2].record(["v", "gsyn_exc", "gsyn_inh"])
try run(duration)

let data = try [excitatory, inhibitory].map { try $0.getData() }
let synapses = out.size + back.size
let rates = try [excitatory, inhibitory].map { try $0.meanSpikeCount() * 1_000 / duration }
// The network itself, for other simulators that read SONATA.
try exportToSONATA("\(arguments.output)/network", tstop: duration, overwrite: true)
try end()

for kind in ["nix", "nwb", "csv", "sonata"] { try data.write("\(arguments.output)/balanced.\(kind)") }
let figure = Figure(title: "Balanced network, \(everyone.size) cells", blocks: data)
try figure.save("\(arguments.output)/balanced.svg")
try figure.save("\(arguments.output)/balanced.png")

let spikes = data.reduce(0) { $0 + $1.segments[0].spikeCount }
print("\(everyone.size) cells, \(synapses) synapses, \(spikes) spikes in \(Int(duration)) ms")
print("mean rates: excitatory \(rates[0]) Hz, inhibitory \(rates[1]) Hz")
