/// A message to or from a chip's boot ROM.
///
/// Numbers are big-endian: version 1, opcode, three operands, data.
///
/// - SeeAlso: SpiNNaker boot ROM, `flood_fill.c`; SpiNNMan 7.4.1, `spinnaker_boot_message.py`.
package struct BootMessage: Hashable, Sendable {
    /// What a message does.
    package struct Opcode: RawRepresentable, Hashable, Sendable {
        /// The number on the wire.
        package let rawValue: UInt32

        /// Creates an opcode from its number.
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Opens a transfer.
        package static let start = Self(rawValue: 1)
        /// Carries a block.
        package static let block = Self(rawValue: 3)
        /// Closes a transfer and executes the image.
        package static let control = Self(rawValue: 5)
        /// A board's sign of life.
        package static let hello = Self(rawValue: 65)
    }

    /// The UDP port of the boot ROM.
    package static let udpPort: UInt16 = 54321
    /// The version of the protocol.
    package static let protocolVersion: UInt16 = 1
    /// The bytes before the data.
    package static let headerByteCount = 18
    /// The most data bytes of a message.
    package static let maximumDataByteCount = 1024

    /// What the message does.
    package var opcode: Opcode
    /// The first operand.
    package var operand1: UInt32
    /// The second operand.
    package var operand2: UInt32
    /// The third operand.
    package var operand3: UInt32
    /// The data as they travel: words with their highest byte first.
    package var data: [UInt8]

    /// Creates a message.
    package init(_ opcode: Opcode, _ operand1: UInt32, _ operand2: UInt32, _ operand3: UInt32, data: [UInt8] = []) {
        self.opcode = opcode
        self.operand1 = operand1
        self.operand2 = operand2
        self.operand3 = operand3
        self.data = data
    }

    /// Decodes a datagram.
    ///
    /// - Throws: `WireError` when it is too short or long, or of another version.
    package init(decoding datagram: [UInt8]) throws(WireError) {
        var reader = ByteReader(datagram, as: "boot message")
        try reader.require(Self.headerByteCount)
        let limit = Self.headerByteCount + Self.maximumDataByteCount
        guard datagram.count <= limit else {
            throw .tooLong(message: "boot message", limit: limit, found: datagram.count)
        }
        let version = try reader.readUInt16().byteSwapped
        guard version == Self.protocolVersion else {
            throw .unexpected(message: "boot message", field: "version", offset: 0, found: UInt32(version))
        }
        opcode = Opcode(rawValue: try reader.readUInt32().byteSwapped)
        operand1 = try reader.readUInt32().byteSwapped
        operand2 = try reader.readUInt32().byteSwapped
        operand3 = try reader.readUInt32().byteSwapped
        data = reader.readRest()
    }

    /// The datagram.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + data.count)
        bytes.append(bigEndian: Self.protocolVersion)
        for word in [opcode.rawValue, operand1, operand2, operand3] { bytes.append(bigEndian: word) }
        return bytes + data
    }
}
