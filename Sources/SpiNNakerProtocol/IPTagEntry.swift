import SpiNNakerMachine

/// One entry of a board's table of IP tags, as the monitor keeps and reports it (`iptag_t`, 32 bytes).
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/spinnaker.h`; `scamp/scamp-3.c`.
package struct IPTagEntry: Hashable, Sendable {
    /// The flags of an entry; the low four bits hold the timeout code as given.
    package struct Flags: OptionSet, Hashable, Sendable {
        /// The flag word.
        package let rawValue: UInt16

        /// Creates flags from their word.
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Datagrams carry the payload alone.
        package static let stripsHeader = Self(rawValue: 0x0100)
        /// The entry leads from a UDP port to a core.
        package static let reverse = Self(rawValue: 0x0200)
        /// The sender of the request that set the entry is the host.
        package static let usesSender = Self(rawValue: 0x0400)
        /// The host's MAC address is not known yet.
        package static let awaitsARP = Self(rawValue: 0x2000)
        /// The entry serves one reply.
        package static let transient = Self(rawValue: 0x4000)
        /// The entry is in use.
        package static let valid = Self(rawValue: 0x8000)
    }

    /// The size of an entry.
    package static let byteCount = 32

    /// The host's address.
    package var address: IPv4Address
    /// The host's MAC address, six bytes.
    package var mac: [UInt8]
    /// The host's UDP port.
    package var port: UInt16
    /// The 10 ms ticks left before the entry is dropped; 0 for ever.
    package var timeout: UInt16
    /// What kind of entry it is.
    package var flags: Flags
    /// The messages sent through it.
    package var count: UInt32
    /// The port the board listens at, for a reverse tag.
    package var receivePort: UInt16
    /// Where a reverse tag leads.
    package var destination: SDPAddress
    private var padding: [UInt8]

    /// Decodes the entry at an offset of a reply's data.
    ///
    /// - Throws: `WireError.truncated` when fewer than 32 bytes are left.
    package init(decoding bytes: [UInt8], at offset: Int = 0) throws(WireError) {
        var reader = ByteReader(bytes, from: offset, as: "IP tag entry")
        try reader.require(Self.byteCount)
        address = IPv4Address(word: try reader.readUInt32())
        mac = try reader.readBytes(6)
        port = try reader.readUInt16()
        timeout = try reader.readUInt16()
        flags = Flags(rawValue: try reader.readUInt16())
        count = try reader.readUInt32()
        receivePort = try reader.readUInt16()
        let chip = try reader.readUInt16()
        destination = SDPAddress(portAndCore: try reader.readUInt8(), p2pAddress: chip)
        padding = try reader.readBytes(7)
    }

    /// The 32 bytes.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: address.word)
        bytes += mac
        bytes.append(littleEndian: port)
        bytes.append(littleEndian: timeout)
        bytes.append(littleEndian: flags.rawValue)
        bytes.append(littleEndian: count)
        bytes.append(littleEndian: receivePort)
        bytes.append(littleEndian: destination.chip.p2pAddress)
        bytes.append(destination.portAndCore)
        bytes += padding
        return bytes
    }
}
