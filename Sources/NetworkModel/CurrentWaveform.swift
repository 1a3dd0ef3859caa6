/// How an injected current goes with time, nA.
///
/// It is constant within a step: sample k is what flows from k·dt to (k+1)·dt. Times are rounded to the nearest step, halves
/// upwards, as NEST does.
package enum CurrentWaveform: Hashable, Sendable {
    /// The amplitude from `start` to before `stop`, 0 elsewhere.
    case constant(amplitude: Double, start: Double, stop: Double)
    /// The amplitude of each time from that time on, and 0 before the first; times in ms ascend.
    case steps(times: [Double], amplitudes: [Double])
    /// `offset + amplitude · sin(2π · frequency · (t − start) + phase)` from `start` to before `stop`, 0 elsewhere; the
    /// frequency in Hz, the phase in degrees.
    case sine(amplitude: Double, offset: Double, frequency: Double, phase: Double, start: Double, stop: Double)
    /// From `start` to before `stop` normal numbers, a new one after each `interval` in ms, 0 elsewhere.
    case noise(mean: Double, deviation: Double, interval: Double, start: Double, stop: Double)

    /// Refuses numbers that make no waveform.
    ///
    /// - Throws: ``NetworkError`` for values that are not finite (a stop may be infinite), negative times or deviations,
    ///   frequencies outside 0 to 10⁶ Hz, phases beyond ±10⁹ degrees, times that do not ascend, or another number of them
    ///   than of amplitudes.
    package func check(_ location: String) throws(NetworkError) {
        func require(_ holds: Bool, _ what: String, _ given: String, _ allowed: String) throws(NetworkError) {
            try NetworkError.require(holds, what: what, location: location, given: given, allowed: allowed)
        }
        func require(_ name: String, _ value: Double, _ range: AllowedRange) throws(NetworkError) {
            try require(range.contains(value), name, "\(value) \(range.unit)", "\(range)")
        }
        func require(_ name: String, _ value: Double, _ unit: String, isMagnitude: Bool = false) throws(NetworkError) {
            try require(name, value, AllowedRange(unit, from: isMagnitude ? 0 : -.infinity, to: .infinity))
        }
        func require(start: Double, stop: Double) throws(NetworkError) {
            try require("start", start, "ms", isMagnitude: true)
            try require(stop >= start, "stop", "\(stop) ms", "at least the start, \(start) ms")
        }
        switch self {
        case .constant(let amplitude, let start, let stop):
            try require("amplitude", amplitude, "nA")
            try require(start: start, stop: stop)
        case .steps(let times, let amplitudes):
            try NetworkError.require(
                times.count == amplitudes.count,
                .wrongCount,
                what: "another number of amplitudes than of times",
                location: location,
                given: "\(amplitudes.count)",
                allowed: "\(times.count)"
            )
            for amplitude in amplitudes { try require("amplitude", amplitude, "nA") }
            for time in times { try require(time >= 0, "time", "\(time) ms", "at least 0.0 ms") }
            let isOrdered = zip(times, times.dropFirst()).allSatisfy(<=)
            try require(isOrdered, "times", "\(times)", "times in ms that ascend")
        case .sine(let amplitude, let offset, let frequency, let phase, let start, let stop):
            try require("amplitude", amplitude, "nA")
            try require("offset", offset, "nA")
            // So that a turn is known to a small part of it, however long the run.
            try require("frequency", frequency, AllowedRange("Hz", from: 0, to: 1e6))
            try require("phase", phase, AllowedRange("degrees", from: -1e9, to: 1e9))
            try require(start: start, stop: stop)
        case .noise(let mean, let deviation, let interval, let start, let stop):
            try require("mean", mean, "nA")
            try require("stdev", deviation, "nA", isMagnitude: true)
            try require(interval > 0 && interval.isFinite, "dt", "\(interval) ms", "a finite number of ms above 0")
            try require(start: start, stop: stop)
        }
    }

    /// The largest magnitude that it can reach, nA; of noise, nine standard deviations from the mean.
    package var largest: Double {
        switch self {
        case .constant(let amplitude, _, _): amplitude.magnitude
        case .steps(_, let amplitudes): amplitudes.map(\.magnitude).max() ?? 0
        case .sine(let amplitude, let offset, _, _, _, _): amplitude.magnitude + offset.magnitude
        case .noise(let mean, let deviation, _, _, _): mean.magnitude + 9 * deviation
        }
    }

    /// The amplitudes from a step on: that of the first step, and then each that differs from the one before, nA.
    ///
    /// - Parameters:
    ///   - steps: The steps; not empty.
    ///   - seed: The network's seed.
    ///   - id: Which of the network's currents it is: noises are independent.
    package func amplitudes(
        in steps: Range<Int>,
        timeStep: Double,
        seed: UInt64,
        of id: CurrentID
    ) -> [(step: Int, amplitude: Double)] {
        var result: [(step: Int, amplitude: Double)] = []
        func add(_ step: Int, _ amplitude: Double) {
            if result.last?.amplitude != amplitude { result.append((step, amplitude)) }
        }
        func grid(_ time: Double) -> Int { Self.step(of: time, timeStep: timeStep) }
        switch self {
        case .constant(let amplitude, let start, let stop):
            return Self.steps(times: [start, stop], amplitudes: [amplitude, 0])
                .amplitudes(in: steps, timeStep: timeStep, seed: seed, of: id)
        case .steps(let times, let amplitudes):
            let changes = Array(zip(times.map(grid), amplitudes))
            // Of several times in one step the last counts.
            let present = changes.last { $0.0 <= steps.lowerBound }?.1 ?? 0
            add(steps.lowerBound, present)
            for (step, amplitude) in changes where step > steps.lowerBound && step < steps.upperBound {
                if result.last?.step == step { result.removeLast() }
                add(step, amplitude)
            }
        case .sine(let amplitude, let offset, let frequency, let phase, let start, let stop):
            let active = grid(start)..<max(grid(start), grid(stop))
            for step in steps {
                let turns = frequency * Double(step - active.lowerBound) * timeStep / 1_000 + phase / 360
                // sin x = cos(x − a quarter turn).
                let value = offset + amplitude * Elementary.cosine(turns: turns - 0.25)
                add(step, active.contains(step) ? value : 0)
            }
        case .noise(let mean, let deviation, let interval, let start, let stop):
            let active = grid(start)..<max(grid(start), grid(stop))
            let length = max(1, grid(interval))
            let law = RandomDistribution.normal(mu: mean, sigma: deviation)
            for step in steps {
                guard active.contains(step) else {
                    add(step, 0)
                    continue
                }
                let (number, place) = (step - active.lowerBound).quotientAndRemainder(dividingBy: length)
                guard place == 0 || step == steps.lowerBound else { continue }
                var source = RandomStream(seed: seed, purpose: .current, UInt64(id.rawValue), UInt64(number))
                add(step, law.draw(from: &source))
            }
        }
        return result
    }

    /// The step of a time; times beyond all runs are cut short.
    private static func step(of time: Double, timeStep: Double) -> Int {
        time / timeStep < 0x1p40 ? NetworkDescription.steps(time, timeStep: timeStep) : 1 << 40
    }
}
