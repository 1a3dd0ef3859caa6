import EmulatorService
import NetworkModel
import SimulationRuntime
import SpiNNakerMachine
import Synchronization
import Testing

extension Together {
    /// What cores are expected to do in a step, against what they do, in cycles that an emulated board counts; and how
    /// networks are cut by it.
    @Suite struct CoreLoadTests {
        // MARK: - What is expected

        /// Networks that `KernelCost` was not measured with, on every core of which a step takes what is expected, give or
        /// take a tenth. Rates are what is expected, or are known; the rest is what is judged.
        @Test(arguments: ["lively", "driven", "sparse", "uneven", "fast"])
        func aStepTakesWhatIsExpected(_ name: String) async throws {
            let network =
                switch name {
                case "lively": try Self.lively()
                case "driven": try Self.driven()
                case "sparse": try Self.sparse()
                case "uneven": try Self.uneven()
                default: try Self.fast()
                }

            let measured = try await MeasuredLoad(network, steps: 1_000)

            #expect(!measured.cores.isEmpty && measured.warnings.isEmpty)
            for core in measured.cores {
                let planned = core.forecast
                #expect(
                    (Double(planned.cycles) / core.cycles - 1).magnitude < 0.1,
                    "population \(planned.population), \(planned.neurons): \(planned.cycles), \(core.cycles)"
                )
            }
        }

        // MARK: - How networks are cut

        @Test func partsOfAnUnevenPopulationTakeAsLongAsEachOther() async throws {
            // With time enough, so that nothing but their number bounds the cells of a core.
            let fixed = try Self.uneven(neuronsPerCore: 150)
            let even = try await MeasuredLoad(fixed, steps: 1_000, scale: 4).cores(of: 1)
            let balanced = try await MeasuredLoad(try Self.uneven(), steps: 1_000).cores(of: 1)

            #expect(even.count == 4 && balanced.count == 4)
            #expect(Self.imbalance(even) > 1.4)
            #expect(Self.imbalance(balanced) < 1.1)
        }

        /// The dearest core's cycles as a multiple of the mean.
        private static func imbalance(_ cores: [MeasuredLoad.Core]) -> Double {
            let cycles = cores.map(\.cycles)
            return (cycles.max() ?? 0) * Double(cycles.count) / cycles.reduce(0, +)
        }

        @Test func shortStepsMakeSmallPartsThatKeepPace() async throws {
            // With so much time that 256 cells fit, and at the pace of the steps with all of them on a core.
            let slow = try await MeasuredLoad(try Self.fast(), steps: 500, scale: 10)
            let fast = try await MeasuredLoad(try Self.fast(), steps: 500)

            #expect(slow.cores(of: 1).map(\.forecast.neurons) == [0..<256])
            #expect((slow.cores(of: 1).first?.cycles ?? 0) > 20_000)
            #expect(fast.cores(of: 1).count > 1)
            #expect(fast.cores(of: 1).allSatisfy { $0.cycles < 16_000 })
            #expect(fast.warnings.isEmpty)
        }

        @Test func moreSpikesThanAnyCoreCouldTakeDoNotMakePartsSmaller() throws {
            var network = try NetworkDescription(timeStep: 1)
            let noise = try network.add(2_000, SpikeSourcePoisson(rate: 1_000), label: "noise")
            let cells = try network.add(256, IFCurrExp(), label: "cells")
            try network.connect(noise, cells, FixedProbabilityConnector(0.01), StaticSynapse(weight: 0.001, delay: 1))

            let plan = try PlanSummary(network, on: Machine(board: .spin3), options: options())

            #expect(plan.cores == 5)
        }

        @Test func denseNetworksAreCutIntoNoMorePartsThanTheirSynapsesAskFor() throws {
            var network = try NetworkDescription(timeStep: 1)
            let cells = try network.add(6_000, IFCurrExp(), label: "cells")
            let synapse = StaticSynapse(weight: 0.001, delay: .random(.uniform(low: 1, high: 40)))
            try network.connect(cells, cells, FixedProbabilityConnector(0.1), synapse)

            let plan = try PlanSummary(network, on: Machine(board: .spin5), options: options())

            // 6,000 cells at 30 Hz are 180 spikes in a step: of 334 cycles, or 629 where a row is fetched twice. A cell's own
            // synapses take 310 of them, its update 127.
            #expect(plan.cores >= 24 && plan.cores < 60, "\(plan.cores)")
        }

