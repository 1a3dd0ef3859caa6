import SpiNNakerProtocol

/// SDP messages as they lie in a chip's memory (`sdp_msg_t`): the bytes of the wire without the padding.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h`.
extension SDPMessage {
    /// The size of a shared buffer that holds a message.
    static let sharedBufferByteCount = 292

    /// The most bytes that header and payload may have together.
    static let maximumMachineByteCount = 280

    private static let paddingByteCount = 2

    /// Whether the sender wants an answer.
    var wantsReply: Bool { flags.contains(.replyExpected) }

    /// Whether the message is for the Ethernet, by way of its tag.
    var isForEthernet: Bool { destination.portAndCore == 0xff }

    /// Reads header and payload; `nil` when there are too few or too many bytes.
    init?(machineBytes: [UInt8]) {
        guard let message = try? Self(decoding: [0, 0] + machineBytes) else { return nil }
        self = message
    }

    /// Header and payload.
    var machineBytes: [UInt8] { Array(encode().dropFirst(Self.paddingByteCount)) }

    /// The answer to this message: the way back, the same sequence number, a code and data.
    ///
    /// - Parameter keepingFlags: SARK leaves the reply flag set in its answers; SC&MP clears it.
    func reply(code: SCPReturnCode, data: [UInt8] = [], keepingFlags: Bool = false) -> Self {
        let sequence = payload.count >= 4 ? UInt16(payload[2]) | UInt16(payload[3]) << 8 : 0
        return Self(
            flags: keepingFlags ? flags : flags.subtracting(.replyExpected),
            tag: tag,
            destination: source,
            source: destination,
            payload: SCPReply(code: code, sequence: sequence, data: data).encode()
        )
    }
}

extension Array<UInt8> {
    /// The little-endian word at an offset; bytes beyond the end count as zero.
    func word(at offset: Int) -> UInt32 {
        var word: UInt32 = 0
        for index in 0..<4 where offset + index < count { word |= UInt32(self[offset + index]) << UInt32(8 * index) }
        return word
    }

    /// The bytes of a word, lowest first.
    init(word: UInt32) {
        self = (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
}
