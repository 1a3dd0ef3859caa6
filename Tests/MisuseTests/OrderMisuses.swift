import SwiNN

extension Misuse {
    /// Runs for 5 ms with a callback at each step.
    @MainActor
    private static func everyStep(_ body: @escaping @MainActor () throws -> Void) throws {
        let callback: RunCallback = { time in
            try body()
            return time + 1
        }
        try run(5, callbacks: [callback])
    }

    /// Running: times and callbacks.
    static let runs: [Misuse] = [
        Misuse("a negative time", .valueOutOfRange, "time to run", "-1.0 ms", "from 0.0 ms") { _ in try run(-1) },
        Misuse("a time that is no number", .valueOutOfRange, "time to run", "nan ms") { _ in try run(.nan) },
        Misuse("an infinite time", .valueOutOfRange, "time to run", "inf ms", "2^31") { _ in try run(.infinity) },
        Misuse("a time of too many steps", .valueOutOfRange, "time to run", "1000000000000.0 ms", "2^31") { _ in
            try run(1e12)
        },
        Misuse("a negative time by another name", .valueOutOfRange, "time to run", "-5.0 ms") { _ in try runFor(-5) },
        Misuse("until a time that is past", .valueOutOfRange, "past", "2.0 ms", "at least", "5.0 ms") { _ in
            try run(5)
            try runUntil(2)
        },
        Misuse("until before the beginning", .valueOutOfRange, "past", "-1.0 ms", "0.0 ms") { _ in try runUntil(-1) },
        Misuse("until no time", .valueOutOfRange, "time to run until", "nan ms", "at least") { _ in try runUntil(.nan)
        },
        Misuse("until the end of time", .valueOutOfRange, "time to run", "inf ms") { _ in try runUntil(.infinity) },
        Misuse("a negative time in parts", .valueOutOfRange, "time to run", "runSync", "-5.0 ms") { _ in
            try runSync(-5, syncTime: 1)
        },
        Misuse("no time in parts", .valueOutOfRange, "time to run", "runSync", "nan ms") { _ in
            try runSync(.nan, syncTime: 1)
        },
        Misuse("parts of too many steps", .valueOutOfRange, "syncTime", "runForever", "1000000000000.0 ms") { _ in
            try runForever(syncTime: 1e12)
        },
        Misuse("a callback that gives up at once", nil) { _ in try run(5, callbacks: [{ _ in throw ScriptError() }]) },
        Misuse("a callback that gives up in mid-run", nil) { _ in
            try run(5, callbacks: [{ time in if time > 2 { throw ScriptError() } else { time + 1 } }])
        },
        Misuse("a callback that gives up in runUntil", nil) { _ in
            try runUntil(5, callbacks: [{ time in if time > 2 { throw ScriptError() } else { time + 1 } }])
        },
        Misuse("the second callback gives up", nil) { _ in
            try runFor(5, callbacks: [{ $0 + 1 }, { time in if time > 2 { throw ScriptError() } else { time + 3 } }])
        },
        Misuse("a callback with a wrong value", .valueOutOfRange, "cm", "-1.0") { bench in
            try everyStep { try bench.cells.set([.cm: -1]) }
        },
        Misuse("a callback that asks for no time", .valueOutOfRange, "callback", "nan", "time") { _ in
            try run(5, callbacks: [{ _ in .nan }])
        },
        Misuse("a later callback that asks for no time", .valueOutOfRange, "callback", "nan", "time") { _ in
            try run(5, callbacks: [{ time in time < 2 ? time + 1 : .nan }])
        },
        Misuse("a run within a run", .state, "run", "callback", "getData") { _ in try everyStep { try run(1) } },
        Misuse("a run until a time within a run", .state, "callback") { _ in try everyStep { try runUntil(3) } },
        Misuse("a reset within a run", .state, "reset", "callback") { _ in try everyStep { try reset() } },
        Misuse("an end within a run", .state, "end", "callback") { _ in try everyStep { try end() } },
        Misuse("a setup within a run", .state, "end", "callback") { _ in
            try everyStep { try setup(target: .host) }
        },
    ]

    /// Gives the cells a capacitance by a function that does something else besides, and throws what that throws.
    @MainActor
    private static func setting(_ bench: Workbench, _ body: @escaping @MainActor () throws -> Void) throws {
        var thrown: (any Error)?
        try bench.cells.set([
            .cm: .function { _ in
                do { try body() } catch { thrown = error }
                return 1
            }
        ])
        if let thrown { throw thrown }
    }