        @Test func aMachineTooSmallForTheExpectedLoadIsUsedNevertheless() async throws {
            var network = try NetworkDescription(timeStep: 0.1)
            _ = try network.add(256 * 55, IFCurrExp(), label: "cells")
            let log = Log()
            let large = try PlanSummary(network, on: Machine(board: .spin5), options: options(log))
            #expect(large.cores > 68 && log.lines.isEmpty)

            // 256 idle cells a core take 21,341 cycles of a step's 20,000.
            let small = try await MeasuredLoad(network, steps: 50)

            #expect(small.cores.count == 55)
            #expect(small.warnings.count { $0.contains("needs \(large.cores) cores") } == 1)
            #expect(small.warnings.contains { $0.contains("steps that began late") })
        }

        @Test func aNeuronThatIsTooMuchForAStepIsRefusedWithAdvice() throws {
            var network = try NetworkDescription(timeStep: 0.005)
            let cells = try network.add(1, IFCurrExp(), label: "cells")
            for variable in ["v", "gsyn_exc", "gsyn_inh"] { try network.record(variable, of: cells) }
            let wave = network.addCurrent(
                .sine(amplitude: 1, offset: 0, frequency: 7, phase: 0, start: 0, stop: 1e9)
            )
            try network.inject(wave, into: cells)

            let error = #expect(throws: SimulationError.self) {
                try PlanSummary(network, on: Machine(board: .spin3), options: options())
            }
            let message = "\(error?.message ?? "")"
            #expect(message.contains("'cells'") && message.contains("cycles of each time step; a core has 800"))
            #expect(message.contains("timeScaleFactor"))

            var slower = options()
            slower.timeScaleFactor = 2
            #expect(try PlanSummary(network, on: Machine(board: .spin3), options: slower).cores == 1)
        }

        private func options(_ log: Log = Log()) -> SimulationOptions {
            SimulationOptions(target: .virtual(.spin3), warn: { log.add($0) })
        }

        // MARK: - Networks

        /// Cells that fire about as often as is expected, with drawn synapses and delays, a part of which are longer than
        /// the ring buffer; sources at random of different rates; recordings.
        private static func lively() throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 1, seed: 5)
            let cells = try network.add(
                420,
                IFCurrExp(tauRefrac: 2, iOffset: .random(.uniform(low: 0.85, high: 1.0))),
                ["v": .random(.uniform(low: -65, high: -50))],
                label: "cells"
            )
            let noise = try network.add(150, SpikeSourcePoisson(rate: .function { 5 + Double($0) / 2 }), label: "noise")
            let synapse = StaticSynapse(weight: 0.001, delay: .random(.uniform(low: 1, high: 60)))
            try network.connect(cells, cells, FixedProbabilityConnector(0.1), synapse)
            try network.connect(noise, cells, FixedProbabilityConnector(0.3), StaticSynapse(weight: 0.001, delay: 2))
            try network.record("spikes", of: cells)
            try network.record("v", of: CellSelection(population: cells.population, indices: Array(0..<50)))
            return network
        }

        /// Given spikes to few cells with many synapses each, with an alternating current, two variables of which are
        /// recorded, and to others with one synapse or none.
        private static func driven() throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 1, seed: 6)
            let sources = try network.add(
                120,
                SpikeSourceArray { source in (0..<300).map { Double($0 * 10 + source % 10) } },
                label: "sources"
            )
            let cells = try network.add(90, IFCurrExp(), label: "cells")
            let other = try network.add(200, IFCurrExp(), label: "other")
            let wave = CurrentWaveform.sine(
                amplitude: 0.1,
                offset: 0,
                frequency: 10,
                phase: 0,
                start: 0,
                stop: 1e9
            )
            try network.inject(network.addCurrent(wave), into: cells)
            try network.connect(sources, cells, AllToAllConnector(), StaticSynapse(weight: 0.0005, delay: 3))
            try network.connect(sources, other, OneToOneConnector(), StaticSynapse(weight: 0.01, delay: 1))
            for variable in ["v", "gsyn_exc"] { try network.record(variable, of: cells) }
            return network
        }

        /// Many sources, few of whose spikes a cell gets.
        private static func sparse() throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 1, seed: 7)
            let noise = try network.add(900, SpikeSourcePoisson(rate: 20), label: "noise")
            let cells = try network.add(300, IFCurrExp(), label: "cells")
            try network.connect(noise, cells, FixedProbabilityConnector(0.01), StaticSynapse(weight: 0.01, delay: 1))
            try network.connect(noise, cells, FixedNumberPreConnector(.fixed(4)), StaticSynapse(weight: 0.01, delay: 5))
            try network.record("spikes", of: noise)
            return network
        }

        /// Cells with very different numbers of synapses: the last ones have most.
        private static func uneven(neuronsPerCore: Int? = nil) throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 0.5, seed: 9)
            let noise = try network.add(200, SpikeSourcePoisson(rate: 80), label: "noise")
            let cells = CellSelection(
                population: try network.addPopulation(
                    size: 600,
                    cell: IFCurrExp(),
                    label: "cells",
                    options: PopulationOptions(neuronsPerCore: neuronsPerCore)
                ),
                indices: Array(0..<600)
            )
            for (place, probability) in [0.005, 0.04, 0.12, 0.3, 0.6, 1].enumerated() {
                let group = Array(place * 100..<place * 100 + 100)
                for _ in 0..<4 {
                    try network.connect(
                        noise,
                        CellSelection(population: cells.population, indices: group),
                        FixedProbabilityConnector(probability),
                        StaticSynapse(weight: 0.0001, delay: 1)
                    )
                }
            }
            return network
        }

        /// Cells in steps that are so short that 256 of them do not fit.
        private static func fast() throws -> NetworkDescription {
            var network = try NetworkDescription(timeStep: 0.1, seed: 8)
            let noise = try network.add(100, SpikeSourcePoisson(rate: 30), label: "noise")
            let cells = try network.add(
                256,
                IFCurrExp(tauRefrac: 2, iOffset: .random(.uniform(low: 0.85, high: 1.0))),
                ["v": .random(.uniform(low: -65, high: -50))],
                label: "cells"
            )
            try network.connect(noise, cells, FixedProbabilityConnector(0.3), StaticSynapse(weight: 0.002, delay: 1))
            try network.connect(cells, cells, FixedProbabilityConnector(0.1), StaticSynapse(weight: 0.001, delay: 1))
            try network.record("spikes", of: cells)
            return network
        }
    }
}

