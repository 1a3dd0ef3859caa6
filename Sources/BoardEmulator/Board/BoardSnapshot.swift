package import SpiNNakerMachine

/// All that a board is between two windows of its time.
package struct BoardSnapshot: Sendable {
    /// What does not lie in memories.
    package struct State: Codable, Sendable {
        var now: UInt64
        var nextTick: UInt64
        var sequence: UInt64
        var flights: [Flight]
        /// The chips before whose routers packets stand, by index.
        var blocked: [Int]
        /// Whether a link is open, six for each chip.
        var neighbours: [Bool]
        var chips: [ChipEmulator.State]
    }

    /// Why a snapshot cannot be restored.
    package enum Failure: Error, Hashable, Sendable {
        /// It is of a board with other chips.
        case otherBoard
        /// No board can be in that state; where a chip is at fault, its place.
        case unsoundState(chip: ChipID?)
        /// A page belongs to no memory of the board, or its contents are missing.
        case unsoundPages
    }

    /// What does not lie in memories.
    package let state: State

    /// What the memories hold.
    package let pages: PageStore

    /// Puts a snapshot together again.
    package init(state: State, pages: PageStore) {
        self.state = state
        self.pages = pages
    }
}
