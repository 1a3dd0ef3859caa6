import SpiNNakerMachine

/// An SDP message as a UDP datagram carries it: two bytes of padding, eight of header, up to 272 of payload.
///
/// Numbers are little-endian. Tags that strip the header send the payload alone; such datagrams are not SDP.
///
/// - SeeAlso: SpiNNaker application note 4; spinnaker_tools 4.0.0, `scamp-3.c`.
package struct SDPMessage: Hashable, Sendable, Codable {
    /// The flags of an SDP header.
    package struct Flags: OptionSet, Hashable, Sendable, Codable {
        /// The flag byte.
        package let rawValue: UInt8

        /// Creates flags from their byte.
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The three low bits, which are set in every message.
        package static var always: Self { Self(rawValue: 0x07) }

        /// The message must not leave its chip.
        package static var notRouted: Self { Self(rawValue: 0x20) }

        /// The header's checksum is valid (only inside P2P transfers).
        package static var hasChecksum: Self { Self(rawValue: 0x40) }

        /// The sender expects a reply.
        package static var replyExpected: Self { Self(rawValue: 0x80) }
    }

    /// The UDP port at which a board takes SDP.
    package static let udpPort: UInt16 = 17893

    /// The bytes before the payload, padding among them.
    package static let headerByteCount = 10

    /// The most payload bytes that a monitor accepts: a header of 16 and data of 256.
    package static let maximumPayloadByteCount = 272

    /// The tag of a message from a host that leaves the choice of the tag to the board.
    package static let transientTag: UInt8 = 0xff

    /// The padding: sent as 0; undefined in what a board sends.
    package var padding: UInt16 = 0

    /// Whether a reply is wanted, and routing limits.
    package var flags: Flags

    /// The IP tag through which replies return.
    package var tag: UInt8

    /// The receiver.
    package var destination: SDPAddress

    /// The sender.
    package var source: SDPAddress

    /// Everything after the header.
    package var payload: [UInt8]

    /// Creates a message from a host.
    package init(to destination: SDPAddress, replyExpected: Bool, payload: [UInt8]) {
        self.init(
            flags: replyExpected ? [.always, .replyExpected] : .always,
            tag: Self.transientTag,
            destination: destination,
            source: .host,
            payload: payload
        )
    }

    /// Creates a message from its parts.
    package init(flags: Flags, tag: UInt8, destination: SDPAddress, source: SDPAddress, payload: [UInt8]) {
        self.flags = flags
        self.tag = tag
        self.destination = destination
        self.source = source
        self.payload = payload
    }

    /// Decodes a datagram.
    ///
    /// - Throws: `WireError` when there are fewer than 10 bytes or more than 282.
    package init(decoding datagram: [UInt8]) throws(WireError) {
        let limit = Self.headerByteCount + Self.maximumPayloadByteCount
        guard datagram.count <= limit else {
            throw .tooLong(message: "SDP message", limit: limit, found: datagram.count)
        }
        var reader = ByteReader(datagram, as: "SDP message")
        try reader.require(Self.headerByteCount)
        padding = try reader.readUInt16()
        flags = Flags(rawValue: try reader.readUInt8())
        tag = try reader.readUInt8()
        let destinationPort = try reader.readUInt8()
        let sourcePort = try reader.readUInt8()
        destination = SDPAddress(portAndCore: destinationPort, p2pAddress: try reader.readUInt16())
        source = SDPAddress(portAndCore: sourcePort, p2pAddress: try reader.readUInt16())
        payload = reader.readRest()
    }

    /// The datagram.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + payload.count)
        encodeHeader(into: &bytes)
        bytes += payload
        return bytes
    }

    /// Appends padding and header.
    func encodeHeader(into bytes: inout [UInt8]) {
        bytes.append(littleEndian: padding)
        bytes.append(flags.rawValue)
        bytes.append(tag)
        bytes.append(destination.portAndCore)
        bytes.append(source.portAndCore)
        bytes.append(littleEndian: destination.chip.p2pAddress)
        bytes.append(littleEndian: source.chip.p2pAddress)
    }
}
