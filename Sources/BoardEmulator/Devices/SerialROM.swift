/// The serial ROM beside an Ethernet chip (SPI), reached bit by bit over four general-purpose pins.
///
/// - SeeAlso: SpiNNaker application note 6; spinnaker_tools 4.0.0, `scamp/spinn_srom.c`.
struct SerialROM: Codable {
    private enum Pin {
        static let output: UInt32 = 1 << 2
        static let input: UInt32 = 1 << 3
        static let clock: UInt32 = 1 << 4
        static let notSelected: UInt32 = 1 << 5
    }

    private enum Command {
        static let writeStatus: UInt8 = 0x01
        static let write: UInt8 = 0x02
        static let read: UInt8 = 0x03
        static let disableWrites: UInt8 = 0x04
        static let readStatus: UInt8 = 0x05
        static let enableWrites: UInt8 = 0x06
        static let eraseAll: UInt8 = 0xc7
    }

    /// The pin that the ROM drives, among the 32.
    static let outputPin = Pin.output

    private static let byteCount = 0x8000
    /// Where SC&MP looks for what it is to know about the board.
    private static let boardInformation = 0x100
    private static let pageBytes = 256

    private var bytes: [UInt8]
    private var pins: UInt32 = Pin.notSelected
    /// The bits taken since the ROM was selected.
    private var bitCount = 0
    private var shift: UInt8 = 0
    private var command: UInt8 = 0
    private var address = 0
    private var outgoing: UInt8 = 0xff
    private var mayWrite = false

    /// What the ROM's data pin shows.
    private(set) var output = true

    /// Creates a ROM with one block, which the boot ROM copies to an address; the rest is erased.
    ///
    /// - Parameters:
    ///   - block: Little-endian words.
    ///   - address: Where the boot ROM is to put them.
    ///   - information: Words about the board for SC&MP, up to 63: what of it not to use.
    init(block: [UInt8], address: UInt32, information: [UInt32] = []) {
        var content: [UInt8] = [0x3a]
        content.append(UInt64(block.count / 4), count: 2)
        content.append(UInt64(address), count: 4)
        for start in stride(from: 0, to: block.count, by: 4) { content += block[start..<start + 4].reversed() }
        bytes = content + Array(repeating: 0xff, count: Self.byteCount - content.count)
        guard !information.isEmpty else { return }
        let words = [UInt32(min(information.count, 63))] + information.prefix(63)
        for (index, byte) in words.flatMap(\.littleEndianBytes).enumerated() {
            bytes[Self.boardInformation + index] = byte
        }
    }

    /// The blocks that the boot ROM copies: padding, a mark, a count, an address and words, the highest byte first.
    ///
    /// - SeeAlso: SpiNNaker application note 6; SpiNNaker boot ROM, `serial.s`.
    var blocks: [(address: UInt32, words: [UInt32])] {
        var found: [(UInt32, [UInt32])] = []
        var place = 0
        while place + 7 <= bytes.count {
            if bytes[place] == 0x55 {
                place += 1
                continue
            }
            guard bytes[place] == 0x3a else { break }
            let count = Int(bytes.bigEndian(at: place + 1, count: 2))
            let address = UInt32(bytes.bigEndian(at: place + 3, count: 4))
            place += 7
            guard place + 4 * count <= bytes.count else { break }
            found.append((address, (0..<count).map { UInt32(bytes.bigEndian(at: place + 4 * $0, count: 4)) }))
            place += 4 * count
        }
        return found
    }

    /// Whether a stored value can be one: all bytes are there, the address is within them.
    var isSound: Bool { bytes.count == Self.byteCount && bytes.indices.contains(address) && bitCount >= 0 }

    /// Takes the levels that the chip drives.
    mutating func drive(_ levels: UInt32) {
        let before = pins
        pins = levels
        if levels & Pin.notSelected != 0 {
            if before & Pin.notSelected == 0 { end() }
            output = true
            return
        }
        if before & Pin.notSelected != 0 {
            bitCount = 0
            outgoing = 0xff
        }
        if levels & ~before & Pin.clock != 0 {
            take(levels & Pin.input != 0)
        } else if ~levels & before & Pin.clock != 0 {
            output = outgoing & 0x80 != 0
            outgoing = outgoing << 1 | 1
        }
    }

    private mutating func take(_ bit: Bool) {
        shift = shift << 1 | (bit ? 1 : 0)
        bitCount += 1
        guard bitCount % 8 == 0 else { return }
        switch bitCount / 8 {
        case 1:
            command = shift
            address = 0
            if command == Command.readStatus { outgoing = mayWrite ? 2 : 0 }
        case 2...4 where command == Command.read || command == Command.write:
            address = (address << 8 | Int(shift)) & (Self.byteCount - 1)
            if bitCount == 32, command == Command.read { present() }
        default:
            takeData()
        }
    }

    private mutating func present() {
        outgoing = bytes[address]
        address = (address + 1) & (Self.byteCount - 1)
    }

    private mutating func takeData() {
        switch command {
        case Command.read: present()
        case Command.readStatus: outgoing = mayWrite ? 2 : 0
        case Command.write where mayWrite:
            bytes[address] = shift
            // Writing goes around within a page.
            address = address & ~(Self.pageBytes - 1) | (address + 1) & (Self.pageBytes - 1)
        default: break
        }
    }

    /// The chip has let go of the ROM: what a command does, it does now.
    private mutating func end() {
        switch command {
        case Command.enableWrites: mayWrite = true
        case Command.eraseAll where mayWrite:
            bytes = Array(repeating: 0xff, count: Self.byteCount)
            mayWrite = false
        case Command.disableWrites, Command.write, Command.writeStatus: mayWrite = false
        default: break
        }
        command = 0
    }
}
