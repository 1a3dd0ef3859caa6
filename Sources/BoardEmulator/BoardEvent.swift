package import SpiNNakerMachine

/// Something that a guest program did and that a person may want to know of; never an error of the emulator.
package struct BoardEvent: Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// A core's access had no answer: the core takes an abort. The value is the core's program counter.
        case busError(address: UInt32, isWrite: Bool)
        /// A core or DMA touched something that this emulator does not have.
        case unimplemented(address: UInt32, isWrite: Bool)
        /// The router gave up a packet.
        case packetDropped(key: UInt32)
        /// A DMA transfer failed; the value is the descriptor.
        case dmaError(systemAddress: UInt32, localAddress: UInt32)
        /// A program has sent an IPv4 packet over Ethernet that no host would accept.
        case badFrame
        /// A program, or a watchdog that no program has looked after, has reset the chip; the code is what software reads.
        case chipReset(code: UInt32)
        /// An image to be started could not be read or understood.
        case badImage(address: UInt32)
    }

    /// When, in 200 MHz cycles since the board was made.
    package let cycle: UInt64

    /// The chip.
    package let chip: ChipID

    /// The physical number of the core, or `nil` where no core is concerned.
    package let core: Int?

    /// What happened.
    package let kind: Kind

    /// A further word, see `Kind`; otherwise 0.
    package let value: UInt32

    /// Creates an event.
    package init(cycle: UInt64, chip: ChipID, core: Int?, kind: Kind, value: UInt32 = 0) {
        self.cycle = cycle
        self.chip = chip
        self.core = core
        self.kind = kind
        self.value = value
    }

    package var description: String {
        let place = core.map { "chip \(chip), core \($0)" } ?? "chip \(chip)"
        let hex = { (word: UInt32) in "0x" + String(word, radix: 16) }
        let text =
            switch kind {
            case .busError(let address, let isWrite):
                "bus error on \(isWrite ? "writing" : "reading") \(hex(address)), program counter \(hex(value))"
            case .unimplemented(let address, let isWrite):
                "\(isWrite ? "write to" : "read of") \(hex(address)), which is not emulated"
            case .packetDropped(let key): "packet \(hex(key)) dropped"
            case .dmaError(let system, let local):
                "DMA between \(hex(system)) and \(hex(local)) failed, descriptor \(hex(value))"
            case .badFrame: "Ethernet frame with an IPv4 packet that is malformed"
            case .chipReset(let code): "chip reset, code \(code)"
            case .badImage(let address): "no program image at \(hex(address))"
            }
        return "cycle \(cycle), \(place): \(text)"
    }
}
