import NetworkModel
import SimulationRuntime
import Testing

extension Together {
    /// Networks that grow, or whose synapses and recordings change, in the middle of a run.
    @Suite struct ChangedNetworkTests {
        private typealias Mixed = Networks.Mixed

        @Test func anIrrelevantPopulationInTheMiddleChangesNothing() async throws {
            let network = try Networks.mixed()
            var other = network
            let idle = try other.add(70, IFCurrExp(iOffset: 0.9), label: "irrelevant")
            try other.record("spikes", of: idle)
            let grown = other
            let whole = try await Trial(network, on: .host, steps: 250)
            for engine in MultiRunTests.engines {
                // At 100 ms spikes wait in ring buffers, and delayed rows in stages.
                let trial = try await Trial(network, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(grown)
                    try await backend.run(steps: 150)
                }
                #expect(trial.outcome.difference(from: whole.outcome) == nil, "\(engine)")
                #expect(trial.troubles == [], "\(engine)")
            }
        }

        @Test func sevenPiecesForcedPausesAndGrowthGiveWhatOneRunGives() async throws {
            let network = try Networks.mixed()
            let whole = try await Trial(network, on: .board(.spin3, neuronsPerCore: 32), steps: 280)
            #expect(whole.extractions == 1)
            let tight = Trial.Engine.board(.spin3, neuronsPerCore: 32, recordingBudget: 20_000)
            let trial = try await Trial(network, on: tight) { backend in
                var network = network
                for (piece, steps) in [40, 1, 39, 70, 50, 60, 20].enumerated() {
                    try await backend.run(steps: steps)
                    _ = try network.add(3 + piece, IFCurrExp(), label: "idle \(piece)")
                    if piece % 2 == 0 { try await backend.apply(network) }
                }
            }
            #expect(trial.extractions > 7)
            #expect(trial.outcome.difference(from: whole.outcome) == nil)
            #expect(trial.troubles == [])
        }

        @Test func whatIsAddedInTheMiddleBeginsThere() async throws {
            let network = try Networks.mixed()
            let grown = try Networks.grown(network)
            func run(on engine: Trial.Engine) async throws -> Trial {
                try await Trial(network, on: engine, finally: grown) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(grown)
                    try await backend.run(steps: 150)
                    try await backend.reset()
                    try await backend.run(steps: 90)
                }
            }
            let host = try await run(on: .host)
            for engine in MultiRunTests.engines.dropFirst() {
                let board = try await run(on: engine)
                #expect(board.outcome.difference(from: host.outcome) == nil, "\(engine)")
                #expect(board.troubles == [], "\(engine)")
            }
            let before = try await Trial(network, on: .host, steps: 250)
            let fresh = try await Trial(grown, on: .host, steps: 90)
            let cells = host.outcome.populations[Mixed.cells.rawValue]
            #expect(cells[0].spikes(before: 100) == before.outcome[Mixed.cells].spikes(before: 100))
            #expect(cells[0].spikes != before.outcome[Mixed.cells].spikes)
            // After the reset all of it begins at 0.
            for id in grown.populations.map(\.id) { #expect(host.outcome[id] == fresh.outcome[id]) }
            let late = try #require(host.outcome.populations.last?.first)
            #expect(late.signals["v"]?.start == 100)
            #expect(late.signals["v"]?.values.prefix(40).allSatisfy { $0 == -65 } == true)
            #expect(late.spikeCount > 0)
        }

