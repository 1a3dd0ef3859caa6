import NetworkModel
import SimulationRuntime

/// What the programs take of a step, counted in cycles on an emulated board, beside what networks are cut with.
///
/// Each figure is the difference of two networks that differ in one thing; no clock takes part.
struct StepCosts {
    private static let steps = 400
    /// How many spikes come in a step where any do, on the average.
    private static let spikes = 12.0

    /// Measures and reports everything.
    static func report(into report: inout Report) async throws {
        report.section("Cycles of a step, and what KernelCost has")
        try await neurons(into: &report)
        try await input(into: &report)
        try await sources(into: &report)
    }

    private static func compare(_ what: String, _ counted: Double, _ planned: Double, _ report: inout Report) {
        report.add(what, counted, "cycles", limit: .near(planned, within: max(5, planned / 10)))
    }

    // MARK: - Neurons

    private static func neurons(into report: inout Report) async throws {
        let sizes = [64, 256]
        func line(_ setting: CellSetting) async throws -> Line {
            var points: [(Double, Double)] = []
            for size in sizes { points.append((Double(size), try await cells(size, setting))) }
            return Line(through: points)
        }
        let idle = try await line(CellSetting())
        compare("step of neurons", idle.intercept, KernelCost.neuronStep, &report)
        compare("idle neuron", idle.slope, KernelCost.idleNeuron, &report)
        let busy = try await line(CellSetting(isBusy: true))
        compare("neuron with input", busy.slope, KernelCost.neuron, &report)
        let injected = try await line(CellSetting(current: .steady))
        compare("more with injected current", injected.slope - idle.slope, KernelCost.injectedNeuron, &report)
        let changing = try await line(CellSetting(current: .changing))
        compare("change of it", changing.slope - injected.slope, KernelCost.currentChange, &report)
        let recorded = try await line(CellSetting(records: "v"))
        compare("record", recorded.intercept - idle.intercept, KernelCost.record, &report)
        compare("value in it", recorded.slope - idle.slope, KernelCost.recordedValue, &report)
        // One cell that fires in each step makes a record; all of them make the same with more in it.
        let one = try await line(CellSetting(firing: 1, records: "spikes"))
        let word = (one.slope - idle.slope) * 32
        compare("32 neurons in a record of spikes", word, KernelCost.recordedSpikeWord, &report)
        let all = try await line(CellSetting(firing: .max, records: "spikes"))
        compare("spike", all.slope - one.slope, KernelCost.neuronSpike, &report)
    }

    private struct CellSetting {
        enum Current { case none, steady, changing }
        var isBusy = false
        var current = Current.none
        /// How many cells fire, in every step.
        var firing = 0
        var records: String?
    }

    /// What a core of cells takes in a step.
    private static func cells(_ size: Int, _ setting: CellSetting) async throws -> Double {
        var bench = try Bench()
        let source = try bench.add(SpikeSourceArray(spikeTimes: [setting.isBusy ? [1] : []]), 1)
        let drive = ParameterValue.function { $0 < setting.firing ? 100 : 0 }
        let cell = IFCurrExp(cm: 0.1, tauRefrac: 0, tauSynE: 100, iOffset: drive)
        let target = try bench.add(cell, size)
        try bench.connect(source, target, AllToAllConnector(), delay: 1)
        if setting.firing > 0 {
            // Somebody listens.
            try bench.connect(target, try bench.add(IFCurrExp(), 1), FromListConnector([(0, 0)]), delay: 1)
        }
        switch setting.current {
        case .none: break
        case .steady: try bench.inject(.constant(amplitude: 0.0001, start: 0, stop: 1e9), into: target)
        case .changing:
            let wave = CurrentWaveform.sine(
                amplitude: 0.0001,
                offset: 0,
                frequency: 7,
                phase: 0,
                start: 0,
                stop: 1e9
            )
            try bench.inject(wave, into: target)
        }
        if let records = setting.records { try bench.network.record(records, of: target) }
        return try await bench.cycles(of: target)
    }

    // MARK: - Input

    private static func input(into report: inout Report) async throws {
        let none = try await rows(of: 0, projections: 1, isSilent: true)
        let one = try await rows(of: 0, projections: 1)
        let five = try await rows(of: 0, projections: 5)
        let row = (five - one) / (4 * spikes)
        compare("spike that arrives", (one - none) / spikes - row, KernelCost.packet, &report)
        compare("row", row, KernelCost.row, &report)
        var points: [(Double, Double)] = []
        for length in [4, 16, 64] {
            let cost = try await rows(of: length, projections: 5) - five
            points.append((Double(length), cost / (5 * spikes)))
        }
        let line = Line(through: points)
        compare("synaptic event", line.slope, KernelCost.synapticEvent, &report)
        report.add("more for a row that is not empty", line.intercept, "cycles")
        let silent = try await rows(of: 0, projections: 1, delay: 200, isSilent: true)
        compare("delay stage", (silent - none) / 3, KernelCost.stage, &report)
        let late = try await rows(of: 0, projections: 5, delay: 100)
        let early = try await rows(of: 0, projections: 1, delay: 100)
        compare("more for a deferred row", (late - early) / (4 * spikes) - row, KernelCost.deferredRow, &report)
    }

