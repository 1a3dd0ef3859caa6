import SwiNN

extension Misuse {
    /// Injected currents.
    static let currents: [Misuse] = [
        Misuse("an amplitude that is no number", .valueOutOfRange, "amplitude", "nan nA") { _ in
            _ = try DCSource(amplitude: .nan)
        },
        Misuse("a current that begins before the start", .valueOutOfRange, "start", "-1.0 ms", "at least 0.0 ms") { _ in
            _ = try DCSource(start: -1)
        },
        Misuse("a current that stops before it starts", .valueOutOfRange, "stop", "5.0 ms", "at least the start, 9.0") {
            _ in _ = try ACSource(start: 9, stop: 5)
        },
        Misuse("a current that is made to stop too early", .valueOutOfRange, "stop", "1.0 ms", "at least the start") {
            _ in try DCSource(start: 2).set(stop: 1)
        },
        Misuse("a negative frequency", .valueOutOfRange, "frequency", "-10.0 Hz", "at least 0.0 Hz") { _ in
            _ = try ACSource(frequency: -10)
        },
        Misuse("a frequency of light", .valueOutOfRange, "frequency", "1e+20 Hz", "at most 1000000.0 Hz") { _ in
            _ = try ACSource(frequency: 1e20)
        },
        Misuse("a phase of countless turns", .valueOutOfRange, "phase", "-1e+20 degrees", "at most") { _ in
            _ = try ACSource(phase: -1e20)
        },
        Misuse("steps that go back", .valueOutOfRange, "times", "[2.0, 1.0]", "ascend") { _ in
            _ = try StepCurrentSource(times: [2, 1], amplitudes: [1, 2])
        },
        Misuse("steps without their amplitudes", .wrongCount, "amplitudes", "got 1", "allowed: 2") { _ in
            _ = try StepCurrentSource(times: [1, 2], amplitudes: [1])
        },
        Misuse("steps before the start", .valueOutOfRange, "time", "-0.5 ms", "at least 0.0 ms") { _ in
            _ = try StepCurrentSource(times: [-0.5, 2], amplitudes: [1, 2])
        },
        Misuse("a negative deviation", .valueOutOfRange, "stdev", "-1.0 nA", "at least 0.0 nA") { _ in
            _ = try NoisyCurrentSource(stdev: -1)
        },
        Misuse("noise that never changes", .valueOutOfRange, "dt", "0.0 ms", "above 0") { _ in
            _ = try NoisyCurrentSource(dt: 0)
        },
        Misuse("a current into sources of spikes", .unsupported, "'sources'", "cells with synapses") { bench in
            try DCSource().injectInto(bench.sources)
        },
    ]

    /// Currents that are each allowed but lead the cells too far: the run finds them.
    static let overwhelming: [Misuse] = [
        Misuse("a current that pulls a cell out of range", .valueOutOfRange, "'cells'", "80065.0 mV", "60000 mV") {
            bench in
            // To 20 MΩ × −4000 nA, though by no more than 400 mV in a step of 0.1 ms.
            let source = try DCSource(amplitude: -4_000)
            bench.repair = { try source.set(amplitude: 0) }
            try bench.cells.inject(source)
            try run(1)
        },
        Misuse("two currents that together do", .valueOutOfRange, "'cells'", "with the others", "60000 mV") { bench in
            let sources = try (0..<2).map { _ in try DCSource(amplitude: 2_000) }
            bench.repair = { for source in sources { try source.set(amplitude: 0) } }
            for source in sources { try bench.cells.inject(source) }
            try run(1)
        },
        Misuse("a current that becomes too strong in mid-run", .valueOutOfRange, "'cells'", "60000 mV") { bench in
            let source = try DCSource(amplitude: 1, start: 1_000)
            bench.repair = { try source.set(amplitude: 0) }
            try bench.cells.inject(source)
            try run(1)
            try source.set(amplitude: 30_000)
            try run(1)
        },
    ]
}
