/// What our programs take of a time step, in cycles of a core's 200 MHz clock: all that a core does from one tick to the
/// next, on the average of many steps.
///
/// Cycles were counted on an emulated board, which counts those of the ARM968's instructions and of DMA
/// (`Docs/Concepts/Load.md`). Each number is the difference of two networks that differ in one thing:
/// `make bench-kernels` (`StepCosts`) measures them again and says where these are off by more than a tenth.
package enum KernelCost {
    // MARK: - Neurons (`IFCurrExp`)

    /// A step of a core without neurons or input: timer interrupt, dispatch, a look at every channel and for currents. From
    /// cores of 64 and 256 neurons, as all that neurons take.
    package static let neuronStep = 349.0

    /// The update of a neuron without any input current left.
    package static let idleNeuron = 82.0

    /// The update of a neuron with some.
    package static let neuron = 127.0

    /// More for a neuron of a core into which currents are injected.
    package static let injectedNeuron = 13.0

    /// A neuron whose injected current changes.
    package static let currentChange = 126.0

    /// A spike that arrives: packet interrupt, queue, look-up in the population table. Those of Poisson sources on another core,
    /// most of which come while neurons are updated; one that wakes the core takes 570, one of a hundred in a volley 270.
    package static let packet = 174.0

    /// A row that is fetched by DMA, without its synapses: 149 for an empty one, 180 for others.
    package static let row = 160.0

    /// A synapse of a row, which is added to the ring buffer; from rows of 4, 16 and 64.
    package static let synapticEvent = 17.0

    /// More for a row of a long delay, which is put off and fetched later.
    package static let deferredRow = 118.0

    /// A delay stage, which is looked at in each step.
    package static let stage = 25.0

    /// A neuron that fires: its reset, the packet, the bit in the recording.
    package static let neuronSpike = 106.0

    // MARK: - Sources

    /// A step of `SpikeSourceArray` without spikes.
    package static let arrayStep = 186.0

    /// A spike of it.
    package static let arraySpike = 116.0

    /// A step of `SpikeSourcePoisson` without sources.
    package static let poissonStep = 197.0

    /// A random number that a source draws to see how long it is silent; most draw one in a step.
    package static let poissonDraw = 62.0

    /// A spike of a source, with the further number that it takes.
    package static let poissonSpike = 95.0

    // MARK: - Recordings

    /// A record of a variable or of a step's spikes, without what is in it.
    package static let record = 86.0

    /// A neuron's value in a record.
    package static let recordedValue = 13.0

    /// 32 neurons' spikes in a record.
    package static let recordedSpikeWord = 16.0
}
