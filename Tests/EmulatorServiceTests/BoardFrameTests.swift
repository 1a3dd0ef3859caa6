import BoardEmulator
import DatagramTransport
import EmulatorService
import SpiNNakerMachine
import Synchronization
import Testing

/// Three boards that are switched on and off, booted and asked through channels within the process.
@Suite
struct BoardFrameTests {
    /// A host's end of a channel to a port of a board.
    private final class Link: Sendable {
        private let channel: any DatagramChannel
        private let peer: DatagramEndpoint
        private let answers = Mutex<[[UInt8]]>([])

        init(_ board: VirtualBoard, _ number: Int, port: UInt16) {
            channel = board.connect(to: port, ofBoard: number)
            peer = DatagramEndpoint(address: 0x7f00_0002 + UInt32(number), port: port)
            channel.setReceiver { [weak self] datagrams in
                self?.answers.withLock { $0 += datagrams.map(\.bytes) }
            }
        }

        func send(_ bytes: [UInt8]) { channel.send([Datagram(peer: peer, bytes: bytes)]) }

        /// Sends a request, and again every 0.1 s, until an answer comes or the patience ends.
        func ask(_ bytes: [UInt8], patience: Duration = .seconds(5)) async throws -> [UInt8]? {
            answers.withLock { $0 = [] }
            let end = ContinuousClock.now + patience
            while ContinuousClock.now < end {
                send(bytes)
                for _ in 0..<50 {
                    if let answer = answers.withLock({ $0.first }) { return answer }
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
            return nil
        }
    }

    private func request(_ command: UInt8, _ arguments: [UInt32] = [], to place: [UInt8] = [255, 255]) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 0x87, 0xff, 0, 0xff, place[1], place[0], 0, 0, command, 0, 1, 0]
        for index in 0..<3 {
            let argument = index < arguments.count ? arguments[index] : 0
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: argument >> UInt32(8 * $0)) }
        }
        return bytes
    }

    /// Sends a boot image of one block of 1 KiB that holds what a host puts there: the boot chip's mark.
    private func boot(_ link: Link) {
        func message(_ opcode: UInt8, _ operands: [UInt8], data: [UInt8] = []) -> [UInt8] {
            [0, 1, 0, 0, 0, opcode] + operands + data
        }
        var image = Array(repeating: UInt8(0), count: 1024)
        // The words travel in network order: system variables from offset 384 on.
        let variables: [(Int, UInt32)] = [
            (0x40, 0x0014_0701), (0x48, 0x400), (0x50, 0x4000), (0x54, 0x80_0000), (0x58, 0x8000),
        ]
        for (offset, word) in variables {
            for index in 0..<4 {
                image[384 + offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * index))
            }
        }
        link.send(message(1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
        link.send(message(3, [0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0], data: image))
        link.send(message(5, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))
    }

    private func position(_ answer: [UInt8]?) -> [UInt8]? { answer.map { [$0[17], $0[16]] } }

    private func start() -> VirtualBoard {
        VirtualBoard.startInProcess(BoardConfiguration(.triad), booted: false)
    }

    private func manage(_ boards: VirtualBoard, _ command: UInt8, _ arguments: [UInt32], data: [UInt8] = []) -> Bool {
        boards.manage(request(command, arguments, to: [0, 0]) + data)?[10] == 0x80
    }

    @Test
    func aBoardThatIsOffIsSilentAndForgets() async throws {
        let boards = start()
        let scp = Link(boards, 0, port: 17893)
        boot(Link(boards, 0, port: 54321))
        #expect(position(try await scp.ask(request(0))) == [0, 0])
        _ = try await scp.ask(request(5, [0x6100_0000, 0x1234_5678, 4], to: [0, 0]))

        #expect(manage(boards, 57, [0, 0b111]))
        #expect(try await scp.ask(request(0), patience: .milliseconds(200)) == nil)
        boot(Link(boards, 0, port: 54321))
        #expect(try await scp.ask(request(0), patience: .milliseconds(200)) == nil, "booted without power")

        #expect(manage(boards, 57, [1, 0b111]))
        #expect(try await scp.ask(request(0), patience: .milliseconds(200)) == nil, "waits to be booted")
        boot(Link(boards, 0, port: 54321))
        #expect(position(try await scp.ask(request(0))) == [0, 0])
        let memory = try #require(try await scp.ask(request(2, [0x6100_0000, 4, 2], to: [0, 0])))
        #expect(memory[14...] == [0, 0, 0, 0])
        await boards.stop()
    }

    @Test
    func theBootedBoardIsTheRootOfAllThatHasPower() async throws {
        let boards = start()
        // Booted through the second board, the torus begins there.
        boot(Link(boards, 1, port: 54321))
        #expect(position(try await Link(boards, 1, port: 17893).ask(request(0))) == [0, 0])
        #expect(position(try await Link(boards, 2, port: 17893).ask(request(0, to: [8, 4]))) == [8, 4])
        #expect(position(try await Link(boards, 0, port: 17893).ask(request(0, to: [4, 8]))) == [4, 8])
        let size = try #require(try await Link(boards, 1, port: 17893).ask(request(2, [0xf500_7f02, 2, 0])))
        #expect(size[14...] == [12, 12])
        await boards.stop()
    }

    @Test
    func stoppedLinksPartBoards() async throws {
        let boards = start()
        // All six sides of the first board.
        for fpga in 0..<UInt32(3) {
            for bank in 0..<UInt32(2) {
                #expect(manage(boards, 18, [bank << 16 | 0x5c, 4, fpga], data: [1, 0, 0, 0]))
            }
        }
        boot(Link(boards, 0, port: 54321))
        let first = Link(boards, 0, port: 17893)
        #expect(position(try await first.ask(request(0))) == [0, 0])
        #expect(try #require(try await first.ask(request(2, [0xf500_7f02, 2, 0])))[14...] == [8, 8], "a lone board")
        #expect(try await Link(boards, 1, port: 17893).ask(request(0), patience: .milliseconds(200)) == nil)
        // The two others are a machine of their own, whose boot chip need not be its south-western one.
        boot(Link(boards, 1, port: 54321))
        let second = Link(boards, 1, port: 17893)
        let root = try #require(position(try await second.ask(request(0))))
        let others = try #require(try await second.ask(request(2, [0xf500_7f2e, 2, 0])))
        #expect(others[14...] == [root[1], root[0]])
        await boards.stop()
    }

    @Test
    func boardsOfARunningMachineCanLosePower() async throws {
        let boards = start()
        boot(Link(boards, 0, port: 54321))
        let first = Link(boards, 0, port: 17893)
        #expect(position(try await first.ask(request(0, to: [8, 4]))) == [8, 4])
        #expect(manage(boards, 57, [0, 0b010]))
        #expect(position(try await first.ask(request(0, to: [4, 8]))) == [4, 8])
        #expect(try #require(try await first.ask(request(0, to: [8, 4])))[10] == 0x8b, "nobody answers for the chip")
        #expect(try await Link(boards, 1, port: 17893).ask(request(0), patience: .milliseconds(200)) == nil)
        await boards.stop()
    }

    @Test
    func withoutItsCableABoardIsReachedThroughOthers() async throws {
        let boards = start()
        boot(Link(boards, 0, port: 54321))
        let second = Link(boards, 1, port: 17893)
        #expect(position(try await second.ask(request(0, to: [8, 4]))) == [8, 4])
        boards.setCable(of: 1, isPlugged: false)
        #expect(try await second.ask(request(0, to: [8, 4]), patience: .milliseconds(200)) == nil)
        #expect(position(try await Link(boards, 0, port: 17893).ask(request(0, to: [8, 4]))) == [8, 4])
        boards.setCable(of: 1, isPlugged: true)
        #expect(position(try await second.ask(request(0, to: [8, 4]))) == [8, 4])
        await boards.stop()
    }

    @Test
    func aCableThatWasOutIsOutAfterASnapshot() async throws {
        let boards = start()
        boot(Link(boards, 0, port: 54321))
        #expect(position(try await Link(boards, 0, port: 17893).ask(request(0))) == [0, 0])
        boards.setCable(of: 1, isPlugged: false)
        let data = try await boards.snapshot(ends: true)
        await boards.stop()

        let restored = try await VirtualBoard.startInProcess(restoring: data)
        let second = Link(restored, 1, port: 17893)
        #expect(try await second.ask(request(0, to: [8, 4]), patience: .milliseconds(200)) == nil)
        #expect(position(try await Link(restored, 0, port: 17893).ask(request(0, to: [8, 4]))) == [8, 4])
        restored.setCable(of: 1, isPlugged: true)
        #expect(position(try await second.ask(request(0, to: [8, 4]))) == [8, 4])
        await restored.stop()
    }
}