/// A network that has run on an emulated board of its own, with the cycles that its cores took.
private struct MeasuredLoad {
    struct Core {
        var forecast: CoreForecast
        /// What it took for a step on the average.
        var cycles: Double
    }

    let cores: [Core]
    let warnings: [String]

    /// Runs a network for some steps after short runs.
    init(_ network: NetworkDescription, steps: Int, scale: Int = 1) async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        let backend = BoardBackend()
        let log = Log()
        let options = SimulationOptions(
            target: .board(board.hostAddress),
            timeScaleFactor: scale,
            warn: { log.add($0) }
        )
        var readings: [[CoreUsage]] = []
        var forecast: [CoreForecast] = []
        do {
            try await backend.prepare(network, options)
            forecast = await backend.forecast
            // What a run takes at its beginning and its end is in the short ones as well.
            for length in [50, 50, 50 + steps] {
                try await backend.run(steps: length)
                readings.append(try await Self.settled(board))
            }
        } catch {
            try? await backend.end()
            await board.stop()
            throw error
        }
        try await backend.end()
        await board.stop()
        cores = forecast.map { forecast in
            let (chip, core) = (forecast.core.chip, forecast.core.core)
            let counts = readings.map { usage in
                let own = usage.first { $0.x == Int(chip.x) && $0.y == Int(chip.y) && $0.core == Int(core) }
                return Double(own?.cycles ?? 0)
            }
            return Core(forecast: forecast, cycles: (counts[2] - 2 * counts[1] + counts[0]) / Double(steps))
        }
        warnings = log.lines
    }

    /// What cores have done when all sleep again: one shows that it pauses a little before.
    private static func settled(_ board: VirtualBoard) async throws -> [CoreUsage] {
        var last = await board.coreUsage()
        while true {
            try await Task.sleep(for: .milliseconds(2))
            let next = await board.coreUsage()
            if next == last { return next }
            last = next
        }
    }

    /// The cores of a population.
    func cores(of population: Int) -> [Core] { cores.filter { $0.forecast.population == population } }
}

/// What a user was told, from any thread.
private final class Log: Sendable {
    private let state = Mutex<[String]>([])

    var lines: [String] { state.withLock { $0 } }

    func add(_ line: String) { state.withLock { $0.append(line) } }
}
