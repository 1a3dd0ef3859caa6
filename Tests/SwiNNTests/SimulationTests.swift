import Foundation
import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct SimulationTests {
    @Test func callsBeforeSetupNameTheCallAndTheCure() throws {
        try end()
        let calls: [(String, @MainActor () throws -> Void)] = [
            ("run", { try run(1) }),
            ("runUntil", { try runUntil(1) }),
            ("reset", { try reset() }),
            ("getCurrentTime", { _ = try getCurrentTime() }),
            ("Population", { _ = try Population(1, IFCurrExp()) }),
        ]
        for (name, call) in calls {
            let error = networkError(call)
            #expect(error?.code == .state)
            #expect(error?.location.hasPrefix(name) == true)
            #expect(error?.description.contains("setup") == true)
        }
    }

    @Test func endingTwiceOrWithoutSetupIsHarmless() throws {
        try end()
        try end()
        try script { backend in
            try end()
            try end()
            #expect(backend.calls == [.end])
        }
    }

    @Test func setupRefusesValuesOutOfRange() {
        let backend = FakeBackend()
        let attempts: [(String, @MainActor () throws -> Void)] = [
            ("timestep", { try setup(timestep: 0, backend: backend) }),
            ("timestep", { try setup(timestep: .nan, backend: backend) }),
            ("minDelay", { try setup(timestep: 1, minDelay: 0.5, backend: backend) }),
            ("timeScaleFactor", { try setup(timestep: 1, timeScaleFactor: 0, backend: backend) }),
            ("neurons per core", { try setup(timestep: 1, neuronsPerCore: 257, backend: backend) }),
        ]
        for (name, attempt) in attempts {
            let error = networkError(attempt)
            #expect(error?.code == .valueOutOfRange)
            #expect(error?.what.contains(name) == true)
            #expect(error?.allowed != nil)
        }
        #expect(Simulation.current == nil)
    }

    @Test func aSecondSetupEndsTheFirst() throws {
        try script { first in
            let old = try Population(1, IFCurrExp(), label: "old")
            try script { _ in
                #expect(first.calls == [.end])
                #expect(networkError { try old.record("v") }?.code == .state)
                let new = try Population(1, IFCurrExp(), label: "new")
                #expect(networkError { _ = try Projection(old, new, AllToAllConnector()) }?.code == .mismatch)
            }
        }
    }

    @Test func runAdvancesTimeInWholeSteps() throws {
        try script(timestep: 0.1) { backend in
            _ = try Population(1, IFCurrExp())
            #expect(try run(0.3) == 0.30000000000000004)
            #expect(try getCurrentTime() == 0.3)
            // Not a whole number of steps: rounded up.
            try run(0.25)
            #expect(try getCurrentTime() == 0.6)
            try runUntil(1)
            #expect(try getCurrentTime() == 1)
            #expect(backend.calls == [.prepare, .run(3), .run(3), .run(4)])
        }
    }

    @Test func runOfNothingLoadsOnly() throws {
        try script { backend in
            _ = try Population(1, IFCurrExp())
            try run(0)
            #expect(backend.calls == [.prepare])
        }
    }

    @Test(arguments: [-1, .nan, .infinity, 1e300]) func impossibleTimesAreRefused(_ time: Double) throws {
        try script { backend in
            let error = networkError { try run(time) }
            #expect(error?.code == .valueOutOfRange)
            #expect(error?.given == "\(time) ms")
            #expect(backend.calls.isEmpty)
        }
    }

    @Test func runningUntilThePastIsRefused() throws {
        try script { _ in
            try run(10)
            let error = networkError { try runUntil(5) }
            #expect(error?.allowed?.contains("10.0 ms") == true)
        }
    }

    @Test func resetGoesBackAndKeepsTheSegmentWithItsAnnotations() throws {
        try script { backend in
            let cells = try Population(2, IFCurrExp())
            try cells.record("spikes")
            try reset()
            try run(10)
            try reset(annotations: ["trial": 1])
            try reset()
            #expect(try getCurrentTime() == 0)
            try run(20)
            #expect(backend.calls == [.prepare, .run(10), .reset, .run(20)])
            let block = try cells.getData()
            #expect(block.segments.map { $0.spikeTrains.map(\.times) } == [[[5], [5]], [[10], [10]]])
            #expect(block.segments[0].annotations["trial"] == 1)
            #expect(block.segments[1].annotations["trial"] == nil)
        }
    }

    @Test func whateverChangesIsAppliedBeforeTheNextStep() throws {
        try script { backend in
            let cells = try Population(2, IFCurrExp())
            try run(10)
            try cells.set([.tauM: 10])
            try run(10)
            #expect(backend.calls == [.prepare, .run(10), .apply, .run(10)])
            #expect(backend.network?.populations[0].parameter(.tauM) == .uniform(10))
            _ = try Population(1, IFCurrExp())
            try run(10)
            #expect(backend.calls.suffix(2) == [.apply, .run(10)])
            #expect(backend.network?.populations.count == 2)
            try reset()
            try run(10)
            #expect(backend.calls.suffix(2) == [.reset, .run(10)])
        }
    }

    @Test func aFailedRunIsReportedAndLeavesOnlyReading() throws {
        try script { backend in
            let cells = try Population(1, IFCurrExp())
            try cells.record("spikes")
            try run(10)
            backend.failNextRun()
            #expect(throws: FakeBackend.Failure.self) { try run(10) }
            let error = networkError { try run(10) }
            #expect(error?.description.contains("data abort") == true)
            #expect(try cells.getData().segments[0].spikeTrains[0].times == [5])
        }
    }

    @Test func callbacksAreCalledAtTheTimesTheyAskFor() throws {
        try script { backend in
            var times: [Double] = []
            try run(
                10,
                callbacks: [
                    { time in
                        times.append(time)
                        return time + 4
                    }
                ]
            )
            #expect(times == [0, 4, 8])
            #expect(backend.calls == [.prepare, .run(4), .run(4), .run(2)])
        }
    }

    @Test func neuronsPerCoreReachTheBackEnd() throws {
        try script(neuronsPerCore: 64) { backend in
            try setNumberOfNeuronsPerCore(IFCurrExp.self, 32)
            _ = try Population(1, IFCurrExp())
            #expect(networkError { try setNumberOfNeuronsPerCore(IFCurrExp.self, 16) }?.code == .state)
            try run(1)
            #expect(
                backend.options?.neuronsPerCore == [.ifCurrExp: 32, .spikeSourceArray: 64, .spikeSourcePoisson: 64]
            )
        }
        try script { _ in
            #expect(networkError { try setNumberOfNeuronsPerCore(IFCurrExp.self, 0) }?.code == .valueOutOfRange)
        }
    }

    @Test func queriesAnswerWhatSetupSaid() throws {
        try script(timestep: 0.5, minDelay: 1.5, maxDelay: 20) { _ in
            let step = try getTimeStep()
            #expect(step == 0.5)
            #expect(try getMinDelay() == 1.5)
            #expect(try getMaxDelay() == 20)
            #expect(try getCurrentTime() == 0)
        }
    }

    @Test func scriptArgumentsAreRead() throws {
        let arguments = try ScriptArguments(["--board", "spin3", "--timing", "spynnaker", "--output", "out"])
        #expect(arguments.target == .virtual(.spin3))
        #expect(arguments.timing == .sPyNNaker)
        #expect(arguments.output == "out")
        #expect(try ScriptArguments(["--board", "10.0.0.1"]).target == .board("10.0.0.1"))
        #expect(throws: NetworkError.self) { try ScriptArguments(["--bord", "spin3"]) }
        #expect(throws: NetworkError.self) { try ScriptArguments(["--timing", "python"]) }
        #expect(throws: NetworkError.self) { try ScriptArguments(["--output"]) }
    }
}
