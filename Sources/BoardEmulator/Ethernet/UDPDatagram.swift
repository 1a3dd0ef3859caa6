/// A UDP datagram in an IPv4 packet.
///
/// - SeeAlso: RFC 791, RFC 768.
struct UDPDatagram: Hashable, Sendable {
    /// Why bytes are no datagram of this kind.
    enum Failure: Error, Hashable {
        /// Not IPv4, not UDP, or a fragment: nothing for us.
        case otherProtocol
        /// Lengths that do not agree.
        case length
        /// The checksum of the IPv4 header is wrong.
        case headerChecksum
        /// The checksum of the datagram is wrong.
        case checksum
    }

    /// The most bytes of payload that fit into one Ethernet frame.
    static let maximumPayloadBytes = 1472

    private static let headerBytes = 20
    private static let udp: UInt64 = 17

    var source: Endpoint
    var destination: Endpoint
    var payload: [UInt8]

    init(source: Endpoint, destination: Endpoint, payload: [UInt8]) {
        self.source = source
        self.destination = destination
        self.payload = payload
    }

    /// Decodes the content of a frame, which may be padded.
    init(decoding bytes: [UInt8]) throws(Failure) {
        guard bytes.count >= Self.headerBytes + 8, bytes[0] >> 4 == 4, UInt64(bytes[9]) == Self.udp else {
            throw .otherProtocol
        }
        // More fragments, or an offset.
        guard bytes.bigEndian(at: 6, count: 2) & 0x3fff == 0 else { throw .otherProtocol }
        let start = Int(bytes[0] & 15) * 4
        let total = Int(bytes.bigEndian(at: 2, count: 2))
        guard start >= Self.headerBytes, total >= start + 8, total <= bytes.count else { throw .length }
        guard InternetChecksum.sum(bytes[..<start]) == 0xffff else { throw .headerChecksum }
        let length = Int(bytes.bigEndian(at: start + 4, count: 2))
        guard length >= 8, start + length <= total else { throw .length }
        if bytes.bigEndian(at: start + 6, count: 2) != 0 {
            let addresses = InternetChecksum.sum(bytes[12..<20])
            let sum = InternetChecksum.sum(bytes[start..<start + length], addresses + UInt32(Self.udp) + UInt32(length))
            guard sum == 0xffff else { throw .checksum }
        }
        source = Endpoint(
            address: UInt32(bytes.bigEndian(at: 12, count: 4)),
            port: UInt16(bytes.bigEndian(at: start, count: 2))
        )
        destination = Endpoint(
            address: UInt32(bytes.bigEndian(at: 16, count: 4)),
            port: UInt16(bytes.bigEndian(at: start + 2, count: 2))
        )
        payload = Array(bytes[start + 8..<start + length])
    }

    /// The content of a frame, with both checksums.
    func encode() -> [UInt8] {
        let length = UInt64(8 + payload.count)
        var addresses: [UInt8] = []
        addresses.append(UInt64(source.address), count: 4)
        addresses.append(UInt64(destination.address), count: 4)

        var header: [UInt8] = [0x45, 0]
        header.append(UInt64(Self.headerBytes) + length, count: 2)
        // No identification, do not fragment, 64 hops, UDP.
        header.append(0x0000_4000_4011, count: 6)
        header.append(UInt64(~InternetChecksum.sum((header + addresses)[...]) & 0xffff), count: 2)
        header += addresses

        var body: [UInt8] = []
        body.append(UInt64(source.port), count: 2)
        body.append(UInt64(destination.port), count: 2)
        body.append(length, count: 2)
        let pseudoHeader = InternetChecksum.sum(addresses[...]) + UInt32(Self.udp) + UInt32(length)
        let checksum = ~InternetChecksum.sum((body + [0, 0] + payload)[...], pseudoHeader) & 0xffff
        // Zero would mean that there is none.
        body.append(UInt64(checksum == 0 ? 0xffff : checksum), count: 2)
        return header + body + payload
    }
}
