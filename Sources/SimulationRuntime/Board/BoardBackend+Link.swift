package import DatagramTransport
package import SpiNNakerMachine

extension BoardBackend {
    /// How packets travel between this process and its board; for trials.
    package struct Link: Sendable {
        /// Whether a virtual board is reached within the process rather than over UDP.
        package var isInProcess: Bool

        /// What happens to datagrams on their way, in both directions, and the seed it is drawn from.
        package var faults: (FaultyChannel.Faults, seed: UInt64)?

        /// The number of threads that share a virtual board's chips; what it computes is the same with any number.
        package var boardThreads: Int

        /// Chips of a virtual board that do not work.
        package var deadChips: Set<ChipID>

        /// Creates a link: over UDP, without faults and to a board on one thread unless told otherwise.
        package init(
            isInProcess: Bool = false,
            faults: (FaultyChannel.Faults, seed: UInt64)? = nil,
            boardThreads: Int = 1,
            deadChips: Set<ChipID> = []
        ) {
            self.isInProcess = isInProcess
            self.faults = faults
            self.boardThreads = boardThreads
            self.deadChips = deadChips
        }
    }
}
