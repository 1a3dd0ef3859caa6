/// What a region of a core's data holds.
///
/// Open: a core ignores regions of a kind it does not know, and reports the absence of one it needs.
package struct RegionKind: RawRepresentable, Hashable, Sendable {
    /// The number in the region table.
    package let rawValue: UInt32

    /// Creates a kind from the number in a region table.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A `SystemRegion`: step length, keys, number of neurons. Every program needs it.
    package static var system: Self { Self(rawValue: 1) }

    /// A `RecordingRegion` with its channels and index lists. Absent when nothing is recorded.
    package static var recording: Self { Self(rawValue: 2) }

    /// Room for a `Provenance` block, written by the core at every pause.
    package static var provenance: Self { Self(rawValue: 3) }

    /// A `NeuronParametersRegion` and one structure per neuron, state and constants together; read at the start and when
    /// told to reload, written back at every pause.
    package static var neuronParameters: Self { Self(rawValue: 4) }

    /// Ring buffers, receptors, weight shifts and delay stages.
    package static var synapseParameters: Self { Self(rawValue: 6) }

    /// The population table: from a packet's key to rows of the synaptic matrices.
    package static var populationTable: Self { Self(rawValue: 7) }

    /// The synaptic matrices; stays in SDRAM, rows are fetched by DMA.
    package static var synapticMatrix: Self { Self(rawValue: 8) }

    /// A `SpikeSourceArrayRegion` and its time-sorted list of spikes; stays in SDRAM.
    package static var spikeSourceArray: Self { Self(rawValue: 9) }

    /// A `PoissonRegion` and one source structure per neuron; written back at every pause.
    package static var poissonSources: Self { Self(rawValue: 10) }

    /// The projections whose rows the core draws itself, at the start; absent when the host has listed all.
    package static var drawnSynapses: Self { Self(rawValue: 11) }

    /// Inputs that a run before the program was loaded has left for later steps; see `PendingInputs`. Absent for a
    /// network that begins.
    package static var pendingInputs: Self { Self(rawValue: 12) }

    /// Room for a `SavedInputs` block, written by the core when it is told to.
    package static var savedInputs: Self { Self(rawValue: 13) }

    /// Which neurons current is injected into: `InjectedCurrents`. Absent where none is; stays in SDRAM.
    package static var currentSources: Self { Self(rawValue: 14) }

    /// When injected currents change during the stretch to come; written by the host before it. Stays in SDRAM.
    package static var currentSchedule: Self { Self(rawValue: 15) }
}
