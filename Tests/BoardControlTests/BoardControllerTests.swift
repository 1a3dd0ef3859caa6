import BoardControl
import DatagramTransport
import Foundation
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization
import Testing

@Suite
struct BoardControllerTests {
    private struct Setup {
        var board: FakeBoard
        var controller: BoardController
        var ends: (MemoryChannel, MemoryChannel)
    }

    private static func connect(
        _ faults: FaultyChannel.Faults? = nil,
        bootQuestions: Int = 0,
        options: BoardController.Options = .init(window: .init(timeout: .milliseconds(200)))
    ) async throws -> Setup {
        let ends = MemoryChannel.makePair()
        let board = FakeBoard(channel: ends.1)
        board.state.withLock { $0.bootQuestions = bootQuestions }
        var options = options
        options.faults = faults.map { ($0, 1234) }
        let controller = try await BoardController.connect(
            channel: ends.0,
            peer: ends.1.localEndpoint,
            options: options
        )
        return Setup(board: board, controller: controller, ends: ends)
    }

    private static let bad = FaultyChannel.Faults(loss: 0.05, duplication: 0.02, reordering: 0.05)

    @Test
    func silentBoardIsAClearError() async throws {
        let ends = MemoryChannel.makePair()
        let error = await #expect(throws: BoardControlError.self) {
            _ = try await BoardController.connect(
                channel: ends.0,
                peer: ends.1.localEndpoint,
                options: .init(connectTries: 1)
            )
        }
        #expect(error?.code == .noReply)
        #expect(error?.message.contains("is the board powered and booted?") == true)
        #expect(error?.message.contains("\(ends.1.localEndpoint)") == true)
    }

    @Test
    func bootingBoardIsWaitedFor() async throws {
        let setup = try await Self.connect(bootQuestions: 2)
        #expect(setup.controller.version.version == "4.0.0")
        #expect(setup.board.requests(.version).count == 3)

        let error = await #expect(throws: BoardControlError.self) {
            _ = try await Self.connect(bootQuestions: 1000, options: .init(bootDeadline: .milliseconds(150)))
        }
        #expect(error?.code == .stillBooting)
    }

    @Test(arguments: [nil, bad])
    func memoryOfAnyLengthAndAlignmentArrives(_ faults: FaultyChannel.Faults?) async throws {
        let setup = try await Self.connect(faults)
        let chip = ChipID(x: 1, y: 1)
        for (offset, count) in [(0, 0), (0, 1), (1, 2), (3, 1), (3, 700), (2, 256), (1, 1023), (0, 4096), (5, 100_000)]
        {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 + offset) }
            let address = 0x6000_0000 + UInt32(offset)

            try await setup.controller.write(bytes, to: chip, address: address)

            #expect(setup.board.bytes(at: address, count: count, of: chip) == bytes)
            #expect(try await setup.controller.read(from: chip, address: address, byteCount: count) == bytes)
        }
        for (_, request) in setup.board.requests(.write) + setup.board.requests(.read) {
            #expect(request.argument2 <= 256)
            #expect((request.argument1 | request.argument2) & ((1 << request.argument3) - 1) == 0)
        }
    }

    @Test
    func fillingIsDoneByTheBoard() async throws {
        let setup = try await Self.connect()
        try await setup.controller.fill(.boot, address: 0x6000_0000, byteCount: 600_000, with: 0x0102_0304)
        #expect(setup.board.bytes(at: 0x6000_0000 + 599_996, count: 8, of: .boot) == [4, 3, 2, 1, 0, 0, 0, 0])
        await #expect(throws: BoardControlError.self) {
            try await setup.controller.fill(.boot, address: 2, byteCount: 4)
        }
    }

    @Test(arguments: [nil, bad])
    func machineIsDiscovered(_ faults: FaultyChannel.Faults?) async throws {
        let setup = try await Self.connect(faults)
        #expect(try await setup.controller.discover() == Machine(board: .spin3))
    }

    @Test
    func allocationFailuresSayWhy() async throws {
        let setup = try await Self.connect()
        let address = try await setup.controller.allocateSDRAM(byteCount: 64, on: .boot, tag: 1, applicationID: 30)
        #expect(address == 0x6024_0008)
        let error = await #expect(throws: BoardControlError.self) {
            _ = try await setup.controller.allocateSDRAM(byteCount: 200 << 20, on: .boot, applicationID: 30)
        }
        #expect(error?.code == .outOfResources)
        #expect(error?.location?.chip == .boot)
        #expect(error?.message.contains("209715200 bytes") == true)
        #expect(error?.message.contains("500 bytes") == true)
        await #expect(throws: BoardControlError.self) {
            _ = try await setup.controller.allocateSDRAM(byteCount: 0, on: .boot, applicationID: 30)
        }
    }

    @Test
    func taggedAllocationSurvivesALostReply() async throws {
        let setup = try await Self.connect(.init(loss: 0.4))
        for tag in UInt8(1)...10 {
            let address = try await setup.controller.allocateSDRAM(byteCount: 8, on: .boot, tag: tag, applicationID: 30)
            #expect(setup.board.state.withLock { $0.tagged[tag] } == address)
        }
    }

    @Test(arguments: [nil, bad])
    func imagesReachEveryChip(_ faults: FaultyChannel.Faults?) async throws {
        let setup = try await Self.connect(faults)
        let image = (0..<5001).map { UInt8(truncatingIfNeeded: $0 * 13) }
        let cores: [ChipID: [UInt8]] = [
            ChipID(x: 0, y: 0): [1, 17], ChipID(x: 1, y: 0): [2], ChipID(x: 0, y: 1): [3], ChipID(x: 1, y: 1): [4, 5],
        ]

        try await setup.controller.loadApplication(image, on: cores, applicationID: 30, waits: true)

        for (chip, list) in cores {
            #expect(setup.board.bytes(at: 0x6780_0000, count: image.count, of: chip) == image)
            for core in list {
                #expect(setup.board.state.withLock { $0.states[CoreID(chip: chip, core: core)] } == .wait)
            }
        }
        let all = cores.flatMap { chip, list in list.map { CoreID(chip: chip, core: $0) } }
        try await setup.controller.waitForCores(all, in: [.wait], within: .seconds(5))
        #expect(try await setup.controller.countCores(applicationID: 30, in: .wait) == 6)
        await #expect(throws: BoardControlError.self) {
            try await setup.controller.loadApplication(
                image,
                on: [ChipID(x: 5, y: 5): [1]],
                applicationID: 30,
                waits: true
            )
        }
    }

    @Test
    func failedCoreIsReportedWithRegistersAndText() async throws {
        let setup = try await Self.connect()
        let core = CoreID(x: 1, y: 0, core: 4)
        setup.board.state.withLock { $0.states = [core: .runTimeError, CoreID(x: 1, y: 0, core: 5): .run] }
        var block = try CoreStatus(decoding: Array(repeating: 0, count: 128))
        block.registers = (0..<8).map { 0x1000 + $0 }
        block.stackPointer = 0x0040_fff0
        block.errorCode = .dataAbort
        block.state = .runTimeError
        block.nameBytes = Array("neurons\0\0\0\0\0\0\0\0\0".utf8)
        block.iobufAddress = 0x6700_0000
        setup.board.setBytes(block.encode(), at: CoreStatus.address(ofCore: 4), of: core.chip)
        setup.board.setBytes(
            [0x00, 0x10, 0, 0x67] + [0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0],
            at: 0x6700_0000,
            of: core.chip
        )
        setup.board.setBytes(Array("hello\n".utf8), at: 0x6700_0010, of: core.chip)
        setup.board.setBytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0], at: 0x6700_1000, of: core.chip)
        setup.board.setBytes(Array("world".utf8), at: 0x6700_1010, of: core.chip)

        let error = await #expect(throws: BoardControlError.self) {
            try await setup.controller.waitForCores(
                [core, CoreID(x: 1, y: 0, core: 5)],
                in: [.pause],
                within: .seconds(5)
            )
        }

        #expect(error?.code == .coresFailed)
        #expect(error?.location == core)
        #expect(error?.failedCores.first?.status == block)
        #expect(error?.failedCores.first?.iobuf == "hello\nworld")
        let text = try #require(error).description
        for part in ["(1, 0, 4)", "DABT, data abort", "r7=0x00001007", "sp=0x0040fff0", "| world", "neurons"] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test
    func lateCoresAreNamedAtTheDeadline() async throws {
        let setup = try await Self.connect()
        let core = CoreID(x: 0, y: 1, core: 3)
        setup.board.state.withLock { $0.states[core] = .run }

        let error = await #expect(throws: BoardControlError.self) {
            try await setup.controller.waitForCores([core], in: [.pause, .exit], within: .milliseconds(50))
        }

        #expect(error?.code == .deadlineMissed)
        #expect(error?.message.contains("(0, 1, 3) in RUN") == true)
        #expect(error?.message.contains("EXIT or PAUSE") == true)
    }

    @Test
    func programsAnswerRequests() async throws {
        let setup = try await Self.connect(Self.bad)
        let cores = (1...17).map { CoreID(x: 0, y: 1, core: $0) }

        let replies = try await setup.controller.requests(
            cores.map { ($0, SCPRequest(SCPCommand(rawValue: 7), UInt32($0.core) * 10)) },
            port: 3
        )

        for (core, reply) in zip(cores, replies) { #expect(try reply.word(at: 0) == UInt32(core.core) * 10 + 1) }
        let seen = setup.board.requests(SCPCommand(rawValue: 7))
        #expect(seen.allSatisfy { $0.destination.port == 3 })
    }

    @Test
    func silenceWithinASessionNamesCoreAndAddress() async throws {
        let setup = try await Self.connect(options: .init(window: .init(timeout: .milliseconds(20), tries: 3)))
        setup.board.state.withLock { $0.isSilent = true }

        let error = await #expect(throws: BoardControlError.self) {
            _ = try await setup.controller.read(from: ChipID(x: 0, y: 1), address: 0x6024_0000, byteCount: 256)
        }

        #expect(error?.code == .noReply)
        #expect(error?.message.contains("READ of 256 bytes at 0x60240000 from core (0, 1, 0)") == true)
        #expect(error?.message.contains("after 3 tries") == true)
    }

    @Test
    func cancelledAndClosedTransfersEnd() async throws {
        let setup = try await Self.connect()
        setup.board.state.withLock { $0.isSilent = true }
        let cancelled = Task { try await setup.controller.read(from: .boot, address: 0, byteCount: 100_000) }
        let closed = Task { try await setup.controller.read(from: .boot, address: 0, byteCount: 100_000) }
        try await Task.sleep(for: .milliseconds(20))

        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        await setup.controller.close()

        let error = await #expect(throws: BoardControlError.self) { try await closed.value }
        #expect(error?.code == .closed)
    }

    @Test
    func throughputIsMeasuredOverUDP() async throws {
        let peer = try UDPChannel.bind(to: DatagramEndpoint(address: 0x7f00_0001, port: 0))
        let board = FakeBoard(channel: peer)
        let controller = try await BoardController.connect(
            host: "127.0.0.1",
            port: peer.localEndpoint.port,
            options: .init()
        )

        let result = try await SCPThroughput.measure(controller: controller, byteCount: 100_000, rounds: 1)

        #expect(result.readMegabytesPerSecond > 0)
        #expect(result.description.contains("MB/s"))
        #expect(board.requests(.write).count >= 391)
        await controller.close()
        await peer.close()
    }

    @Test
    func bootSendsTheImageAndAFileThatIsNoneIsRefused() async throws {
        let ends = MemoryChannel.makePair()
        let mailbox = DatagramMailbox(ends.1)
        let image = try BootImage((0..<5000).map { UInt8(truncatingIfNeeded: $0) })

        try await BoardController.send(
            image,
            to: ends.1.localEndpoint,
            over: ends.0,
            .init(board: .spin3, pause: .zero, settlingTime: .zero)
        )

        var opcodes: [UInt32] = []
        while let datagram = await mailbox.receive(within: .milliseconds(100)) {
            opcodes.append(try BootMessage(decoding: datagram.bytes).opcode.rawValue)
        }
        #expect(opcodes == [1, 3, 3, 3, 3, 3, 5])
        let error = await #expect(throws: BoardControlError.self) {
            _ = try await BoardController.boot(host: "127.0.0.1", imagePath: "/no/such/scamp.boot")
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("/no/such/scamp.boot") == true)
    }
}
