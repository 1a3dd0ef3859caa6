/// What a part of a vertex takes of its core and of its chip.
package struct CoreCost: Hashable, Sendable {
    /// Bytes of the chip's shared SDRAM, however long a run is.
    package var sdram: Int

    /// Bytes of SDRAM for each time step that is to be held, beside those.
    package var sdramPerStep: Int

    /// Bytes of the core's own data memory.
    package var dtcm: Int

    /// Bytes of the core's own memory for instructions.
    package var itcm: Int

    /// Cycles of the core's clock in each time step.
    package var cycles: Int

    /// Creates a cost from bytes of memory and cycles of a time step.
    package init(sdram: Int, sdramPerStep: Int = 0, dtcm: Int, itcm: Int = 0, cycles: Int = 0) {
        self.sdram = sdram
        self.sdramPerStep = sdramPerStep
        self.dtcm = dtcm
        self.itcm = itcm
        self.cycles = cycles
    }

    /// What no part exceeds.
    package static let unlimited = Self(sdram: .max, dtcm: .max, itcm: .max, cycles: .max)

    /// Bytes of SDRAM when a number of time steps is to be held.
    package func sdram(steps: Int) -> Int { sdram + steps * sdramPerStep }

    /// Whether a core with this much has enough of everything.
    ///
    /// - Parameter steps: How many time steps are to be held.
    package func fits(in limit: Self, steps: Int) -> Bool {
        sdram(steps: steps) <= limit.sdram(steps: steps) && dtcm <= limit.dtcm && itcm <= limit.itcm
            && cycles <= limit.cycles
    }
}
