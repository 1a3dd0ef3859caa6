/// What the user said: populations, projections, time and seed, as plain values.
///
/// Both front doors fill one; everything below reads it. It is complete and checked: defaults are filled in,
/// functions and parameter draws evaluated, indices inside their populations.
package struct NetworkDescription: Hashable, Sendable {
    /// The time step, ms.
    package let timeStep: Double
    /// The smallest delay, ms: the delay of synapses that are given none.
    package let minDelay: Double
    /// The greatest delay allowed, ms, or nil for any.
    package let maxDelay: Double?
    /// The seed of everything random.
    package let seed: UInt64
    /// Which step's number a spike bears.
    package let spikeTiming: SpikeTiming
    /// Which sample random sources give: the same number gives the same spikes and noise.
    package var sample: UInt64 = 0
    /// The populations; a ``PopulationID`` is a position here.
    package private(set) var populations: [PopulationDescription] = []
    /// The projections; a ``ProjectionID`` is a position here.
    package private(set) var projections: [ProjectionDescription] = []
    /// The sources of injected current; a ``CurrentID`` is a position here.
    package internal(set) var currents: [CurrentDescription] = []

    /// The number of cells of all populations.
    package var cellCount: Int { populations.last.map { $0.firstID + $0.size } ?? 0 }

    /// Makes an empty network.
    ///
    /// - Parameters:
    ///   - timeStep: The time step, ms; more than 0, at least 1 µs, at most 1000 ms.
    ///   - minDelay: The smallest delay, ms, at least `timeStep`; nil for `timeStep`.
    ///   - maxDelay: The greatest delay allowed, ms, at least `minDelay`; nil for any.
    ///   - seed: The seed of everything random.
    ///   - spikeTiming: Which step's number a spike bears.
    /// - Throws: ``NetworkError`` for a value out of range.
    package init(
        timeStep: Double,
        minDelay: Double? = nil,
        maxDelay: Double? = nil,
        seed: UInt64 = 1,
        spikeTiming: SpikeTiming = .nest
    ) throws(NetworkError) {
        let smallest = minDelay ?? timeStep
        var times = [
            ("timestep", timeStep, timeStep >= 0.001 && timeStep <= 1_000, "from 0.001 ms to 1000.0 ms"),
            ("minDelay", smallest, smallest >= timeStep, "at least the time step, \(timeStep) ms"),
        ]
        if let maxDelay {
            times.append(("maxDelay", maxDelay, maxDelay >= smallest, "at least minDelay, \(smallest) ms"))
        }
        for (what, time, holds, allowed) in times {
            try NetworkError.require(
                time.isFinite && holds,
                what: what,
                location: "setup",
                given: "\(time) ms",
                allowed: allowed
            )
        }
        self.timeStep = timeStep
        self.minDelay = smallest
        self.maxDelay = maxDelay
        self.seed = seed
        self.spikeTiming = spikeTiming
    }

    /// The population of that number.
    package subscript(id: PopulationID) -> PopulationDescription {
        get { populations[id.rawValue] }
        set { populations[id.rawValue] = newValue }
    }

    /// The projection of that number.
    package subscript(id: ProjectionID) -> ProjectionDescription {
        get { projections[id.rawValue] }
        set { projections[id.rawValue] = newValue }
    }

    /// The number of steps in a time, rounded to the nearest whole one (halves upwards, as NEST does).
    package func steps(_ milliseconds: Double) -> Int {
        Self.steps(milliseconds, timeStep: timeStep)
    }

    /// The seed of random sources in the present sample.
    package func sampleSeed(_ seed: UInt64) -> UInt64 { seed &+ sample &* 0x9E37_79B9_7F4A_7C15 }

    static func steps(_ milliseconds: Double, timeStep: Double) -> Int {
        // A time given in decimals is rarely a whole number of steps in binary: 0.3/0.1 is a little below 3.
        Int((milliseconds / timeStep + 0.5 + 1e-9).rounded(.down))
    }

    mutating func append(_ population: PopulationDescription) { populations.append(population) }
    mutating func append(_ projection: ProjectionDescription) { projections.append(projection) }
    mutating func append(_ current: CurrentDescription) { currents.append(current) }
}

extension NetworkDescription {
    /// Whether the two networks have the same shape: the same populations, synapses and recordings, and only other
    /// parameters, initial values, spike times or positions.
    package func differsOnlyInNumbers(from other: NetworkDescription) -> Bool {
        projections == other.projections && hasSameCells(as: other)
    }

    /// Whether the two networks have the same shape, and only other weights or other numbers of cells.
    package func differsOnlyInWeights(from other: NetworkDescription) -> Bool {
        projections.count == other.projections.count && hasSameCells(as: other)
            && zip(projections, other.projections).allSatisfy { own, other in
                var reweighted = other
                reweighted.weight = own.weight
                return own == reweighted
            }
    }

    private func hasSameCells(as other: NetworkDescription) -> Bool {
        populations.count == other.populations.count
            && zip(populations, other.populations).allSatisfy {
                $0.recording == $1.recording && $0.options == $1.options
            }
            && currents.map(\.targets) == other.currents.map(\.targets)
    }
}
