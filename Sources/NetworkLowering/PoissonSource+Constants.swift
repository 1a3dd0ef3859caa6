package import NeuralModels
package import RandomNumbers

extension PoissonSource {
    /// The most spikes that a source may have in a step on average.
    package static let largestMean = 1024.0

    /// Creates a source.
    ///
    /// It may fire in the steps k with `start` ≤ k·`timestep` < `start` + `duration`.
    ///
    /// - Parameters:
    ///   - rate: The mean rate in Hz, at least 0.
    ///   - start: The beginning in ms.
    ///   - duration: The length in ms; nil means to the end.
    ///   - timestep: The length of a step in ms.
    ///   - stream: The source's random numbers.
    /// - Throws: `UnrepresentableParameter` for a rate of more than 1024 spikes a step.
    package init(
        rate: Double,
        start: Double,
        duration: Double?,
        timestep: Double,
        stream: WordStream
    ) throws(UnrepresentableParameter) {
        let mean = rate * timestep / 1000
        guard mean >= 0, mean <= Self.largestMean else {
            throw UnrepresentableParameter(
                name: "rate",
                value: "\(rate) Hz",
                allowed: "0 to \(Self.largestMean * 1000 / timestep) Hz with time steps of \(timestep) ms"
            )
        }
        let draws = max(1, (mean / 8).rounded(.up))
        // The number of words, of 2³², that mean a spike.
        var firing = (-ExactExponential.minusOne(-mean / draws) * 4_294_967_296).rounded(.toNearestOrEven)
        if rate > 0 { firing = max(firing, 1) }
        self.init(
            stream: stream,
            silence: UInt32(4_294_967_295 - min(firing, 4_294_967_295)),
            draws: UInt32(draws),
            start: Self.step(at: start, timestep),
            end: duration.map { Self.step(at: start + $0, timestep) } ?? .max
        )
    }

    private static func step(at time: Double, _ timestep: Double) -> UInt32 {
        let steps = gridStep(at: time, timestep: timestep)
        return steps >= 4_294_967_295 ? .max : UInt32(max(steps, 0))
    }
}

/// The first grid point at or after a time, in steps; a millionth of a step is forgiven.
func gridStep(at time: Double, timestep: Double) -> Double {
    let steps = time / timestep
    let nearest = steps.rounded(.toNearestOrEven)
    return (steps - nearest).magnitude <= 1e-6 ? nearest : steps.rounded(.up)
}
