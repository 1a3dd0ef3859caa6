import ARM968
import BoardEmulator
import SpiNNakerMachine
import Testing

@Suite
struct PacketTests {
    /// The packets that the receiving program has stored: status, payload, key.
    private func received(_ core: CoreNode) -> [[UInt32]] {
        (0..<core.dataWord()).map { index in (0..<3).map { core.dataWord(0x100 + index * 12 + $0 * 4) } }
    }

    private func send(_ chip: ChipEmulator, key: UInt32, times: UInt8 = 1) throws {
        let sender = try chip.run(GuestProgram.send, on: 1, argument: key)
        sender.write(address: 0x0040_0000, [times, 0, 0, 0])
    }

    @Test
    func packetsGoStraightThroughChipsThatDoNotKnowThem() throws {
        let board = BoardEmulator(.spin5)
        // North-east from (0, 0); only the first and the last chip have an entry.
        try board.chip(0, 0).router.setEntry(3, key: 0x4000, mask: 0xffff_f000, route: 1 << 1)
        try board.chip(7, 7).router.setEntry(1023, key: 0x4000, mask: 0xffff_f000, route: 1 << (6 + 9))
        let receiver = try board.chip(7, 7).run(GuestProgram.receive, on: 9)
        try send(board.chip(0, 0), key: 0x4120, times: 2)
        board.pass(cycles: 20_000)

        let packets = received(receiver)
        #expect(packets.map { $0[2] } == [0x4120, 0x4121, 0x4120, 0x4121])
        #expect(packets.map { $0[1] } == [0, 1, 0, 0])
        // Received, error-free, from link 4, multicast.
        #expect(packets.allSatisfy { $0[0] & 0xff00_000f == 0x9400_0001 })
        #expect(packets.map { $0[0] >> 17 & 1 } == [0, 1, 0, 1], "the payload bit")
        #expect(board.takeEvents().events.isEmpty)
    }

