package import SpiNNakerMachine

/// A UDP datagram that a board sends to the host's network.
package struct OutgoingDatagram: Hashable, Sendable {
    /// The Ethernet chip that sends it.
    package let chip: ChipID

    /// The port that it comes from.
    package let sourcePort: UInt16

    /// Where it goes.
    package let destination: Endpoint

    /// The UDP payload.
    package let bytes: [UInt8]

    /// When it was sent, in 200 MHz cycles since the board was made.
    package let cycle: UInt64

    /// Creates a datagram.
    package init(chip: ChipID, sourcePort: UInt16, destination: Endpoint, bytes: [UInt8], cycle: UInt64) {
        self.chip = chip
        self.sourcePort = sourcePort
        self.destination = destination
        self.bytes = bytes
        self.cycle = cycle
    }
}
