import BoardEmulator
import MonitorServices
import SpiNNakerMachine

/// A board with monitors of the code under test, asked in bytes written down by hand.
final class TestBoard {
    /// An answer: the SDP header's flags and tag, the result code, the sequence number, the data behind it.
    struct Answer: Equatable {
        var flags: UInt8
        var tag: UInt8
        var code: UInt16
        var sequence: UInt16
        var data: [UInt8]

        func word(_ index: Int) -> UInt32 { data.littleEndianWord(at: 4 * index) }
    }

    static let hostAddress: UInt32 = 0x0100_007f
    static let boardAddress: UInt32 = 0x01f0_a8c0  // 192.168.240.1

    let board: BoardEmulator
    let network: MonitorNetwork
    private var sequence: UInt16 = 0

    init(_ kind: BoardKind = .spin5, booted: Bool = true) {
        var configuration = MonitorNetwork.Configuration.booted(
            BoardConfiguration(kind: kind),
            address: Self.boardAddress
        )
        if !booted { configuration.bootValues = nil }
        self.network = MonitorNetwork(configuration: configuration)
        board = BoardEmulator.forTests(BoardConfiguration(kind: kind), network)
    }

    init(_ kind: BoardKind, network: MonitorNetwork) {
        self.network = network
        board = BoardEmulator.forTests(BoardConfiguration(kind: kind), network)
    }

    init(_ configuration: MonitorNetwork.Configuration) {
        network = MonitorNetwork(configuration: configuration)
        board = BoardEmulator.forTests(configuration.board, network)
    }

    func chip(_ x: UInt8, _ y: UInt8) throws -> ChipEmulator { try board.chip(at: ChipID(x: x, y: y)) }

    /// Sends one datagram to a port of the board and returns those that come back.
    func exchange(_ datagram: [UInt8], port: UInt16 = 17893, hostPort: UInt16 = 40000) -> [[UInt8]] {
        board.deliverForTests(datagram, port: port, fromAddress: Self.hostAddress, fromPort: hostPort)
        return board.takeOutgoingForTests()
    }

    /// The bytes of an SCP request.
    func request(
        _ command: UInt16,
        _ arguments: [UInt32] = [],
        data: [UInt8] = [],
        to place: (x: UInt8, y: UInt8, core: UInt8) = (255, 255, 0),
        port: UInt8 = 0,
        flags: UInt8 = 0x87
    ) -> [UInt8] {
        sequence &+= 1
        var bytes: [UInt8] = [0, 0, flags, 0xff, port << 5 | place.core, 0xff, place.y, place.x, 0, 0]
        bytes += [UInt8(command & 0xff), UInt8(command >> 8), UInt8(sequence & 0xff), UInt8(sequence >> 8)]
        for index in 0..<3 { bytes += (index < arguments.count ? arguments[index] : 0).littleEndianBytes }
        return bytes + data
    }

    /// Sends an SCP request and returns its answer, or `nil` when there is none.
    func ask(
        _ command: UInt16,
        _ arguments: [UInt32] = [],
        data: [UInt8] = [],
        at place: (x: UInt8, y: UInt8, core: UInt8) = (255, 255, 0),
        port: UInt8 = 0
    ) -> Answer? {
        let answers = exchange(request(command, arguments, data: data, to: place, port: port))
        guard answers.count == 1, let bytes = answers.first, bytes.count >= 14 else { return nil }
        guard bytes.littleEndianHalf(at: 12) == sequence else { return nil }
        return Answer(
            flags: bytes[2],
            tag: bytes[3],
            code: bytes.littleEndianHalf(at: 10),
            sequence: bytes.littleEndianHalf(at: 12),
            data: Array(bytes[14...])
        )
    }

    /// Reads memory of a chip with the command READ.
    func read(_ address: UInt32, _ count: Int, x: UInt8 = 0, y: UInt8 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let length = min(256, count - bytes.count)
            guard let answer = ask(2, [address + UInt32(bytes.count), UInt32(length), 0], at: (x, y, 0)),
                answer.data.count == length
            else { return bytes }
            bytes += answer.data
        }
        return bytes
    }

    /// Reads one word of a chip's memory.
    func word(_ address: UInt32, x: UInt8 = 0, y: UInt8 = 0) -> UInt32 {
        read(address, 4, x: x, y: y).littleEndianWord(at: 0)
    }

    /// Lets emulated milliseconds pass.
    func pass(milliseconds: Int) { board.passForTests(milliseconds: milliseconds) }
}

extension [UInt8] {
    func littleEndianHalf(at offset: Int) -> UInt16 {
        offset + 1 < count ? UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 : 0
    }

    func littleEndianWord(at offset: Int) -> UInt32 {
        UInt32(littleEndianHalf(at: offset)) | UInt32(littleEndianHalf(at: offset + 2)) << 16
    }

    /// Bytes from hexadecimal digits; blanks are left out.
    init(hex: String) {
        let digits = hex.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

extension UInt32 {
    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(8 * $0)) } }
}

/// Numbers that look random and are the same every time.
struct Sequence32 {
    private var state: UInt32

    init(seed: UInt32) { state = seed }

    mutating func next(below limit: UInt32) -> UInt32 {
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt32(UInt64(state) * UInt64(limit) >> 32)
    }
}
