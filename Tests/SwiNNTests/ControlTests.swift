import Foundation
import SwiNN
import Testing

/// Functions of the simulation's control that PyNN's back ends and sPyNNaker have besides `run`.
@MainActor
@Suite(.serialized) struct ControlTests {
    @Test func argumentsOfOtherBackEndsAreHonouredIgnoredOrRefused() throws {
        defer { try? end() }
        try setup(
            timestep: 1,
            target: .host,
            extra: ["grng_seed": "42", "time_scale_factor": "3", "threads": "4", "gsl_rng": "x"]
        )
        let simulation = try #require(Simulation.current)
        #expect(simulation.network.seed == 42)
        #expect(simulation.options.timeScaleFactor == 3)
        for name in ["mindelay", "maxdelay", "dt", "time_step"] {
            let error = networkError { try setup(target: .host, extra: [name: "1"]) }
            #expect(error?.code == .unknownName && error?.given == "'\(name)'")
        }
        #expect(networkError { try setup(target: .host, extra: ["grng_seed": "one"]) }?.code == .valueOutOfRange)
        // Every back end's extra argument of PyNN 0.13 has its class.
        let others = [
            "grng_seed", "rng_seeds", "rng_seeds_seed", "t_flush", "threads", "spike_precision", "verbosity",
            "default_maxstep", "native_rng_baseseed", "use_cvode", "rtol", "atol", "recording_precision",
        ]
        for name in others { #expect(SetupExtra(name) != nil, "\(name)") }
        #expect(SetupExtra("threads") == .ignored(because: "boards have their own"))
        #expect(SetupExtra("unheard_of") == nil)
    }

    @Test func boardsAndChipsThatAreRequiredChooseTheMachine() throws {
        defer { try? end() }
        try setup(boardsRequired: 1)
        #expect(Simulation.current?.options.target == .virtual(.spin3))
        try setup(chipsRequired: 5)
        #expect(Simulation.current?.options.target == .virtual(.spin5))
        try setup(boardsRequired: 3)
        #expect(Simulation.current?.options.target == .virtual(.triad))
        try setup(chipsRequired: 100)
        #expect(Simulation.current?.options.target == .virtual(.triad))
        #expect(networkError { try setup(boardsRequired: 4) }?.code == .valueOutOfRange)
        #expect(networkError { try setup(chipsRequired: 0) }?.code == .valueOutOfRange)
        #expect(
            networkError { try setup(target: .virtual(.spin3), chipsRequired: 5) }?.what == "the machine is too small"
        )
        #expect(networkError { try setup(boardsRequired: 1, chipsRequired: 4) }?.code == .mismatch)
        // A board is counted when it is reached.
        try setup(target: .board("nowhere"), chipsRequired: 1_000)
        #expect(Simulation.current?.options.machineSize == .chips(1_000))
    }

    @Test func theEnvironmentsTargetGoesBeforeTheSmallestMachine() throws {
        let before = ProcessInfo.processInfo.environment["SWINN_TARGET"]
        defer {
            try? end()
            if let before { setenv("SWINN_TARGET", before, 1) } else { unsetenv("SWINN_TARGET") }
        }
        setenv("SWINN_TARGET", "spin5", 1)
        try setup(boardsRequired: 1)
        #expect(Simulation.current?.options.target == .virtual(.spin5))
        let error = networkError { try setup(boardsRequired: 3) }
        #expect(error?.given == "spin5 with 1 board of 48 chips" && error?.allowed == "one with at least 3 boards")
        setenv("SWINN_TARGET", "host", 1)
        try setup(boardsRequired: 3)
        #expect(Simulation.current?.options.target == .host)
    }

    @Test func theMachineCanBeLookedAt() throws {
        defer { try? end() }
        try setup(timestep: 1, target: .virtual(.spin3))
        let machine = try getMachine()
        #expect((machine.width, machine.height, machine.chips.count, machine.boards) == (2, 2, 4, 1))
        #expect(machine.cores == 4 * 17 && machine.chips.allSatisfy { $0.freeSDRAM > 100_000_000 })
        // It may be looked at before and after a network is there, and a reset in between is as any other.
        let cells = try Population(3, IFCurrExp(iOffset: 1))
        try cells.record("spikes")
        try run(50)
        #expect(try getMachine().chips.count == 4)
        try reset()
        try run(50)
        let segments = try cells.getData().segments
        #expect(segments.count == 2 && segments[0].spikeTrains.map(\.times) == segments[1].spikeTrains.map(\.times))
        try setup(timestep: 1, target: .host)
        #expect(networkError { _ = try getMachine() }?.code == .unsupported)
    }

