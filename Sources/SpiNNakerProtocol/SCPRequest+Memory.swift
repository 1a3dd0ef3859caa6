package import SpiNNakerMachine

/// The width of the accesses by which a core reads or writes memory for a host.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`; the caller must see to the alignment.
package enum MemoryAccess: UInt32, Hashable, Sendable {
    case byte = 0
    case halfWord = 1
    case word = 2

    /// The widest access that an address and a length allow.
    package init(address: UInt32, byteCount: Int) {
        switch (address | UInt32(truncatingIfNeeded: byteCount)) & 3 {
        case 0: self = .word
        case 2: self = .halfWord
        default: self = .byte
        }
    }
}

extension SCPRequest {
    /// Asks which software runs on a core.
    package static func version() -> Self { Self(.version) }

    /// Reads up to 256 bytes, with the widest access that their place allows.
    package static func read(address: UInt32, byteCount: Int) -> Self {
        let access = MemoryAccess(address: address, byteCount: byteCount)
        return Self(.read, address, UInt32(truncatingIfNeeded: byteCount), access.rawValue)
    }

    /// Writes up to 256 bytes, with the widest access that their place allows.
    package static func write(address: UInt32, data: [UInt8]) -> Self {
        let access = MemoryAccess(address: address, byteCount: data.count)
        return Self(.write, address, UInt32(truncatingIfNeeded: data.count), access.rawValue, data: data)
    }

    /// Fills whole words of memory; address and byte count are multiples of 4.
    package static func fill(address: UInt32, word: UInt32, byteCount: UInt32) -> Self {
        Self(.fill, address, word, byteCount)
    }

    /// Reads up to 256 bytes, a multiple of 4, of the memory of the neighbour behind a link.
    package static func linkRead(_ link: LinkDirection, address: UInt32, byteCount: Int) -> Self {
        Self(.linkRead, address, UInt32(truncatingIfNeeded: byteCount), UInt32(link.rawValue))
    }

    /// Writes up to 256 bytes, a multiple of 4, of the memory of the neighbour behind a link.
    package static func linkWrite(_ link: LinkDirection, address: UInt32, data: [UInt8]) -> Self {
        Self(.linkWrite, address, UInt32(truncatingIfNeeded: data.count), UInt32(link.rawValue), data: data)
    }

    /// Asks for the chip's cores, links, free memory and addresses.
    package static func info() -> Self { Self(.info, 0x5f) }
}
