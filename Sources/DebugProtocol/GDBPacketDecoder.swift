/// Finds the packets of GDB's remote serial protocol in a stream of bytes.
///
/// A packet is `$`, the data, `#` and two hexadecimal digits: the sum of the data's bytes. `}` makes the next byte count
/// with bit 5 turned.
///
/// - SeeAlso: Debugging with GDB, appendix "Remote Protocol", section "Overview".
struct GDBPacketDecoder {
    /// What was found.
    enum Event: Hashable {
        /// A packet with a valid sum; its data.
        case packet([UInt8])
        /// A packet whose sum is wrong, or that is too long.
        case damaged
        /// The byte that stops a running core.
        case interrupt
    }

    /// The most bytes of data in a packet, as announced to the debugger.
    static let dataLimit = 0x4000

    private enum State {
        case outside
        case data
        case escaped
        case sum(high: UInt8?)
    }

    private var state = State.outside
    private var data: [UInt8] = []
    private var sum: UInt8 = 0
    private var isTooLong = false

    /// Takes a byte; returns what it completes.
    mutating func receive(_ byte: UInt8) -> Event? {
        switch state {
        case .outside:
            if byte == 0x03 { return .interrupt }
            // Acknowledgements need no answer: what is lost on a stream is lost with it.
            if byte == UInt8(ascii: "$") { begin() }
        case .data where byte == UInt8(ascii: "#"):
            state = .sum(high: nil)
        case .data where byte == UInt8(ascii: "$"):
            begin()
        case .data:
            sum &+= byte
            if byte == UInt8(ascii: "}") { state = .escaped } else { append(byte) }
        case .escaped:
            sum &+= byte
            append(byte ^ 0x20)
            state = .data
        case .sum(nil):
            state = .sum(high: byte)
        case .sum(let high?):
            state = .outside
            let isValid = UInt8(hexadecimal: [high, byte]) == sum && !isTooLong
            return isValid ? .packet(data) : .damaged
        }
        return nil
    }

    private mutating func begin() {
        state = .data
        data = []
        sum = 0
        isTooLong = false
    }

    private mutating func append(_ byte: UInt8) {
        if data.count < Self.dataLimit { data.append(byte) } else { isTooLong = true }
    }
}

/// A packet around data.
func gdbPacket(_ data: some Sequence<UInt8>) -> [UInt8] {
    var packet = [UInt8(ascii: "$")]
    for byte in data {
        // "#", "$", "*" and "}" mean something.
        if [0x23, 0x24, 0x2a, 0x7d].contains(byte) {
            packet += [0x7d, byte ^ 0x20]
        } else {
            packet.append(byte)
        }
    }
    let sum = packet.dropFirst().reduce(UInt8(0)) { $0 &+ $1 }
    return packet + [UInt8(ascii: "#")] + [sum].hexadecimal
}

// MARK: - Hexadecimal digits

extension UInt8 {
    /// The byte that two digits say; `nil` where they are none.
    init?(hexadecimal digits: some Collection<UInt8>) {
        guard digits.count == 2, let value = UInt32(hexadecimal: digits) else { return nil }
        self = UInt8(truncatingIfNeeded: value)
    }
}

extension UInt32 {
    /// The number that one to eight digits say, the first being the highest; `nil` where they are none.
    init?(hexadecimal digits: some Collection<UInt8>) {
        guard (1...8).contains(digits.count) else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        self = value
    }

    /// The bytes as they lie in memory, lowest first.
    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}

extension [UInt8] {
    /// The bytes that pairs of digits say; `nil` where they are none.
    init?(hexadecimal digits: some Collection<UInt8>) {
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        var rest = digits[...]
        while !rest.isEmpty {
            guard let byte = UInt8(hexadecimal: rest.prefix(2)) else { return nil }
            append(byte)
            rest = rest.dropFirst(2)
        }
    }

    /// Two digits for each byte.
    var hexadecimal: [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
