package import SpiNNakerMachine

/// A command of the EIEIO protocol: to cores, from cores, or to and from listeners of the notification protocol.
///
/// Open: the body of a command without a decoder here is kept as bytes.
///
/// - SeeAlso: SpiNNMan 7.4.1, `messages/eieio/command_messages/`.
package struct EIEIOCommandMessage: Hashable, Sendable {
    /// What a message commands.
    package struct Command: RawRepresentable, Hashable, Sendable {
        /// The number on the wire, 14 bits.
        package let rawValue: UInt16

        /// Creates a command from its number.
        package init(rawValue: UInt16) { self.rawValue = rawValue & 0x3fff }

        /// Names the database of a run, or confirms that it was read.
        package static let database = Self(rawValue: 1)
        /// Fills a buffer's end.
        package static let eventPadding = Self(rawValue: 2)
        /// Ends a buffered stream.
        package static let eventStop = Self(rawValue: 3)
        /// Stops requests for buffers.
        package static let stopRequests = Self(rawValue: 4)
        /// Starts requests for buffers.
        package static let startRequests = Self(rawValue: 5)
        /// Asks for more events.
        package static let requestBuffers = Self(rawValue: 6)
        /// Carries events with a sequence number.
        package static let sendSequencedData = Self(rawValue: 7)
        /// Announces recorded data (older software).
        package static let requestReadData = Self(rawValue: 8)
        /// Confirms recorded data (older software).
        package static let hostDataRead = Self(rawValue: 9)
        /// Says that a run paused or ended.
        package static let stopPause = Self(rawValue: 10)
        /// Says that a run starts or goes on.
        package static let startResume = Self(rawValue: 11)
        /// Confirms that an announcement arrived (older software).
        package static let dataReadAcknowledgement = Self(rawValue: 12)
    }

    /// The two top bits of a command's header.
    static let marker: UInt16 = 1

    /// What is commanded.
    package var command: Command

    /// Everything after the header.
    package var body: [UInt8]

    /// Creates a command.
    package init(_ command: Command, body: [UInt8] = []) {
        self.command = command
        self.body = body
    }

    /// Creates the command that names a run's database.
    package static func database(path: String) -> Self { Self(.database, body: Array(path.utf8)) }

    /// Creates the command that carries events.
    ///
    /// - Parameters:
    ///   - region: The buffer's region.
    ///   - sequence: One more than that of the command before, mod 256.
    ///   - data: The events.
    package static func sendSequencedData(region: UInt8, sequence: UInt8, _ data: EIEIODataMessage) -> Self {
        Self(.sendSequencedData, body: [region, sequence] + data.encode())
    }

    /// Decodes a message.
    ///
    /// - Throws: `WireError` when there are fewer than two bytes or the header is not a command's.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes, as: "EIEIO command")
        let header = try reader.readUInt16()
        guard header >> 14 == Self.marker else {
            throw .unexpected(message: "EIEIO command", field: "header", offset: 0, found: UInt32(header))
        }
        command = Command(rawValue: header)
        body = reader.readRest()
    }

    /// The bytes.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: Self.marker << 14 | command.rawValue)
        return bytes + body
    }

    /// A core's request for more events.
    package struct BufferRequest: Hashable, Sendable {
        /// The core that asks.
        package var core: CoreID
        /// The buffer's region, 0 to 15.
        package var region: UInt8
        /// The last sequence number that the core took.
        package var lastSequence: UInt8
        /// The free bytes of the buffer.
        package var freeByteCount: UInt32

        /// Decodes the body of a command `requestBuffers`.
        ///
        /// - Throws: `WireError.truncated` when fewer than 10 bytes are there.
        package init(decoding body: [UInt8]) throws(WireError) {
            var reader = ByteReader(body, as: "EIEIO buffer request")
            try reader.require(10)
            let chip = ChipID(p2pAddress: try reader.readUInt16())
            core = CoreID(chip: chip, core: try reader.readUInt8() >> 3)
            _ = try reader.readUInt8()
            region = try reader.readUInt8() & 0xf
            lastSequence = try reader.readUInt8()
            freeByteCount = try reader.readUInt32()
        }

        /// The whole command.
        package var message: EIEIOCommandMessage {
            var body: [UInt8] = [core.chip.y, core.chip.x, core.core << 3, 0, region & 0xf, lastSequence]
            body.append(littleEndian: freeByteCount)
            return EIEIOCommandMessage(.requestBuffers, body: body)
        }
    }
}
