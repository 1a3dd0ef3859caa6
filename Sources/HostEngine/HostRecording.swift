/// What to record of one variable of one population.
package struct HostRecordingRequest: Hashable, Sendable {
    /// The population's index.
    package var population: Int
    /// The variable's number, as in the model's `sample`; nil for spikes.
    package var variable: Int?
    /// The recorded neurons' indices in the population, ascending.
    package var neurons: [Int]
    /// Samples are taken in steps that are multiples of this, at least 1. Not for spikes.
    package var interval: Int

    /// Creates a request.
    package init(population: Int, variable: Int?, neurons: [Int], interval: Int = 1) {
        self.population = population
        self.variable = variable
        self.neurons = neurons
        self.interval = interval
    }
}

/// A spike as it is recorded.
package struct HostSpike: Hashable, Sendable {
    /// The stamp; times the time step it is the spike's time.
    package var stamp: UInt32
    /// The neuron's index in its population.
    package var neuron: Int32

    /// Creates a spike.
    package init(stamp: UInt32, neuron: Int32) {
        self.stamp = stamp
        self.neuron = neuron
    }
}

/// What was recorded on a request since the simulation began or was reset.
package struct HostRecording: Hashable, Sendable {
    /// Spikes, in the order of their stamps, then of their neurons; a source that fires twice in a step has two.
    package var spikes: [HostSpike] = []
    /// The steps in which samples were taken.
    package var steps: [UInt32] = []
    /// Samples as raw s16.15 words, a row for each of `steps`, a column for each recorded neuron.
    package var samples: [Int32] = []

    /// Creates an empty recording.
    package init() {}
}