        @Test func spikesOnTheirWayKeepTheirWeightsAndDelays() async throws {
            var network = try NetworkDescription(timeStep: 1)
            let source = try network.add(1, SpikeSourceArray(spikeTimes: [60, 95, 120]), label: "source")
            let cell = try network.add(40, IFCurrExp(), label: "cell")
            // Of the 128 slots of a core with 40 cells 125 can be used: the second one waits in a stage.
            for delay: SynapseValue in [20, 150] {
                try network.connect(source, cell, AllToAllConnector(), StaticSynapse(weight: 0.5, delay: delay))
            }
            try network.record("v", of: cell)
            let first = network
            for id in network.projections.map(\.id) { try network.set(weight: 1.5, delay: 30, of: id) }
            let second = network
            func run(on engine: Trial.Engine) async throws -> [Double] {
                let trial = try await Trial(first, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(second)
                    try await backend.run(steps: 200)
                }
                return trial.outcome[PopulationID(rawValue: 1)].signals["v"]?.values ?? []
            }
            let host = try await run(on: .host)
            for engine in MultiRunTests.engines.dropFirst() { #expect(try await run(on: engine) == host, "\(engine)") }
            let unchanged = try await Trial(first, on: .host, steps: 300).outcome[PopulationID(rawValue: 1)]
            // The two spikes before 100 ms arrive as they would have: at 80 and 115, at 210 and 245 ms. The third is sent
            // after it and arrives at 150 ms with both new weights, not at 140 ms.
            let plain = try #require(unchanged.signals["v"]?.values)
            #expect(host.prefix(140 * 40) == plain.prefix(140 * 40))
            let peak = (150..<170).map { host[$0 * 40] }.max() ?? 0
            let former = (80..<100).map { host[$0 * 40] }.max() ?? 0
            #expect(host[149 * 40] < host[148 * 40])
            #expect(abs((peak + 65) / (former + 65) - 6) < 0.5)
            #expect(host[211 * 40] > host[210 * 40] && host[246 * 40] > host[245 * 40])
        }

        @Test func weightsAloneAreWrittenInTheirPlaces() async throws {
            var network = try NetworkDescription(timeStep: 1)
            let source = try network.add(5, SpikeSourceArray { [Double(3 + $0), 99, 130, 180] }, label: "source")
            let cells = try network.add(70, IFCurrExp(iOffset: .function { 0.01 * Double($0) }), label: "cells")
            let others = try network.add(70, IFCurrExp(), label: "others")
            for target in [cells, others] {
                let synapse = StaticSynapse(weight: .function { 0.1 * Double(1 + $0) + 0.005 * Double($1) }, delay: 2)
                try network.connect(source, target, AllToAllConnector(), synapse)
                try network.record("v", of: target)
            }
            let first = network
            try network.set(weight: 0.75, delay: nil, of: ProjectionID(rawValue: 0))
            try network.set([.tauM: 15], of: cells)
            let second = network
            func run(on engine: Trial.Engine) async throws -> Trial {
                try await Trial(first, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(second)
                    try await backend.run(steps: 50)
                    try await backend.apply(first)
                    try await backend.run(steps: 100)
                }
            }
            let host = try await run(on: .host)
            let unchanged = try await Trial(first, on: .host, steps: 250)
            let (cellsID, othersID) = (PopulationID(rawValue: 1), PopulationID(rawValue: 2))
            #expect(host.outcome[othersID] == unchanged.outcome[othersID])
            #expect(host.outcome[cellsID] != unchanged.outcome[cellsID])
            for engine in MultiRunTests.engines.dropFirst() {
                let board = try await run(on: engine)
                #expect(board.outcome.difference(from: host.outcome) == nil, "\(engine)")
                #expect(board.loads == 1, "\(engine)")
            }
        }

        @Test func scalesThatChangeInTheMiddleChangeAlike() async throws {
            let network = try Networks.mixed()
            var other = network
            // A hundred times heavier than all others: the receptor's scale becomes coarser.
            try other.connect(
                other.all(Mixed.pulses),
                other.all(Mixed.cells),
                AllToAllConnector(),
                StaticSynapse(weight: 60, delay: 3)
            )
            let heavy = other
            func run(on engine: Trial.Engine) async throws -> Trial {
                try await Trial(network, on: engine) { backend in
                    try await backend.run(steps: 100)
                    try await backend.apply(heavy)
                    try await backend.run(steps: 50)
                    try await backend.apply(heavy)
                    try await backend.run(steps: 50)
                }
            }
            let host = try await run(on: .host)
            for engine in MultiRunTests.engines.dropFirst() {
                #expect(try await run(on: engine).outcome.difference(from: host.outcome) == nil, "\(engine)")
            }
        }

        @Test func recordingsAreWidenedAndNarrowedBetweenRuns() async throws {
            let network = try Networks.mixed()
            let whole = try await Trial(network, on: .host, steps: 250)
            let cells = network.all(Mixed.cells)
            let few = CellSelection(population: Mixed.cells, indices: [1, 7, 40])
            func recording(_ selection: CellSelection, every interval: Double) throws -> NetworkDescription {
                var network = network
                network.stopRecording(of: cells)
                try network.record("spikes", of: selection)
                try network.record("v", of: selection, samplingInterval: interval)
                return network
            }
            let (narrow, wide) = (try recording(few, every: 1), try recording(cells, every: 1))
            let sparse = try recording(few, every: 3)
            for engine in MultiRunTests.engines {
                let trial = try await Trial(narrow, on: engine) { backend in
                    try await backend.run(steps: 80)
                    try await backend.apply(wide)
                    try await backend.run(steps: 70)
                    try await backend.apply(sparse)
                    try await backend.run(steps: 100)
                }
                let own = trial.outcome[Mixed.cells]
                let all = whole.outcome[Mixed.cells]
                let v = try #require(all.signals["v"]?.values)
                let narrowValues = (0..<80).flatMap { step in few.indices.map { v[step * 60 + $0] } }
                #expect(own.signals["v"]?.values == narrowValues)
                #expect(own.signals["v from 80.0"]?.values == Array(v[(80 * 60)..<(150 * 60)]))
                let sparseSteps = Array(stride(from: 150, to: 250, by: 3))
                let sparseValues = sparseSteps.flatMap { step in few.indices.map { v[step * 60 + $0] } }
                #expect(own.signals["v from 150.0"]?.values == sparseValues)
                for (cell, times) in own.spikes {
                    let isAlways = few.indices.contains(cell)
                    let expected = (all.spikes[cell] ?? []).filter { isAlways || ($0 > 80 && $0 <= 150) }
                    #expect(times == expected, "\(engine), cell \(cell)")
                }
                #expect(own.spikes.count == 60)
                #expect(trial.troubles == [], "\(engine)")
            }
        }
    }
}
