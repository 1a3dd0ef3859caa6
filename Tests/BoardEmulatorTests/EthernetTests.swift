import ARM968
import BoardEmulator
import SpiNNakerMachine
import Testing

/// The Ethernet controller and what hangs on it, driven as SC&MP drives them; frames made by hand, with their
/// checksums, from RFC 791, 768 and 826.
@Suite
struct EthernetTests {
    private static let base: UInt32 = 0xe400_0000
    private static let registers = base + 0xc000
    private static let vic: UInt32 = 0x1f00_0000
    private static let host = Endpoint(address: 0xc0a8_f007, port: 5000)

    private let board = BoardEmulator(.spin3)
    private let chip: ChipEmulator
    private let core: CoreNode

    /// The board is 192.168.240.1, 02:53:c0:a8:f0:01.
    init() throws {
        chip = try board.chip(0, 0)
        core = try chip.run(GuestProgram.sleep, on: 6)
        board.pass(cycles: 1_000)
        core.put(Self.registers, 0)
        core.put(Self.registers + 0x14, 0xc0a8_f001)
        core.put(Self.registers + 0x18, 0x0253)
        core.put(Self.registers, 0x45b)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    private static let query = bytes(
        "ffffffffffff0253c0a8f001080600010800060400010253c0a8f001c0a8f001000000000000c0a8f007"
            + "000000000000000000000000000000000000"
    )
    private static let reply = bytes(
        "0253c0a8f0010200c0a8f007080600010800060400020200c0a8f007c0a8f0070253c0a8f001c0a8f001"
            + "000000000000000000000000000000000000"
    )
    private static let incoming = bytes(
        "0253c0a8f0010200c0a8f007080045000021000040004011d971c0a8f007c0a8f001138845e5000d013a"
            + "68656c6c6f00000000000000000000000000"
    )
    private static let outgoing = bytes(
        "0200c0a8f0070253c0a8f001080045000023000040004011d96fc0a8f001c0a8f00745e51388000fe9af"
            + "616e73776572210000000000000000000000"
    )

    private func send(_ frame: [UInt8]) {
        for (index, byte) in frame.enumerated() {
            #expect(core.store(Self.base + UInt32(index), UInt32(byte), .byte))
        }
        core.put(Self.registers + 0x08, UInt32(frame.count))
        core.put(Self.registers + 0x0c, 1)
        board.pass(cycles: 2_000)
    }

    /// The oldest frame, read as SC&MP reads it: by the descriptor's length from the read pointer on.
    private func oldest() throws -> [UInt8] {
        let descriptor = try #require(core.get(Self.registers + 0x2c))
        let length = try #require(core.get(Self.base + 0x8000 + 4 * (descriptor & 0x3f))) & 0x7ff
        let start = try #require(core.get(Self.registers + 0x24)) & 0xfff
        return (0..<length).compactMap { index in
            core.load(Self.base + 0x4000 + start + index, .byte).map { UInt8($0) }
        }
    }

    private var waiting: UInt32? { core.get(Self.registers + 4).map { $0 >> 1 & 0x3f } }

    // MARK: - Frames

    @Test
    func aHostAnswersARP() throws {
        send(Self.query)
        #expect(waiting == 1)
        #expect(try oldest() == Self.reply)
        #expect(core.get(Self.registers + 4).map { $0 & 1 } == 0, "sent")
    }

    @Test
    func aDatagramComesAsAFrame() throws {
        board.deliver(datagram: Array("hello".utf8), port: 17893, from: Self.host)
        #expect(waiting == 1)
        #expect(try oldest() == Self.incoming)
        // Words have the first byte lowest, unless the controller is told to turn them around.
        #expect(core.get(Self.base + 0x4000) == 0xa8c0_5302)
        core.put(Self.registers, 0x05b)
        #expect(core.get(Self.base + 0x4000) == 0x0253_c0a8)
    }

    @Test
    func aFrameLeavesAsADatagram() {
        send(Self.outgoing)
        let datagrams = board.takeOutgoing()
        #expect(datagrams.map(\.bytes) == [Array("answer!".utf8)])
        #expect(datagrams.map(\.sourcePort) == [17893])
        #expect(datagrams.map(\.destination) == [Self.host])
    }

    @Test(arguments: [24, 41, 43])
    func aFrameWithAWrongChecksumIsNoted(_ index: Int) {
        var frame = Self.outgoing
        frame[index] ^= 1
        send(frame)
        #expect(board.takeOutgoing().isEmpty)
        #expect(board.takeEvents().events.map(\.kind) == [.badFrame])
    }

    @Test
    func theReceiveInterruptStaysUntilAllFramesAreGone() {
        let line: UInt32 = 1 << 20
        #expect(core.get(Self.vic + 8).map { $0 & line } == 0)
        for _ in 0..<2 { board.deliver(datagram: [1], port: 17893, from: Self.host) }
        #expect(core.get(Self.vic + 8).map { $0 & line } == line)
        core.put(Self.registers + 0x10, 1)
        core.put(Self.registers + 0x20, 0x10)
        #expect(core.get(Self.vic + 8).map { $0 & line } == line, "one frame is left")
        core.put(Self.registers + 0x10, 1)
        #expect(waiting == 0)
        core.put(Self.registers + 0x20, 0x10)
        #expect(core.get(Self.vic + 8).map { $0 & line } == 0)
    }

    @Test
    func framesWaitForRoomAndAreReadOverTheEndOfTheRing() throws {
        let payloads = (0..<7).map { number in [UInt8](repeating: UInt8(number + 1), count: 1_200) }
        for payload in payloads { board.deliver(datagram: payload, port: 17893, from: Self.host) }
        // A frame takes 14 + 28 + 1,200 + 4 bytes; two fit into 3 KiB.
        #expect(waiting == 2)
        var wrapped = false
        for payload in payloads {
            let frame = try oldest()
            #expect(Array(frame[42...]) == payload)
            wrapped = wrapped || (core.get(Self.registers + 0x24) ?? 0) & 0xfff > 0xc00 - 1_246
            core.put(Self.registers + 0x10, 1)
        }
        #expect(wrapped, "some frame lay over the end")
        #expect(waiting == 0)
        #expect(core.get(Self.registers + 4).map { $0 >> 16 } == 0, "none was lost")
    }

    @Test
    func theFilterKeepsOutWhatIsForOthers() {
        core.put(Self.registers + 0x14, 0xc0a8_f002)
        board.deliver(datagram: [1], port: 17893, from: Self.host)
        #expect(waiting == 0)
        core.put(Self.registers, 0x4db)
        board.deliver(datagram: [1], port: 17893, from: Self.host)
        #expect(waiting == 1, "promiscuous")
        core.put(Self.registers, 0x4d9)
        board.deliver(datagram: [1], port: 17893, from: Self.host)
        #expect(waiting == 1, "not receiving")
    }

    // MARK: - Transceiver and serial ROM

    private func clockOut(_ word: UInt32, count: Int, control: UInt32) {
        for index in 0..<count {
            let bit: UInt32 = word >> UInt32(31 - index) & 1 != 0 ? 4 : 0
            core.put(Self.registers + 0x1c, control | bit)
            core.put(Self.registers + 0x1c, control | bit | 16)
            core.put(Self.registers + 0x1c, control | bit)
        }
    }

    private func transceiver(read register: UInt32) throws -> UInt32 {
        clockOut(0xffff_ffff, count: 32, control: 9)
        clockOut(0x6000_0000 | register << 18, count: 14, control: 9)
        clockOut(0, count: 2, control: 1)
        return try (0..<16).reduce(0) { value, _ in
            let bit = try #require(core.get(Self.registers + 0x1c)) >> 1 & 1
            core.put(Self.registers + 0x1c, 17)
            core.put(Self.registers + 0x1c, 1)
            return value << 1 | bit
        }
    }

    private func transceiver(write value: UInt32, to register: UInt32) {
        clockOut(0xffff_ffff, count: 32, control: 9)
        clockOut(0x5002_0000 | register << 18 | value, count: 32, control: 9)
        core.put(Self.registers + 0x1c, 1)
    }

    @Test
    func theTransceiverSaysThatItsLinkIsUp() throws {
        let board = BoardEmulator(configuration: BoardConfiguration(kind: .spin3)) { _ in BootROM() }
        let judge = try EthernetTests(of: board)
        #expect(try judge.transceiver(read: 1) & 4 == 4)
        judge.transceiver(write: 0x0181, to: 4)
        #expect(try judge.transceiver(read: 4) == 0x0181)
        judge.transceiver(write: 0x1200, to: 0)
        #expect(try judge.transceiver(read: 0) == 0x1000, "restarting the negotiation is over at once")
        // Nothing answers where no transceiver is.
        #expect(try transceiver(read: 1) == 0xffff)
    }

    /// A core of a board that has started in its boot ROM.
    private init(of board: BoardEmulator) throws {
        chip = try board.chip(0, 0)
        core = try chip.run(GuestProgram.sleep, on: 6)
        board.pass(cycles: 1_000)
    }

    private func serialROM(read address: UInt32, count: Int) throws -> [UInt8] {
        let (set, clear): (UInt32, UInt32) = (0xe200_0048, 0xe200_004c)
        core.put(0xe200_0044, 0xffff_ffff & ~0x38)
        core.put(set, 1 << 5)
        core.put(clear, 1 << 5)
        let clock = {
            core.put(set, 1 << 4)
            core.put(clear, 1 << 4)
        }
        for index in 0..<32 {
            core.put((0x0300_0000 | address) >> UInt32(31 - index) & 1 != 0 ? set : clear, 1 << 3)
            clock()
        }
        let bytes = try (0..<count).map { _ in
            try (0..<8).reduce(UInt8(0)) { byte, _ in
                let bit = try #require(core.get(set)) >> 2 & 1
                clock()
                return byte << 1 | UInt8(bit)
            }
        }
        core.put(set, 1 << 5)
        return bytes
    }

    @Test
    func theSerialROMHoldsTheBoardsAddresses() throws {
        let board = BoardEmulator(configuration: BoardConfiguration(kind: .spin3)) { _ in BootROM() }
        let judge = try EthernetTests(of: board)
        // A block of eight words for f5007fe0; application note 6 gives the form, `sark.h` the words.
        let expected = Self.bytes("3a0008f5007fe0" + "53028039" + "01f0a8c0" + "01f0a8c0" + "fef0a8c0" + "00ffffff")
        #expect(try judge.serialROM(read: 0, count: expected.count) == expected)
        #expect(try judge.serialROM(read: 0x100, count: 4) == [0xff, 0xff, 0xff, 0xff])
        #expect(judge.core.get(0xe500_7fe0) == 0x5302_8039, "and the boot ROM has put it into system RAM")
    }

    // MARK: - SDRAM controller and arbitration

    @Test
    func theSDRAMControllerStartsAsTheSelfTestWantsIt() {
        // SpiNNaker boot ROM, `reg_test.c`.
        #expect((0..<3).map { core.get(0xe000_000c + 4 * $0) } == [0x0001_0020, 0xa60, 6])
        #expect(core.get(0xe000_0000) == 0xb4)
        #expect(core.get(0xe000_0200) == 0xff00)
        #expect(core.get(0xe000_0300).map { $0 >> 18 & 1 } == 1, "locked")
        core.put(0xe000_0014, 9)
        core.put(0xe000_0004, 0)
        #expect(core.get(0xe000_0014) == 9)
        #expect(core.get(0xe000_0000) == 0xb5, "ready")
    }

    @Test
    func oneCoreWinsTheArbitration() {
        core.put(0xe200_0034, 0x5ec0_011f)
        #expect(core.get(0xe200_0080 + 4 * 7) == 0x8000_0000)
        #expect(core.get(0xe200_0080 + 4 * 8) == 0)
        #expect(core.get(0xe200_0034) == 7)
    }
}