    /// Functions that are asked for values and do more than that.
    static let meddlers = [
        Misuse("a change within a change", .state, "'cells'.set", "function", "outside of it") { bench in
            try setting(bench) { try bench.cells.set([.tauM: 10]) }
        },
        Misuse("a recording within a change", .state, "'sources'.record", "function", "outside of it") { bench in
            try setting(bench) { try bench.sources.record("spikes") }
        },
        Misuse("a population within a change", .state, "Population(…)", "function", "outside of it") { bench in
            try setting(bench) { _ = try Population(1, IFCurrExp()) }
        },
        Misuse("new weights within a change", .state, "'link'.set", "function", "outside of it") { bench in
            try setting(bench) { try bench.link.set(weight: 0) }
        },
        Misuse("a run within a change", .state, "run", "function", "outside of it") { bench in
            try setting(bench) { try run(1) }
        },
        Misuse("a reset within a change", .state, "reset", "function", "outside of it") { bench in
            try setting(bench) { try reset() }
        },
        Misuse("an end within a change", .state, "end", "function", "outside of it") { bench in
            try setting(bench) { try end() }
        },
        Misuse("a projection within a connector", .state, "projection", "function", "outside of it") { bench in
            let greedy = Greedy { _ = try Projection(bench.cells, bench.cells, AllToAllConnector()) }
            _ = try Projection(bench.cells, bench.cells, greedy)
        },
    ]

    private typealias Script = @MainActor @Sendable (Workbench) throws -> Void

    /// A call without a simulation.
    private static func alone(_ name: String, saying word: String? = nil, _ call: @escaping Script) -> Misuse {
        Misuse("\(name) after the end", .state, word ?? name, "no simulation", "after setup(…)", ends: true) { bench in
            try end()
            try call(bench)
        }
    }

    /// Calls without a simulation.
    static let lonely = [
        alone("run") { _ in try run(1) }, alone("runFor", saying: "run") { _ in try runFor(1) },
        alone("runUntil") { _ in try runUntil(1) }, alone("reset") { _ in try reset() },
        alone("getCurrentTime") { _ in _ = try getCurrentTime() }, alone("getTimeStep") { _ in _ = try getTimeStep() },
        alone("getMinDelay") { _ in _ = try getMinDelay() }, alone("getMaxDelay") { _ in _ = try getMaxDelay() },
        alone("Population(…)") { _ in _ = try Population(1, IFCurrExp()) },
        alone("setNumberOfNeuronsPerCore") { _ in try setNumberOfNeuronsPerCore(IFCurrExp.self, 10) },
        alone("Projection(…)") { _ = try Projection($0.sources, $0.cells, AllToAllConnector()) },
    ]

    /// A call on something of a simulation that has ended.
    private static func late(_ name: String, _ call: @escaping Script) -> Misuse {
        Misuse("\(name) after the simulation's end", .state, "simulation has ended", "before end()", ends: true) {
            bench in
            try end()
            try call(bench)
        }
    }

    /// Calls on things of a simulation that has ended.
    static let ended = [
        late("set") { try $0.cells.set([.cm: 2]) }, late("set of a view") { try $0.cells[0..<2].set([.cm: 2]) },
        late("set of a cell") { try $0.cells[0].set([.cm: 2]) },
        late("spike times") { try $0.sources.set(spikeTimes: [3]) },
        late("initialize") { try $0.cells.initialize(["v": -60]) },
        late("an initial value") { try $0.cells[1].setInitialValue("v", -60) },
        late("record") { try $0.cells.record("v") }, late("record of nothing") { try $0.cells.record(nil) },
        late("record of an assembly") { try ($0.cells + $0.sources).record("spikes") },
        late("positions") { try $0.cells.setPositions([[0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0]]) },
        late("a structure") { try $0.cells.setStructure(Grid2D()) },
        late("a position") { try $0.cells[0].setPosition([1, 1, 1]) },
        late("new weights") { try $0.link.set(weight: 3) },
    ]

    /// Something of one simulation in another.
    private static func strange(_ name: String, _ call: @escaping Script) -> Misuse {
        Misuse("\(name) of another simulation", .mismatch, ends: true) { bench in
            try setup(timestep: 1, target: .host)
            defer { try? end() }
            try call(bench)
        }
    }

    /// Things of one simulation in another.
    static let strangers = [
        strange("a projection from cells") {
            _ = try Projection($0.cells, Population(2, IFCurrExp()), AllToAllConnector())
        },
        strange("a projection to cells") {
            _ = try Projection(Population(2, IFCurrExp()), $0.cells, AllToAllConnector())
        },
        strange("a connection between cells") { try connect($0.sources, $0.cells, weight: 1) },
        strange("an assembly with cells") { _ = try Population(2, IFCurrExp()) + $0.cells },
        strange("an assembly that begins with cells") { _ = try $0.cells + Population(2, IFCurrExp()) },
        strange("a clone of synapses") {
            let pre = try Population(4, IFCurrExp())
            _ = try Projection(pre, Population(4, IFCurrExp()), CloneConnector($0.link))
        },
    ]
}

/// A connector that does something else besides.
private struct Greedy: Connector {
    let body: () throws -> Void

    var rule: ConnectionRule {
        .listed { _ in
            try body()
            return ConnectionList(pre: [], post: [])
        }
    }
}
