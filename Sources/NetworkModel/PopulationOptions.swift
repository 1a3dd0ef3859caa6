/// What a population may have besides its cells: where it runs, what its weights must bear, a seed of its own.
package struct PopulationOptions: Hashable, Sendable {
    /// At most so many cells on a core, or nil for the default.
    package var neuronsPerCore: Int?
    /// The chip, and perhaps the core, that it must run on.
    package var place: CorePlace?
    /// A seed for the population's own draws, or nil for the network's.
    package var seed: UInt64?
    /// The firing rate in Hz that is expected of each incoming source whose rate is not known; the default is
    /// sPyNNaker's.
    package var spikesPerSecond = 30.0
    /// How many standard deviations above its mean an ordinary step's input may be.
    package var ringBufferSigma = 5.0
    /// The largest input of a step in nA, one number for each receptor; nil has it estimated.
    package var maxExpectedSummedWeight: [Double]?
    /// The highest rate in Hz that Poisson sources will have.
    package var maxRate: Double?

    /// Makes options that leave everything to us, but for the cells on a core if their number is given.
    package init(neuronsPerCore: Int? = nil) { self.neuronsPerCore = neuronsPerCore }
}

/// A chip of the machine, and perhaps one of its cores.
package struct CorePlace: Hashable, Sendable {
    /// The chip's column.
    package var x: UInt8
    /// The chip's row.
    package var y: UInt8
    /// The core; nil for any.
    package var core: UInt8?

    /// Makes a place.
    package init(x: UInt8, y: UInt8, core: UInt8? = nil) {
        self.x = x
        self.y = y
        self.core = core
    }
}
