package import RecordedData

/// Facts about the whole simulation, written once when a recording database is made.
package struct RunDescription: Hashable, Sendable {
    /// Name of the simulator, an annotation of each block.
    package var simulator: String
    /// Length of a time step, ms; greater than 0.
    package var timeStep: Double
    /// How spikes are stamped, by name: `nest` or `sPyNNaker`.
    package var spikeTiming: String
    /// Seed of all random streams.
    package var seed: UInt64
    /// When the simulation was set up.
    package var date: RecordingDate?

    /// Makes a description.
    ///
    /// - Parameters:
    ///   - simulator: Name of the simulator.
    ///   - timeStep: Length of a time step, ms.
    ///   - spikeTiming: How spikes are stamped.
    ///   - seed: Seed of all random streams.
    ///   - date: When the simulation was set up.
    package init(
        simulator: String = "SwiNN",
        timeStep: Double,
        spikeTiming: String,
        seed: UInt64,
        date: RecordingDate? = nil
    ) {
        self.simulator = simulator
        self.timeStep = timeStep
        self.spikeTiming = spikeTiming
        self.seed = seed
        self.date = date
    }
}

/// A population as the database knows it.
package struct StoredPopulation: Hashable, Sendable {
    /// Its label, unique in the simulation.
    package var label: String
    /// Number of its first neuron among all neurons of the simulation.
    package var firstID: Int
    /// Number of its neurons.
    package var size: Int
    /// What it is, in words: the block's description.
    package var description: String
    /// The user's annotations.
    package var annotations: Annotations

    /// Makes a population.
    ///
    /// - Parameters:
    ///   - label: Its label, unique in the simulation.
    ///   - firstID: Number of its first neuron.
    ///   - size: Number of its neurons.
    ///   - description: What it is.
    ///   - annotations: The user's annotations.
    package init(label: String, firstID: Int, size: Int, description: String = "", annotations: Annotations = [:]) {
        self.label = label
        self.firstID = firstID
        self.size = size
        self.description = description
        self.annotations = annotations
    }
}

/// How the raw bytes of a recording are laid out; all words are 32 bits, little-endian.
package enum RecordingKind: String, Hashable, Sendable {
    /// A record per sample: {step, one s16.15 value per neuron of the region}.
    case matrix
    /// A record per stamp with a spike: {stamp, bit field}; bit j of word j/32 is neuron j of the region. A stamp
    /// in which a neuron fires more than once has more than one record.
    case spikes
}

/// One recorded variable of a population in one segment.
package struct RecordingDefinition: Hashable, Sendable {
    /// The variable, under PyNN's name; the signal's name.
    package var variable: String
    /// Unit of the values; `ms` for spikes.
    package var unit: String
    /// Layout of the raw bytes.
    package var kind: RecordingKind
    /// Steps between samples, at least 1: steps that are whole multiples of it are sampled. 1 for spikes.
    package var interval: Int
    /// Indices in the population of the recorded neurons, ascending, without repetition.
    package var neuronIndices: [Int]
    /// Step of the segment at which recording begins.
    package var startStep: Int

    /// Makes a definition.
    ///
    /// - Parameters:
    ///   - variable: The variable, under PyNN's name.
    ///   - unit: Unit of the values.
    ///   - kind: Layout of the raw bytes.
    ///   - interval: Steps between samples.
    ///   - neuronIndices: Indices of the recorded neurons.
    ///   - startStep: Step of the segment at which recording begins.
    package init(
        variable: String,
        unit: String,
        kind: RecordingKind,
        interval: Int = 1,
        neuronIndices: [Int],
        startStep: Int = 0
    ) {
        self.variable = variable
        self.unit = unit
        self.kind = kind
        self.interval = interval
        self.neuronIndices = neuronIndices
        self.startStep = startStep
    }
}

/// Names a recording in its database.
package struct RecordingID: Hashable, Sendable {
    let rawValue: Int64
}

/// Names a region: the part of a recording that one core makes.
package struct RegionID: Hashable, Sendable {
    let rawValue: Int64
}

/// The bytes of one region in one extraction.
package struct RegionData: Hashable, Sendable {
    /// The region.
    package var region: RegionID
    /// Its records, as the core wrote them, without the buffer's header.
    package var bytes: [UInt8]
    /// Number of records that found no room and are lost; 0 when complete.
    package var lostRecords: Int

    /// Makes the data of a region.
    ///
    /// - Parameters:
    ///   - region: The region.
    ///   - bytes: Its records.
    ///   - lostRecords: Number of records that are lost.
    package init(region: RegionID, bytes: [UInt8], lostRecords: Int = 0) {
        self.region = region
        self.bytes = bytes
        self.lostRecords = lostRecords
    }
}