    @Test
    func aSmallBoardWrapsNorthAndSouthOnly() throws {
        let board = BoardEmulator(.spin3)
        // South from (0, 0) is (0, 1).
        try board.chip(0, 0).router.setEntry(0, key: 0x10, mask: 0xffff_fff0, route: 1 << 5)
        try board.chip(0, 1).router.setEntry(0, key: 0x10, mask: 0xffff_fff0, route: 1 << (6 + 2))
        let receiver = try board.chip(0, 1).run(GuestProgram.receive, on: 2)
        try send(board.chip(0, 0), key: 0x10)
        board.pass(cycles: 10_000)
        #expect(received(receiver).count == 2)
        #expect(received(receiver).map { $0[0] >> 24 & 7 } == [2, 2], "from the north, over the wrap")

        // West of (0, 0) there is nothing.
        try board.chip(0, 0).router.setEntry(0, key: 0x10, mask: 0xffff_fff0, route: 1 << 3)
        try send(board.chip(0, 0), key: 0x10)
        board.pass(cycles: 10_000)
        #expect(received(receiver).count == 2)
        #expect(
            board.takeEvents().events.map(\.kind) == [.packetDropped(key: 0x10), .packetDropped(key: 0x11)]
        )
    }

    @Test
    func aPacketOfTheChipItselfThatNobodyKnowsIsDropped() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        try send(chip, key: 0x77)
        board.pass(cycles: 5_000)

        #expect(chip.load32(0xe100_001c) == 0x77)
        #expect(chip.load32(0xe100_0018).map { $0 >> 24 } == 7)
        #expect(chip.load32(0xe100_0028).map { $0 >> 30 } == 3, "a second one was dropped, too")
        #expect(chip.load32(0xe100_0028) == 0, "reading clears")
    }

    @Test
    func aCoreThatNeverReadsLosesAllButOnePacket() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        // Count what is dropped: any multicast packet with the destination "dump".
        chip.store32(0xe100_0200, 0x0001_fcf1)
        chip.store32(0xe100_002c, 0xffff_0001)
        let sleeper = try chip.run(GuestProgram.sleep, on: 2)
        try send(chip, key: 0x100, times: 5)
        board.pass(cycles: 100_000)

        #expect(sleeper.get(0x1000_000c).map { $0 >> 31 } == 1)
        #expect(chip.load32(0xe100_0300) == 9)
        #expect(chip.load32(0xe100_0024) == 1 << 8, "core 2 refused")
        #expect(sleeper.get(0x1000_0014) == 0x100)
        #expect(sleeper.get(0x1000_000c).map { $0 >> 31 } == 0)
        #expect(board.isIdle)
    }

    @Test
    func withoutALimitPacketsWaitForTheirReader() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        chip.store32(0xe100_0000, 0x00ff_0001)
        let sleeper = try chip.run(GuestProgram.sleep, on: 2)
        try send(chip, key: 0x100, times: 100)
        board.pass(cycles: 1_000_000)

        for _ in 0..<100 {
            #expect(sleeper.get(0x1000_0014) == 0x100)
            #expect(sleeper.get(0x1000_0014) == 0x101)
        }
        #expect(sleeper.get(0x1000_000c).map { $0 >> 31 } == 0)
    }

    /// Reads all packets that a core shows, letting the board run between; returns their keys.
    private func readAll(_ core: CoreNode, on board: BoardEmulator) -> [UInt32] {
        var keys: [UInt32] = []
        while true {
            while core.get(0x1000_000c).map({ $0 >> 31 }) == 1 { keys.append(core.get(0x1000_0014) ?? 0) }
            board.pass(cycles: 10_000)
            if core.get(0x1000_000c).map({ $0 >> 31 }) != 1 { return keys }
        }
    }

    @Test
    func aReaderThatSleepsHoldsBackTheSender() throws {
        let board = BoardEmulator(.spin3)
        let chip = try board.chip(0, 0)
        chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        chip.store32(0xe100_0000, 0x00ff_0001)
        let sleeper = try chip.run(GuestProgram.sleep, on: 2)
        // A program that sends without asking whether it may.
        let sender = try chip.run(GuestProgram.send, on: 1, argument: 0x100)
        sender.write(address: 0x0040_0000, [250, 0, 0, 0])
        board.pass(cycles: 100_000)

        #expect(sender.get(0x1000_0000).map { $0 >> 28 } == 0b0110, "full, and overrun")
        #expect(chip.load32(0xe100_0004).map { $0 >> 24 & 3 } == 2, "the router waits")
        let keys = readAll(sleeper, on: board)
        #expect((256..<500).contains(keys.count))
        #expect(keys == keys.indices.map { 0x100 + UInt32($0 & 1) }, "those that were sent came in order")
        #expect(sender.get(0x1000_0000).map { $0 >> 28 } == 0b1111, "empty and not full; the sticky bits stay")
        #expect(chip.load32(0xe100_0004).map { $0 >> 24 & 3 } == 0)
        #expect(board.takeEvents().events.isEmpty)
    }

    @Test
    func aRouterThatStandsStillHoldsBackItsNeighbours() throws {
        let board = BoardEmulator(.spin5)
        let (near, far) = (try board.chip(0, 0), try board.chip(2, 0))
        far.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        near.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 0)
        for chip in board.chips.values { chip.store32(0xe100_0000, 0x00ff_0001) }
        let sleeper = try far.run(GuestProgram.sleep, on: 2)
        var sent = 0
        for _ in 0..<4 {
            let sender = try near.run(GuestProgram.send, on: 1, argument: 0x100)
            sender.write(address: 0x0040_0000, [100, 0, 0, 0])
            board.pass(cycles: 100_000)
            sent += 200
        }
        #expect(near.load32(0xe100_0004).map { $0 >> 24 & 3 } == 2, "two links away")
        let keys = readAll(sleeper, on: board)
        #expect((256..<sent).contains(keys.count))
        #expect(near.load32(0xe100_0004).map { $0 >> 24 & 3 } == 0)
        #expect(board.takeEvents().events.isEmpty)
    }

    @Test
    func packetsThatWaitedAreNotOvertaken() throws {
        let board = BoardEmulator(.spin5)
        let (near, far) = (try board.chip(0, 0), try board.chip(3, 0))
        far.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        near.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << 0)
        for chip in board.chips.values { chip.store32(0xe100_0000, 0x00ff_0001) }
        let receiver = try far.run(GuestProgram.receive, on: 2)
        // Faster than the reader, and so often that the routers on the way fill; what does not fit is lost at once.
        let sender = try near.run(GuestProgram.send, on: 1, argument: 0x100)
        sender.write(address: 0x0040_0000, [0xdc, 0x05, 0, 0])
        board.pass(cycles: 2_000_000)

        let packets = received(receiver)
        #expect((300..<3_000).contains(packets.count))
        let payloads = packets.filter { $0[2] == 0x101 }.map { $0[1] }
        #expect(zip(payloads, payloads.dropFirst()).allSatisfy { $0 > $1 }, "payloads count down")
        #expect(board.takeEvents().events.isEmpty)
    }

    @Test
    func aReaderThatKeepsUpLosesNothing() throws {
        let board = BoardEmulator(.spin5)
        let chip = try board.chip(3, 3)
        chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        let receiver = try chip.run(GuestProgram.receive, on: 2)
        try send(chip, key: 0x100, times: 100)
        board.pass(cycles: 200_000)

        #expect(receiver.dataWord() == 200)
        #expect(board.takeEvents().events.isEmpty)
    }

    /// Found by the fuzzer: routes that send every packet on by all links. Within a few windows they would fill all memory.
    @Test(.timeLimit(.minutes(1)))
    func routesThatMultiplyPacketsEndWithTheirTables() throws {
        let board = BoardEmulator(.spin5)
        let receiver = try board.chip(7, 7).run(GuestProgram.receive, on: 2)
        for chip in board.chips.values {
            chip.router.setEntry(0, key: 0, mask: 0, route: 0x3f)
            chip.store32(0xe100_0000, 1)
        }
        try board.chip(3, 3).inject(.multicast(key: 0x100))
        board.pass(cycles: 2_000)
        let dropped = board.chips.values.filter { $0.load32(0xe100_0028) ?? 0 != 0 }
        #expect(dropped.count > 40, "links are full everywhere")

        for chip in board.chips.values { chip.router.setEntry(0, key: 0x200, mask: ~0, route: 1 << (6 + 2)) }
        board.pass(cycles: 200_000)
        #expect(receiver.dataWord() == 0)
        try board.chip(7, 7).inject(.multicast(key: 0x200))
        board.pass(cycles: 20_000)
        #expect(received(receiver).map { $0[2] } == [0x200], "nothing is left on the way")
    }

    /// More than a core's queue holds, all in one window: the rest stands before the router, and nothing is lost.
    @Test
    func aWindowWithMorePacketsThanAQueueHoldsLosesNothing() throws {
        let board = BoardEmulator(.spin5)
        let chip = try board.chip(3, 3)
        chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2))
        // Waits that never end.
        chip.store32(0xe100_0000, 0x00ff_0001)
        let receiver = try chip.run(GuestProgram.receive, on: 2)
        for key in 0..<UInt32(400) { chip.inject(.multicast(key: 0x100 | key & 0xff)) }
        board.pass(cycles: 400_000)
        #expect(receiver.dataWord() == 400)
        #expect(chip.load32(0xe100_0028) == 0)
    }

    /// A packet from (3, 3) to the east with waits as given, on a board whose link there is dead; returns what comes to
    /// chips (4, 3) and (3, 2), and what the first router has dropped.
    private func sendEast(firstWait: UInt32, secondWait: UInt32, route: UInt32 = 1 << 0) throws -> [[UInt32]] {
        let dead = BoardConfiguration.Link(chip: ChipID(x: 3, y: 3), link: .east)
        let board = BoardEmulator(configuration: BoardConfiguration(kind: .spin5, deadLinks: [dead]))
        let (near, far, detour) = (try board.chip(3, 3), try board.chip(4, 3), try board.chip(3, 2))
        near.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: route)
        for chip in [far, detour] { chip.router.setEntry(0, key: 0x100, mask: 0xffff_ff00, route: 1 << (6 + 2)) }
        near.store32(0xe100_0000, secondWait << 24 | firstWait << 16 | 1)
        let receivers = [try far.run(GuestProgram.receive, on: 2), try detour.run(GuestProgram.receive, on: 2)]
        near.inject(.multicast(key: 0x1ff))
        board.pass(cycles: 100_000)
        let dropped = near.load32(0xe100_0028) ?? 0
        return receivers.map { received($0).map { $0[0] } } + [dropped == 0 ? [] : [dropped]]
    }

    @Test
    func packetsGoAroundADeadLink() throws {
        // To the south, and from there to the north-east: it comes by the link from the south-west.
        let detour: [[UInt32]] = [[0x9400_0001], [], []]
        #expect(try sendEast(firstWait: 0x10, secondWait: 0x20) == detour)
        #expect(try sendEast(firstWait: 0x00, secondWait: 0xff) == detour)
        #expect(try sendEast(firstWait: 0x10, secondWait: 0) == [[], [], [0x8000_0001]])
        #expect(try sendEast(firstWait: 0xff, secondWait: 0x20) == [[], [], []], "it waits for ever")
        // The chip on the way gets its own copy at once and passes the other on.
        let both: [[UInt32]] = [[0x9400_0001], [0x9200_0001], []]
        #expect(try sendEast(firstWait: 0x10, secondWait: 0x20, route: 1 << 0 | 1 << 5) == both)
    }

    @Test
    func deadPartsAreNotThere() throws {
        let dead = ChipID(x: 1, y: 1)
        let configuration = BoardConfiguration(
            kind: .spin5,
            deadChips: [dead],
            deadCores: [.boot: [0, 4]],
            deadLinks: [.init(chip: ChipID(x: 3, y: 3), link: .east)]
        )
        let board = BoardEmulator(configuration: configuration)
        #expect(board.chips.count == 47)
        #expect(board.chips[dead] == nil)
        #expect(try board.chip(0, 0).neighbour(.northEast) == nil)
        #expect(try board.chip(0, 0).monitorCore == 1)
        #expect(try board.chip(0, 0).workingCores.count == 16)
        #expect(try board.chip(0, 0).core(4) == nil)
        #expect(try board.chip(3, 3).neighbour(.east) == nil)
        #expect(try board.chip(4, 3).neighbour(.west) == nil)
        #expect(try board.chip(3, 3).neighbour(.west)?.id == ChipID(x: 2, y: 3))
    }

    @Test
    func nearestNeighboursPeekAndPoke() throws {
        let board = BoardEmulator(.spin3)
        let here = try board.chip(0, 0)
        let there = try board.chip(1, 0)
        there.store32(0x6000_0040, 0x1234_5678)
        // The answers go to core 0, which no monitor holds here.
        let core = try here.run(GuestProgram.receive, on: 0)
        here.inject(Packet(control: 0xa0, key: 0x6000_0040))
        here.inject(Packet(control: 0xa0, key: 0x6000_0044, payload: 99))
        board.pass(cycles: 10_000)

        #expect(received(core).map { Array($0[1...]) } == [[0x1234_5678, 0x6000_0041], [0, 0x6000_0045]])
        #expect(there.load32(0x6000_0044) == 99)
    }
}
