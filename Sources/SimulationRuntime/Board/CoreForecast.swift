package import SpiNNakerMachine

/// What was planned with for a core.
package struct CoreForecast: Hashable, Sendable {
    /// The core.
    package let core: CoreID
    /// The population's index.
    package let population: Int
    /// The neurons, counted from the population's first.
    package let neurons: Range<Int>
    /// The cycles that it is expected to take for a step.
    package let cycles: Int
}

extension BoardBackend {
    /// What is expected of each core that is loaded, those of one population side by side.
    package var forecast: [CoreForecast] {
        loaded?.parts.map(\.part).map {
            CoreForecast(core: $0.core, population: $0.population, neurons: $0.neurons, cycles: $0.cycles)
        } ?? []
    }
}
