/// What is recorded of one variable of a population.
package struct RecordingRequest: Hashable, Sendable {
    /// The variable.
    package var variable: RecordedVariable
    /// The cells' indices in the population, ascending, without repetition.
    package var indices: [Int]
    /// Time between samples, ms; a whole multiple of the time step. Ignored for spikes.
    package var samplingInterval: Double

    /// Makes a request.
    package init(variable: RecordedVariable, indices: [Int], samplingInterval: Double) {
        self.variable = variable
        self.indices = indices
        self.samplingInterval = samplingInterval
    }
}
