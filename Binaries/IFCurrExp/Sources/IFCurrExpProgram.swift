import NeuralModels

/// The name in the core's block.
var programName: StaticString { "IFCurrExp" }

@_cdecl("program_main")
func programMain() {
    Regions.verify(for: NeuronCore<IFCurrExpNeuron>.kind)
    let system = readSystemRegion()
    var simulation = Simulation(NeuronCore<IFCurrExpNeuron>(system: system), system: system)
    simulation.live()
}
