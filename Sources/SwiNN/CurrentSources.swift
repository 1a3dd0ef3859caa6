import NetworkModel

/// A constant current while `start` ≤ t < `stop`.
@MainActor
public final class DCSource: CurrentSource {
    private var numbers: Numbers

    private struct Numbers {
        var amplitude, start, stop: Double

        var waveform: CurrentWaveform { .constant(amplitude: amplitude, start: start, stop: stop) }
    }

    /// The current, nA.
    public var amplitude: Double { numbers.amplitude }
    /// When it begins, ms.
    public var start: Double { numbers.start }
    /// When it ends, ms.
    public var stop: Double { numbers.stop }

    /// Makes a source in the current simulation.
    ///
    /// - Throws: ``NetworkError`` before `setup`, and for numbers that are not finite (`stop` may be), a negative `start` or a
    ///   `stop` before it.
    public init(amplitude: Double = 1, start: Double = 0, stop: Double = 1e12) throws {
        numbers = Numbers(amplitude: amplitude, start: start, stop: stop)
        try super.init(numbers.waveform)
    }

    /// Changes numbers, from the current time on; those that are nil stay.
    ///
    /// - Throws: ``NetworkError`` as at the beginning; nothing is changed then.
    public func set(amplitude: Double? = nil, start: Double? = nil, stop: Double? = nil) throws {
        let new = Numbers(
            amplitude: amplitude ?? self.amplitude,
            start: start ?? self.start,
            stop: stop ?? self.stop
        )
        try replace(new.waveform)
        numbers = new
    }

    /// All parameters, by PyNN's names.
    public func getParameters() -> [String: [Double]] {
        ["amplitude": [amplitude], "start": [start], "stop": [stop]]
    }
}

/// A current that takes each amplitude from its time on, and is 0 before the first.
@MainActor
public final class StepCurrentSource: CurrentSource {
    private var numbers: Numbers

    private struct Numbers {
        var times: [Double]
        var amplitudes: [Double]

        var waveform: CurrentWaveform { .steps(times: times, amplitudes: amplitudes) }
    }

    /// When the current changes, ms, ascending.
    public var times: [Double] { numbers.times }
    /// What it is from then on, nA.
    public var amplitudes: [Double] { numbers.amplitudes }

    /// Makes a source in the current simulation.
    ///
    /// - Throws: ``NetworkError`` before `setup`, for times that are negative or do not ascend, amplitudes that are not
    ///   finite, and for another number of them than of times.
    public init(times: [Double] = [], amplitudes: [Double] = []) throws {
        numbers = Numbers(times: times, amplitudes: amplitudes)
        try super.init(numbers.waveform)
    }

    /// Changes times and amplitudes, from the current time on; those that are nil stay.
    ///
    /// - Throws: ``NetworkError`` as at the beginning; nothing is changed then.
    public func set(times: [Double]? = nil, amplitudes: [Double]? = nil) throws {
        let new = Numbers(times: times ?? self.times, amplitudes: amplitudes ?? self.amplitudes)
        try replace(new.waveform)
        numbers = new
    }

    /// All parameters, by PyNN's names.
    public func getParameters() -> [String: [Double]] { ["times": times, "amplitudes": amplitudes] }
}

/// `offset + amplitude · sin(2π · frequency · (t − start) + phase)` while `start` ≤ t < `stop`.
@MainActor
public final class ACSource: CurrentSource {
    private var numbers: Numbers

    private struct Numbers {
        var amplitude, start, stop, frequency, offset, phase: Double

        var waveform: CurrentWaveform {
            .sine(amplitude: amplitude, offset: offset, frequency: frequency, phase: phase, start: start, stop: stop)
        }
    }

    /// The greatest deviation from the offset, nA.
    public var amplitude: Double { numbers.amplitude }
    /// When it begins, ms.
    public var start: Double { numbers.start }
    /// When it ends, ms.
    public var stop: Double { numbers.stop }
    /// Oscillations in a second, Hz.
    public var frequency: Double { numbers.frequency }
    /// What it oscillates around, nA.
    public var offset: Double { numbers.offset }
    /// The phase at `start`, degrees.
    public var phase: Double { numbers.phase }

