/// What every program needs to know: region `RegionKind.system`, six words.
package struct SystemRegion: BitwiseCopyable, Equatable, Sendable {
    /// Length of a time step in cycles of the core's clock; 200,000 for 1 ms at 200 MHz. At least 1,000.
    package var cyclesPerStep: UInt32
    /// Number of neurons (or sources) on the core, 1 to `KeyFormat.maximumNeurons`.
    package var neuronCount: UInt32
    /// What a neuron that crosses its threshold in step k adds to k for its stamp: 1 (default) or 0
    /// (`spikeTiming: .sPyNNaker`). Spike sources ignore it.
    package var spikeOffset: UInt32
    /// The core's key block: the key of its neuron 0 with colour 0.
    package var keyBase: UInt32
    /// `SystemFlags`.
    package var flags: UInt32
    /// The step at which the first run begins; 0 unless a run is taken up again.
    package var initialStep: UInt32

    /// Creates the region.
    package init(
        cyclesPerStep: UInt32,
        neuronCount: UInt32,
        spikeOffset: UInt32,
        keyBase: UInt32,
        flags: SystemFlags,
        initialStep: UInt32 = 0
    ) {
        self.cyclesPerStep = cyclesPerStep
        self.neuronCount = neuronCount
        self.spikeOffset = spikeOffset
        self.keyBase = keyBase
        self.flags = flags.rawValue
        self.initialStep = initialStep
    }
}

/// Switches of `SystemRegion`.
package struct SystemFlags: OptionSet, Hashable, Sendable {
    /// The bits in `SystemRegion.flags`.
    package let rawValue: UInt32

    /// Creates a set from its bits.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Somebody listens: spikes are sent as multicast packets. Without it spikes are only recorded.
    package static var sendsSpikes: Self { Self(rawValue: 1) }
}
