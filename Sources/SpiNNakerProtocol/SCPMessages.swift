/// An SCP request: the payload of an SDP message to a monitor, a run-time system or an application.
///
/// Numbers are little-endian: command, sequence, three arguments, data. Monitors refuse requests without all three
/// arguments, so they are always sent.
///
/// - SeeAlso: SpiNNaker application note 5; spinnaker_tools 4.0.0, `include/spinnaker.h`.
package struct SCPRequest: Hashable, Sendable {
    /// The bytes before the data.
    package static let headerByteCount = 16

    /// The most data bytes that a monitor accepts.
    package static let maximumDataByteCount = 256

    /// What is to be done.
    package var command: SCPCommand

    /// The number by which the reply is recognised.
    package var sequence: UInt16 = 0

    /// The first argument.
    package var argument1: UInt32

    /// The second argument.
    package var argument2: UInt32

    /// The third argument.
    package var argument3: UInt32

    /// The data, at most 256 bytes.
    package var data: [UInt8]

    /// Creates a request; the sequence number is given when it is sent.
    package init(
        _ command: SCPCommand,
        _ argument1: UInt32 = 0,
        _ argument2: UInt32 = 0,
        _ argument3: UInt32 = 0,
        data: [UInt8] = []
    ) {
        self.command = command
        self.argument1 = argument1
        self.argument2 = argument2
        self.argument3 = argument3
        self.data = data
    }

    /// Decodes the payload of an SDP message.
    ///
    /// - Throws: `WireError` when the arguments are not all there or there are more than 256 bytes of data.
    package init(decoding payload: [UInt8]) throws(WireError) {
        var reader = ByteReader(payload, as: "SCP request")
        try reader.require(Self.headerByteCount)
        let limit = Self.headerByteCount + Self.maximumDataByteCount
        guard payload.count <= limit else {
            throw .tooLong(message: "SCP request", limit: limit, found: payload.count)
        }
        command = SCPCommand(rawValue: try reader.readUInt16())
        sequence = try reader.readUInt16()
        argument1 = try reader.readUInt32()
        argument2 = try reader.readUInt32()
        argument3 = try reader.readUInt32()
        data = reader.readRest()
    }

    /// The payload of an SDP message.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + data.count)
        encode(into: &bytes)
        return bytes
    }

    /// The whole datagram that asks an address, with a reply expected.
    package func datagram(to destination: SDPAddress) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(SDPMessage.headerByteCount + Self.headerByteCount + data.count)
        SDPMessage(to: destination, replyExpected: true, payload: []).encodeHeader(into: &bytes)
        encode(into: &bytes)
        return bytes
    }

    private func encode(into bytes: inout [UInt8]) {
        bytes.append(littleEndian: command.rawValue)
        bytes.append(littleEndian: sequence)
        bytes.append(littleEndian: argument1)
        bytes.append(littleEndian: argument2)
        bytes.append(littleEndian: argument3)
        bytes += data
    }
}

/// An SCP reply: a return code, the request's sequence number, and data from where a request has its first argument.
///
/// - SeeAlso: SpiNNaker application note 5; spinnaker_tools 4.0.0, `scamp/scamp-3.c`.
package struct SCPReply: Hashable, Sendable {
    /// The bytes before the data.
    package static let headerByteCount = 4

    /// The outcome.
    package var code: SCPReturnCode

    /// The sequence number of the request.
    package var sequence: UInt16

    /// What the command returned.
    package var data: [UInt8]

    /// Creates a reply.
    package init(code: SCPReturnCode, sequence: UInt16, data: [UInt8] = []) {
        self.code = code
        self.sequence = sequence
        self.data = data
    }

    /// Decodes the payload of an SDP message.
    ///
    /// - Throws: `WireError` when there are fewer than 4 bytes.
    package init(decoding payload: [UInt8]) throws(WireError) {
        try self.init(decoding: payload, from: 0)
    }

    /// Decodes the reply that a whole datagram carries.
    ///
    /// - Throws: `WireError` when there are fewer than 14 bytes.
    package init(decodingDatagram datagram: [UInt8]) throws(WireError) {
        try self.init(decoding: datagram, from: SDPMessage.headerByteCount)
    }

    private init(decoding bytes: [UInt8], from offset: Int) throws(WireError) {
        var reader = ByteReader(bytes, from: offset, as: "SCP reply")
        try reader.require(Self.headerByteCount)
        code = SCPReturnCode(rawValue: try reader.readUInt16())
        sequence = try reader.readUInt16()
        data = reader.readRest()
    }

    /// The payload of an SDP message.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + data.count)
        bytes.append(littleEndian: code.rawValue)
        bytes.append(littleEndian: sequence)
        bytes += data
        return bytes
    }

    /// The little-endian word at a byte offset of the data.
    ///
    /// - Throws: `WireError.truncated` when the data end before it.
    package func word(at offset: Int) throws(WireError) -> UInt32 {
        var reader = ByteReader(data, from: offset, as: "SCP reply data")
        guard reader.offset == offset else {
            throw .truncated(message: "SCP reply data", needed: offset + 4, found: data.count)
        }
        return try reader.readUInt32()
    }
}
