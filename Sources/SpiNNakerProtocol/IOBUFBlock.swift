/// One block of a core's text output: a header of 16 bytes, then text; blocks are chained.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_io.c`.
package struct IOBUFBlock: Hashable, Sendable {
    /// The size of the header.
    package static let headerByteCount = 16

    /// Where the next block lies; 0 for none.
    package var next: UInt32
    /// When the block was last written, in seconds since 1970.
    package var unixTime: UInt32
    /// The milliseconds of that time.
    package var milliseconds: UInt32
    /// The number of valid bytes of text.
    package var byteCount: UInt32
    /// The text that came with the header, cut to the valid bytes.
    package var text: [UInt8]

    /// Decodes a header and what follows of its text.
    ///
    /// - Throws: `WireError.truncated` when fewer than 16 bytes are there.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes, as: "IOBUF block")
        try reader.require(Self.headerByteCount)
        next = try reader.readUInt32()
        unixTime = try reader.readUInt32()
        milliseconds = try reader.readUInt32()
        byteCount = try reader.readUInt32()
        text = Array(reader.readRest().prefix(Int(byteCount)))
    }

    /// Header and text.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        for word in [next, unixTime, milliseconds, byteCount] { bytes.append(littleEndian: word) }
        return bytes + text
    }
}
