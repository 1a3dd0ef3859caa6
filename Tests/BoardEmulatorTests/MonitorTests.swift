import ARM968
import BoardEmulator
import SpiNNakerMachine
import Testing

@Suite
struct MonitorTests {
    /// Writes down what it is told.
    private final class Recorder: MonitorProcessor {
        var starts = 0
        var ticks = 0
        var interrupts = 0
        var packets: [Packet] = []
        var datagrams: [[UInt8]] = []

        func start(on chip: ChipEmulator) { starts += 1 }
        func millisecondTick(on chip: ChipEmulator) { ticks += 1 }
        func coreInterruptRaised(on chip: ChipEmulator) { interrupts += 1 }
        func receive(packet: Packet, link: Int, on chip: ChipEmulator) { packets.append(packet) }
        func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint, on chip: ChipEmulator) {
            datagrams.append(datagram)
            chip.send(datagram: datagram.reversed(), fromPort: port, to: sender)
        }
    }

    private let recorder = Recorder()
    private let board: BoardEmulator

    init() {
        let recorder = recorder
        board = BoardEmulator(configuration: BoardConfiguration(kind: .spin3)) { $0 == .boot ? recorder : nil }
    }

    @Test
    func millisecondsPassOnAnIdleBoard() {
        #expect(recorder.starts == 1)
        #expect(board.isIdle)
        board.run(until: 2_000_000)
        #expect(recorder.ticks == 10)
        #expect(board.now == 2_000_000)
        #expect(!board.runWindow())
        #expect(board.now == 2_000_000)
    }

    @Test
    func coresCallTheMonitor() throws {
        let chip = try board.chip(0, 0)
        let core = try chip.run(GuestProgram.sleep, on: 3)
        board.pass(cycles: 1_000)
        core.put(0xe200_0008, 0x5ec0_0001)
        #expect(recorder.interrupts == 0)
        #expect(board.runWindow())
        #expect(recorder.interrupts == 1)
        #expect(chip.load32(0xe200_0008) == 0)
        #expect(!chip.startCore(physical: 0, image: Image.address, argument: 0), "the monitor's core is taken")
    }

    @Test
    func packetsToTheMonitorArrive() throws {
        try board.chip(1, 1).inject(Packet(control: 0x80 | 4 << 2, key: 5, payload: 6))
        // Nothing lies south-west of (1, 1) but the boot chip.
        board.pass(cycles: 5_000)
        #expect(recorder.packets.map(\.key) == [5])
        #expect(recorder.packets.first?.payload == 6)
        #expect(recorder.packets.first?.kind == .nearestNeighbour)
    }

    @Test
    func datagramsComeAndGo() {
        let host = Endpoint(address: 0x7f00_0001, port: 5_000)
        board.deliver(datagram: [1, 2, 3], port: 17893, from: host)
        board.deliver(datagram: [4], port: 17893, from: host, toChip: ChipID(x: 1, y: 0))
        board.deliver(datagram: [5], port: 17893, from: host, toChip: ChipID(x: 9, y: 9))
        let outgoing = board.takeOutgoing()
        #expect(outgoing.map(\.bytes) == [[3, 2, 1]])
        #expect(outgoing.first?.destination == host)
        #expect(outgoing.first?.sourcePort == 17893)
        #expect(board.takeOutgoing().isEmpty)
    }
}