    /// What 128 cells take in a step in which sources fire that each bring rows of synapses to the first cells.
    private static func rows(
        of length: Int,
        projections: Int,
        delay: Double = 2,
        isSilent: Bool = false
    ) async throws -> Double {
        var bench = try Bench()
        // As most spikes they come while cells are updated, each at a time of its own.
        let count = 400
        let rate = isSilent ? 0 : 1_000 * spikes / Double(count)
        let source = try bench.add(SpikeSourcePoisson(rate: .value(rate)), count)
        let target = try bench.add(IFCurrExp(tauSynE: 100), 128)
        let start = try bench.add(SpikeSourceArray(spikeTimes: [1]), 1)
        // All cells are busy from the start on.
        try bench.connect(start, target, AllToAllConnector(), delay: 2)
        // A cell more than those that fire has a synapse, so that there are rows even if the others' are empty.
        let active = (0..<count - 1).flatMap { spike in (0..<length).map { (spike, ($0 + spike) % 128) } }
        for _ in 0..<projections {
            try bench.connect(source, target, FromListConnector([(count - 1, 0)] + active), delay: delay)
        }
        return try await bench.cycles(of: target)
    }

    // MARK: - Sources

    private static func sources(into report: inout Report) async throws {
        func cost(_ cell: any CellType, _ size: Int) async throws -> Double {
            var bench = try Bench()
            let target = try bench.add(IFCurrExp(), 1)
            let source = try bench.add(cell, size)
            try bench.connect(source, target, FromListConnector([(0, 0)]), delay: 1)
            return try await bench.cycles(of: source)
        }
        let times = (1..<steps * 2).map(Double.init)
        let silent = try await cost(SpikeSourceArray(spikeTimes: []), 100)
        compare("step of a spike source array", silent, KernelCost.arrayStep, &report)
        let array = try await cost(SpikeSourceArray(spikeTimes: times), 100)
        compare("spike of it", (array - silent) / 100, KernelCost.arraySpike, &report)
        let line = Line(through: [
            (100, try await cost(SpikeSourcePoisson(rate: 0), 100)),
            (400, try await cost(SpikeSourcePoisson(rate: 0), 400)),
        ])
        compare("step of Poisson sources", line.intercept, KernelCost.poissonStep, &report)
        compare("random number of one", line.slope, KernelCost.poissonDraw, &report)
        let firing = try await cost(SpikeSourcePoisson(rate: 100), 400)
        let spike = (firing - line.intercept - 400 * line.slope) / 40
        compare("spike of one", spike, KernelCost.poissonSpike, &report)
    }

    /// A network each of whose populations has a core of its own.
    private struct Bench {
        var network: NetworkDescription

        init() throws { network = try NetworkDescription(timeStep: 1) }

        mutating func add(_ cell: any CellType, _ size: Int) throws -> CellSelection {
            let count = network.populations.count
            var options = PopulationOptions(neuronsPerCore: size)
            options.place = CorePlace(x: 0, y: 0, core: UInt8(count + 1))
            let id = try network.addPopulation(
                size: size,
                cell: cell,
                label: "population \(count)",
                options: options
            )
            return CellSelection(population: id, indices: Array(0..<size))
        }

        mutating func connect(
            _ source: CellSelection,
            _ target: CellSelection,
            _ connector: any Connector,
            delay: Double
        ) throws {
            _ = try network.addProjection(
                from: source,
                to: target,
                rule: connector.rule,
                // Too weak to make a cell spike, even forty times a step.
                synapse: StaticSynapse(weight: 0.0001, delay: .value(delay))
            )
        }

        mutating func inject(_ waveform: CurrentWaveform, into cells: CellSelection) throws {
            let id = network.addCurrent(waveform)
            try network.inject(id, into: cells)
        }

        /// What a population's core takes in a step.
        func cycles(of population: CellSelection) async throws -> Double {
            let probe = try await BoardProbe(network)
            let core = population.population.rawValue + 1
            let cycles = try await probe.cyclesPerStep(ofCore: core, steps: steps)
            try await probe.end()
            return cycles
        }
    }
}
