/// A network in the numbers that the chip computes with.
///
/// It says nothing about cores: how it is cut into them changes no bit of what it computes.
package struct FixedPointNetwork: Sendable {
    /// The length of a step in ms.
    package var timestep: Double

    /// What is added to the step of a threshold crossing to make the spike's stamp: 1 as NEST does, 0 as sPyNNaker does.
    package var spikeOffset: Int

    /// The populations, in the order of the description.
    package var populations: [FixedPointPopulation]

    /// The projections, in the order of the description.
    package var projections: [FixedPointProjection]

    /// The sources of injected current, in the order of the description.
    package var currents: [FixedPointCurrent]

    /// What a user should know though it is no error, such as weights that are too small for their receptor's scale.
    package var notes: [String]

    /// Creates a network.
    package init(
        timestep: Double,
        spikeOffset: Int,
        populations: [FixedPointPopulation],
        projections: [FixedPointProjection],
        currents: [FixedPointCurrent] = [],
        notes: [String] = []
    ) {
        self.timestep = timestep
        self.spikeOffset = spikeOffset
        self.populations = populations
        self.projections = projections
        self.currents = currents
        self.notes = notes
    }

    /// The network with the synapses of another that differs from it in cells' numbers alone.
    ///
    /// Expected rates help to choose how finely weights are cut, so that changed rates could change every weight's code;
    /// but what is loaded stays as it is.
    package func keepingSynapses(of other: FixedPointNetwork) -> FixedPointNetwork {
        var result = self
        result.projections = other.projections
        for index in result.populations.indices {
            result.populations[index].weightShifts = other.populations[index].weightShifts
        }
        return result
    }
}
