/// The checksum of IPv4, UDP and ICMP.
///
/// - SeeAlso: RFC 1071.
enum InternetChecksum {
    /// The one's complement sum of big-endian half words.
    ///
    /// - Parameters:
    ///   - bytes: What is summed; an odd number is filled up with a zero.
    ///   - start: A sum to go on from.
    static func sum(_ bytes: ArraySlice<UInt8>, _ start: UInt32 = 0) -> UInt32 {
        var sum = start
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let low = index + 1 < bytes.endIndex ? UInt32(bytes[index + 1]) : 0
            sum += UInt32(bytes[index]) << 8 | low
            index += 2
        }
        while sum >> 16 != 0 { sum = sum >> 16 + sum & 0xffff }
        return sum
    }
}
