import ARM968
import BoardEmulator
import SpiNNakerMachine
import Testing

/// Where the tests put images, and the table that starts one.
enum Image {
    static let address: UInt32 = 0x6780_0000

    /// An application image: code to instruction memory, then the start at 0.
    static func bytes(_ code: [UInt32]) -> [UInt8] {
        let count = UInt32(code.count * 4)
        let table: [UInt32] = [2, 0, 64, count, 4, 0, 0, 0] + Array(repeating: 0, count: 8)
        return (table + code).littleEndianBytes
    }
}

extension [UInt32] {
    var littleEndianBytes: [UInt8] {
        flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
    }
}

extension ChipEmulator {
    /// Starts a program on a core; register 0 holds the argument.
    @discardableResult
    func run(_ code: [UInt32], on physical: Int, argument: UInt32 = 0) throws -> CoreNode {
        try #require(write(Image.address, Image.bytes(code)))
        try #require(startCore(physical: physical, image: Image.address, argument: argument))
        return try #require(core(physical))
    }
}

extension CoreNode {
    /// A word of data memory.
    func dataWord(_ offset: UInt32 = 0) -> UInt32 {
        guard let bytes = read(address: 0x0040_0000 + offset, count: 4) else { return 0xdead_dead }
        return (0..<4).reduce(0) { $0 | UInt32(bytes[$1]) << UInt32(8 * $1) }
    }

    func get(_ address: UInt32) -> UInt32? { load(address, .word) }

    func put(_ address: UInt32, _ value: UInt32) { #expect(store(address, value, .word)) }
}

extension BoardEmulator {
    convenience init(_ kind: BoardKind) { self.init(configuration: BoardConfiguration(kind: kind)) }

    func chip(_ x: UInt8, _ y: UInt8) throws -> ChipEmulator { try #require(chips[ChipID(x: x, y: y)]) }

    func pass(cycles: UInt64) { run(until: now + cycles) }
}