    /// Makes a source in the current simulation.
    ///
    /// - Throws: ``NetworkError`` before `setup`, for numbers that are not finite (`stop` may be), a frequency outside 0 to
    ///   10⁶ Hz, a phase beyond ±10⁹ degrees, a negative start, and a `stop` before `start`.
    public init(
        amplitude: Double = 1,
        start: Double = 0,
        stop: Double = 1e12,
        frequency: Double = 10,
        offset: Double = 0,
        phase: Double = 0
    ) throws {
        numbers = Numbers(
            amplitude: amplitude,
            start: start,
            stop: stop,
            frequency: frequency,
            offset: offset,
            phase: phase
        )
        try super.init(numbers.waveform)
    }

    /// Changes numbers, from the current time on; those that are nil stay.
    ///
    /// - Throws: ``NetworkError`` as at the beginning; nothing is changed then.
    public func set(
        amplitude: Double? = nil,
        start: Double? = nil,
        stop: Double? = nil,
        frequency: Double? = nil,
        offset: Double? = nil,
        phase: Double? = nil
    ) throws {
        let new = Numbers(
            amplitude: amplitude ?? self.amplitude,
            start: start ?? self.start,
            stop: stop ?? self.stop,
            frequency: frequency ?? self.frequency,
            offset: offset ?? self.offset,
            phase: phase ?? self.phase
        )
        try replace(new.waveform)
        numbers = new
    }

    /// All parameters, by PyNN's names.
    public func getParameters() -> [String: [Double]] {
        [
            "amplitude": [amplitude], "start": [start], "stop": [stop], "frequency": [frequency], "offset": [offset],
            "phase": [phase],
        ]
    }
}

/// Normal noise while `start` ≤ t < `stop`: a new number after each `dt`, the same for all cells that it flows into.
@MainActor
public final class NoisyCurrentSource: CurrentSource {
    private var numbers: Numbers

    private struct Numbers {
        var mean, stdev, start, stop, dt: Double

        var waveform: CurrentWaveform {
            .noise(mean: mean, deviation: stdev, interval: dt, start: start, stop: stop)
        }
    }

    /// The mean, nA.
    public var mean: Double { numbers.mean }
    /// The standard deviation, nA.
    public var stdev: Double { numbers.stdev }
    /// When it begins, ms.
    public var start: Double { numbers.start }
    /// When it ends, ms.
    public var stop: Double { numbers.stop }
    /// The time between two numbers, ms, rounded to whole steps, at least one.
    public var dt: Double { numbers.dt }

    /// Makes a source in the current simulation.
    ///
    /// - Throws: ``NetworkError`` before `setup`, for numbers that are not finite (`stop` may be), a negative deviation or
    ///   start, a `dt` that is not above 0, and a `stop` before `start`.
    public init(mean: Double = 0, stdev: Double = 1, start: Double = 0, stop: Double = 1e12, dt: Double = 0.1) throws {
        numbers = Numbers(mean: mean, stdev: stdev, start: start, stop: stop, dt: dt)
        try super.init(numbers.waveform)
    }

    /// Changes numbers, from the current time on; those that are nil stay.
    ///
    /// - Throws: ``NetworkError`` as at the beginning; nothing is changed then.
    public func set(
        mean: Double? = nil,
        stdev: Double? = nil,
        start: Double? = nil,
        stop: Double? = nil,
        dt: Double? = nil
    ) throws {
        let new = Numbers(
            mean: mean ?? self.mean,
            stdev: stdev ?? self.stdev,
            start: start ?? self.start,
            stop: stop ?? self.stop,
            dt: dt ?? self.dt
        )
        try replace(new.waveform)
        numbers = new
    }

    /// All parameters, by PyNN's names.
    public func getParameters() -> [String: [Double]] {
        ["mean": [mean], "stdev": [stdev], "start": [start], "stop": [stop], "dt": [dt]]
    }
}

extension PopulationBase {
    /// Injects a current into all cells of the group.
    ///
    /// - Throws: ``NetworkError`` for sources of spikes, and for a current of another simulation.
    public func inject(_ source: CurrentSource) throws { try source.injectInto(self) }
}

extension Cell {
    /// Injects a current into the cell.
    ///
    /// - Throws: ``NetworkError`` for a source of spikes, and for a current of another simulation.
    public func inject(_ source: CurrentSource) throws { try source.injectInto(asView()) }
}
