import SwiNN

extension Misuse {
    /// `setup` and what belongs to it.
    static let setups: [Misuse] = [
        Misuse("a time step of 0", .valueOutOfRange, "timestep", "0.0 ms", "from 0.001 ms") { _ in
            try setup(timestep: 0, target: .host)
        },
        Misuse("a negative time step", .valueOutOfRange, "-1.0 ms", "from 0.001 ms") { _ in
            try setup(timestep: -1, target: .host)
        },
        Misuse("a time step in seconds", .valueOutOfRange, "0.0001 ms", "from 0.001 ms") { _ in
            try setup(timestep: 0.0001, target: .host)
        },
        Misuse("a time step of hours", .valueOutOfRange, "3600000.0 ms", "to 1000.0 ms") { _ in
            try setup(timestep: 3_600_000, target: .host)
        },
        Misuse("a time step that is no number", .valueOutOfRange, "timestep", "nan ms") { _ in
            try setup(timestep: .nan, target: .host)
        },
        Misuse("an infinite time step", .valueOutOfRange, "timestep", "inf ms") { _ in
            try setup(timestep: .infinity, target: .host)
        },
        Misuse("a least delay below the time step", .valueOutOfRange, "minDelay", "0.05 ms", "0.1 ms") { _ in
            try setup(timestep: 0.1, minDelay: 0.05, target: .host)
        },
        Misuse("a negative least delay", .valueOutOfRange, "minDelay", "-2.0 ms") { _ in
            try setup(timestep: 1, minDelay: -2, target: .host)
        },
        Misuse("a least delay that is no number", .valueOutOfRange, "minDelay", "nan") { _ in
            try setup(timestep: 1, minDelay: .nan, target: .host)
        },
        Misuse("an infinite least delay", .valueOutOfRange, "minDelay", "inf") { _ in
            try setup(timestep: 1, minDelay: .infinity, target: .host)
        },
        Misuse("a greatest delay below the least", .valueOutOfRange, "maxDelay", "2.0 ms", "minDelay, 5.0 ms") { _ in
            try setup(timestep: 1, minDelay: 5, maxDelay: 2, target: .host)
        },
        Misuse("a greatest delay that is no number", .valueOutOfRange, "maxDelay", "nan") { _ in
            try setup(timestep: 1, maxDelay: .nan, target: .host)
        },
        Misuse("an infinite greatest delay", .valueOutOfRange, "maxDelay", "inf") { _ in
            try setup(timestep: 1, maxDelay: .infinity, target: .host)
        },
        Misuse("a time scale factor of 0", .valueOutOfRange, "timeScaleFactor", "got 0", "from 1") { _ in
            try setup(target: .host, timeScaleFactor: 0)
        },
        Misuse("a negative time scale factor", .valueOutOfRange, "timeScaleFactor", "got -3", "from 1") { _ in
            try setup(target: .host, timeScaleFactor: -3)
        },
        Misuse("a time scale factor of two million", .valueOutOfRange, "got 2000000", "to 1000000") { _ in
            try setup(target: .host, timeScaleFactor: 2_000_000)
        },
        Misuse("no neurons on a core", .valueOutOfRange, "neurons per core", "got 0", "from 1 to 256") { _ in
            try setup(target: .host, neuronsPerCore: 0)
        },
        Misuse("257 neurons on a core", .valueOutOfRange, "neurons per core", "got 257", "from 1 to 256") { _ in
            try setup(target: .host, neuronsPerCore: 257)
        },
        Misuse("a number of neurons per core after the first population", .state, "populations already") { _ in
            try setNumberOfNeuronsPerCore(IFCurrExp.self, 100)
        },
        Misuse("minus one neuron on a core of a type", .valueOutOfRange, "got -1", "from 1 to 256", ends: true) { _ in
            try setup(timestep: 1, target: .host)
            try setNumberOfNeuronsPerCore(IFCurrExp.self, -1)
        },
        Misuse("a board at no address", nil, "host", "can be found", ends: true) { _ in
            try setup(timestep: 1, target: .board(""))
            defer { try? end() }
            _ = try Population(1, IFCurrExp())
            try run(1)
        },
        Misuse("a board at an address that is none", nil, "256.256.256.256", ends: true) { _ in
            try setup(timestep: 1, target: .board("256.256.256.256"))
            defer { try? end() }
            _ = try Population(1, IFCurrExp())
            try run(1)
        },
        Misuse("a step too short for a core", nil, "200.0 cycles", "allowed are 1,000 to", ends: true) { _ in
            try setup(timestep: 0.001, target: .virtual(.spin3))
            defer { try? end() }
            _ = try Population(1, IFCurrExp())
            try run(1)
        },
        Misuse("an option that there is not", .valueOutOfRange, "--bord", "--board") { _ in
            _ = try ScriptArguments(["--bord", "spin3"])
        },
        Misuse("an option without its value", .valueOutOfRange, "--seed", "without a value") { _ in
            _ = try ScriptArguments(["--seed"])
        },
        Misuse("a seed in words", .valueOutOfRange, "--seed", "seven", "whole number") { _ in
            _ = try ScriptArguments(["--seed", "seven"])
        },
        Misuse("a negative seed", .valueOutOfRange, "--seed", "-1", "whole number") { _ in
            _ = try ScriptArguments(["--seed", "-1"])
        },
        Misuse("a timing that there is not", .valueOutOfRange, "--timing", "brian", "nest, spynnaker") { _ in
            _ = try ScriptArguments(["--timing", "brian"])
        },
        Misuse("neurons per core in halves", .valueOutOfRange, "--neurons-per-core", "2.5") { _ in
            _ = try ScriptArguments(["--neurons-per-core", "2.5"])
        },
    ]
}
