/// An IPv4 address.
package struct IPv4Address: Hashable, Sendable, CustomStringConvertible {
    /// The four octets as monitors keep them: the first in the low byte.
    package let word: UInt32

    /// Creates an address from a monitor's word.
    package init(word: UInt32) { self.word = word }

    /// Creates an address from its octets.
    package init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        word = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16 | UInt32(fourth) << 24
    }

    /// Reads dotted decimal notation; `nil` when the text is anything else.
    package init?(_ text: String) {
        let octets = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard octets.count == 4, let a = octets[0], let b = octets[1], let c = octets[2], let d = octets[3] else {
            return nil
        }
        self.init(a, b, c, d)
    }

    /// The address 0.0.0.0.
    package static var zero: Self { Self(word: 0) }

    /// The address in dotted decimal notation.
    package var description: String {
        (0..<4).map { String(word >> (8 * UInt32($0)) & 0xff) }.joined(separator: ".")
    }
}
