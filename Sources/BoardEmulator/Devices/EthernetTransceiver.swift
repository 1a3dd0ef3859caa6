/// The Ethernet transceiver (PHY) beside a chip, reached bit by bit over two pins of the Ethernet controller.
///
/// Its link is up while a cable is plugged in, at 100 Mbit/s, full duplex. Without a transceiver the data pin is pulled high.
///
/// - SeeAlso: IEEE 802.3, clause 22; SpiNN2 datasheet 2.02, §15.
struct EthernetTransceiver: Codable {
    private enum Phase: Codable {
        /// Counting ones.
        case preamble(Int)
        /// Start, operation and two addresses: 14 bits.
        case header(bits: UInt32, count: Int)
        /// Two bits in which the data line changes hands, then 16 bits out.
        case read(register: Int, count: Int)
        /// Two bits, then 16 bits in.
        case write(register: Int, bits: UInt32, count: Int)
    }

    private enum Pin {
        static let run: UInt32 = 1
        static let input: UInt32 = 2
        static let output: UInt32 = 4
        static let outputEnable: UInt32 = 8
        static let clock: UInt32 = 16
    }

    private let isPresent: Bool
    /// Whether a cable leads to something.
    var isPlugged = true {
        didSet { if !isPlugged { hasLostLink = true } }
    }
    /// Whether the link has been down since the status was last read: that stays to be seen once.
    private var hasLostLink = false
    private var control: UInt32 = 0
    private var phase = Phase.preamble(0)
    private var input = true
    private var basicControl = Self.resetControl
    private var advertised = Self.resetAdvertised

    /// Automatic negotiation at 100 Mbit/s, full duplex.
    private static let resetControl: UInt16 = 0x3100
    private static let resetAdvertised: UInt16 = 0x01e1

    init(isPresent: Bool) { self.isPresent = isPresent }

    /// Whether a stored value can be one: bits are counted within a frame.
    var isSound: Bool {
        switch phase {
        case .preamble(let ones): (0...32).contains(ones)
        case .header(_, let count): (0..<14).contains(count)
        case .read(_, let count), .write(_, _, let count): (0..<18).contains(count)
        }
    }

    /// The pins as the chip sees them.
    var pins: UInt32 { control & ~Pin.input | (input ? Pin.input : 0) }

    /// Sets the pins that the chip drives.
    mutating func write(_ value: UInt32) {
        let before = control
        control = value & 0x3f
        guard isPresent else { return }
        if control & Pin.run == 0 {
            let isPlugged = isPlugged
            self = EthernetTransceiver(isPresent: true)
            self.isPlugged = isPlugged
            control = value & 0x3f
        } else if control & ~before & Pin.clock != 0 {
            clock(control & Pin.outputEnable == 0 || control & Pin.output != 0)
        }
    }

    /// Takes a bit at a rising edge of the clock.
    private mutating func clock(_ bit: Bool) {
        let bit: UInt32 = bit ? 1 : 0
        switch phase {
        case .preamble(let ones):
            if bit == 1 {
                phase = .preamble(min(ones + 1, 32))
            } else {
                phase = ones >= 32 ? .header(bits: 0, count: 1) : .preamble(0)
            }
        case .header(let bits, let count):
            let bits = bits << 1 | bit
            phase = count < 13 ? .header(bits: bits, count: count + 1) : begin(bits)
        case .read(let register, let count):
            // The first data bit is out after the second of the two free bits.
            let next = count + 1
            input = next < 2 || next > 17 || Int(value(of: register)) >> (17 - next) & 1 != 0
            phase = next < 18 ? .read(register: register, count: next) : .preamble(0)
            if next == 18, register == 1 { hasLostLink = !isPlugged }
        case .write(let register, let bits, let count):
            let bits = bits << 1 | bit
            if count < 17 {
                phase = .write(register: register, bits: bits, count: count + 1)
            } else {
                store(register, UInt16(truncatingIfNeeded: bits))
                phase = .preamble(0)
            }
        }
    }

    private func begin(_ header: UInt32) -> Phase {
        let register = Int(header & 0x1f)
        // This transceiver has the address 0.
        guard header >> 12 == 1, header >> 5 & 0x1f == 0 else { return .preamble(0) }
        switch header >> 10 & 3 {
        case 2: return .read(register: register, count: 0)
        case 1: return .write(register: register, bits: 0, count: 0)
        default: return .preamble(0)
        }
    }

    private func value(of register: Int) -> UInt16 {
        switch register {
        case 0: basicControl
        // 100 and 10 Mbit/s; negotiation complete and link up, or neither.
        case 1: isPlugged && !hasLostLink ? 0x782d : isPlugged ? 0x7829 : 0x7809
        case 2: 0x0007
        case 3: 0xc0c4
        case 4: advertised
        case 5: 0x41e1
        default: 0
        }
    }

    private mutating func store(_ register: Int, _ value: UInt16) {
        switch register {
        case 0 where value & 0x8000 != 0:
            basicControl = Self.resetControl
            advertised = Self.resetAdvertised
        // The bit that restarts the negotiation clears itself.
        case 0: basicControl = value & ~0x0200
        case 4: advertised = value
        default: break
        }
    }
}