    @Test func whatConcernsOtherCoresOfSPyNNakerIsAccepted() throws {
        try script { backend in
            try setNumberOfSynapseCores(IFCurrExp.self, 2)
            try setNumberOfSynapseCores(IFCurrExp.self, nil)
            #expect(networkError { try setNumberOfSynapseCores(IFCurrExp.self, -1) }?.code == .valueOutOfRange)
            try setAllowDelayExtensions(IFCurrExp.self, false)
            try IFCurrExp.setModelMaxAtomsPerDimensionPerCore(40)
            try IFCurrExp.setModelNSynapseCores(0)
            try IFCurrExp.setModelAllowDelayExtensions(true)
            #expect(IFCurrExp.absoluteMaxAtomsPerCore == 256)
            _ = try Population(1, IFCurrExp())
            try run(1)
            #expect(backend.options?.neuronsPerCore == [.ifCurrExp: 40])
        }
    }

    /// Does something in another thread, each time after 50 ms.
    private func fromAnotherThread(times: Int = 1, _ action: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            for _ in 0..<times {
                Thread.sleep(forTimeInterval: 0.05)
                action()
            }
        }
    }

    @Test func aRunWithoutEndIsStoppedFromAnotherThread() throws {
        try script { backend in
            _ = try Population(1, IFCurrExp())
            fromAnotherThread { requestStop() }
            let time = try runForever()
            #expect(time >= 1_000 && time.truncatingRemainder(dividingBy: 1_000) == 0)
            #expect(networkError { try runForever(syncTime: -1) }?.code == .valueOutOfRange)
            // Nobody lets it go on.
            #expect(networkError { try runForever(syncTime: 5, patience: .milliseconds(10)) }?.code == .state)
            #expect(backend.calls.last == .run(5))
        }
    }

    @Test func aRunWaitsForOthersBetweenItsParts() throws {
        try script { backend in
            _ = try Population(1, IFCurrExp())
            fromAnotherThread(times: 2) { continueSimulation() }
            #expect(try runSync(25, syncTime: 10) == 25)
            #expect(backend.calls == [.prepare, .run(10), .run(10), .run(5)])
            #expect(networkError { try runSync(20, syncTime: 10, patience: .milliseconds(10)) }?.code == .state)
            #expect(networkError { try runSync(20, syncTime: 0) }?.code == .valueOutOfRange)
        }
    }

    @Test func partsOfARunAreWholeSteps() throws {
        try script(timestep: 0.1) { backend in
            _ = try Population(1, IFCurrExp())
            fromAnotherThread(times: 5) { continueSimulation() }
            #expect(try runSync(0.3, syncTime: 0.1) == 0.3)
            // 0.1 is no binary number: six times 0.1 is more than 0.3 and 0.3.
            #expect(try runSync(0.3, syncTime: 0.1) == 0.6)
            #expect(try runSync(0.2, syncTime: 1e-9) == 0.8)
            #expect(try runSync(0, syncTime: 1) == 0.8)
            #expect(backend.calls == [.prepare] + Array(repeating: .run(1), count: 8))
            for time in [-5, .nan, .infinity] {
                let error = networkError { try runSync(time, syncTime: 1) }
                #expect(error?.code == .valueOutOfRange && error?.location == "runSync")
            }
        }
    }

    @Test func aRunInPartsIsStoppedFromAnotherThread() throws {
        try script { backend in
            _ = try Population(1, IFCurrExp())
            fromAnotherThread { requestStop() }
            #expect(try runSync(1_000, syncTime: 10) == 10)
            #expect(backend.calls == [.prepare, .run(10)])
        }
    }

    @Test func namesOfTheSimulatorAndItsProcesses() throws {
        #expect(numProcesses() == 1 && rank() == 0)
        #expect(simulatorName() == "SwiNN")
        #expect(listStandardModels() == ["IF_curr_exp", "SpikeSourceArray", "SpikeSourcePoisson"])
        #expect(try setup(target: .host) == 0)
        try end()
    }

    @Test func aVariableHasOneIntervalForAllCells() throws {
        try script { backend in
            let cells = try Population(4, IFCurrExp())
            try cells[0..<2].record("v", samplingInterval: 2)
            #expect(networkError { try cells[2..<3].record("v", samplingInterval: 4) }?.code == .mismatch)
            try cells[2..<3].record("v")
            try cells.record("spikes", samplingInterval: 5)
            #expect(networkError { try cells.record("gsyn_exc", samplingInterval: 1.5) }?.code == .valueOutOfRange)
            try run(1)
            let recording = try #require(backend.network?.populations[0].recording)
            #expect(recording.map(\.variable) == [.spikes, .v])
            #expect(recording[1].indices == [0, 1, 2] && recording[1].samplingInterval == 2)
            // The whole population may change it; nothing at all ends it.
            try cells.record("v", samplingInterval: 4)
            #expect(Simulation.current?.network.populations[0].recording[1].samplingInterval == 4)
            try cells.record(nil)
            #expect(Simulation.current?.network.populations[0].recording.isEmpty == true)
        }
    }
}
