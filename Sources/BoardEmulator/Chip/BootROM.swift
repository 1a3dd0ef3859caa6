import SpiNNakerMachine

/// What a chip's mask ROM does after a reset, at a high level: it chooses a monitor core, reads the serial ROM, gives
/// signs of life, and waits for an image, from a host or from a neighbour, that the monitor core then executes.
///
/// The self tests are left out, and the clocks are taken to be set at once: what the ROM leaves behind for the image is
/// there from the start. Once the image runs, the chip has no monitor processor but the monitor core itself.
///
/// - SeeAlso: SpiNNaker boot ROM, `main.c`, `serial.s`, `interrupt_service_routines.c`.
package final class BootROM: MonitorProcessor {
    private static let imageBase: UInt32 = 0x0040_8000
    /// The room for an image, in bytes.
    static let imageBytes = 0x8000
    /// Which cores have been the monitor since power came, by physical number, with a mark in the highest bits.
    private static let monitorHistory: UInt32 = 0xf500_7f7c
    private static let historyMark: UInt32 = 0x5ec0_0000

    /// The pins of the lights on boards of all kinds; the first of them blinks.
    private static let lights: UInt32 = 0xc3
    /// The pins by which the ROM drives the serial ROM.
    private static let serialROMPins: UInt32 = 0x38
    private static let blinkMilliseconds: UInt64 = 1024
    private static let helloMilliseconds: UInt64 = 4096

    var floodFill = BootFloodFill()
    /// The host that has spoken to this chip, or everybody; for `BootROM+Ethernet`.
    var host = BootHost()
    private var milliseconds: UInt64 = 0
    private var startCycle: UInt64 = 0

    package private(set) var nextActivity = UInt64.max

    package var takesFrames: Bool { true }

    /// Creates the ROM of one chip.
    package init() {}

    package func start(on chip: ChipEmulator) {
        floodFill = BootFloodFill()
        host = BootHost()
        milliseconds = 0
        startCycle = chip.now
        chip.resetToROM()
        readSerialROM(on: chip)
        chooseMonitor(on: chip)
        _ = chip.nodes[chip.monitorCore].makeProcessor()
        chip.watchdog.start(reload: 0x5f5_e100)
        chip.store32(0xe200_0044, (chip.load32(0xe200_0044) ?? 0) & ~Self.lights)
        chip.store32(0xe200_0048, Self.lights)
        chip.store32(0xe200_004c, 1)
        scheduleSign()
    }

    /// Copies the blocks of the serial ROM to where they say; a block without words would be called as a program, for
    /// which there is no core yet, and ends the copying.
    private func readSerialROM(on chip: ChipEmulator) {
        guard let rom = chip.serialROM else { return }
        for block in rom.blocks where !block.words.isEmpty {
            for (index, word) in block.words.enumerated() { chip.store32(block.address &+ UInt32(4 * index), word) }
        }
        // Its pins stay outputs, with the ROM not selected.
        chip.store32(0xe200_0040, 1 << 5)
        chip.store32(0xe200_0044, ~Self.serialROMPins)
    }

    /// Makes the first core the monitor that has not been it since power came; those that have been shut themselves down.
    private func chooseMonitor(on chip: ChipEmulator) {
        let past = chip.systemController.resetCause == .powerOn ? 0 : chip.load32(Self.monitorHistory) ?? 0
        let able = chip.workingCores.filter { past >> UInt32($0) & 1 == 0 }
        let monitor = able.first ?? chip.workingCores.first ?? 0
        let mark = chip.systemController.resetCause == .powerOn ? Self.historyMark : past
        chip.store32(Self.monitorHistory, mark | 1 << UInt32(monitor))
        chip.setMonitorCore(monitor, ready: able)
    }

    // MARK: - Time

    private func scheduleSign() {
        let next = (milliseconds / Self.blinkMilliseconds + 1) * Self.blinkMilliseconds
        nextActivity = startCycle + next * BoardEmulator.cyclesPerMillisecond
    }

    package func millisecondTick(on chip: ChipEmulator) {
        milliseconds = (chip.now - startCycle) / BoardEmulator.cyclesPerMillisecond
        guard chip.now >= nextActivity else { return }
        if milliseconds % Self.blinkMilliseconds == 0 {
            let levels = chip.load32(0xe200_0048) ?? 0
            chip.store32(levels & 1 != 0 ? 0xe200_004c : 0xe200_0048, 1)
        }
        if milliseconds % Self.helloMilliseconds == 0 { sayHello(on: chip) }
        scheduleSign()
    }

    package func coreInterruptRaised(on chip: ChipEmulator) {}

    // MARK: - Images

    package func receive(packet: Packet, link: Int, on chip: ChipEmulator) {
        guard packet.kind == .nearestNeighbour else { return }
        act(on: floodFill.receive(key: packet.key, data: packet.payload ?? 0), chip)
    }

    /// Does what a flood fill asks for.
    func act(on order: BootFloodFill.Order, _ chip: ChipEmulator) {
        switch order {
        case .none: break
        case .store(let bytes, let offset):
            chip.nodes[chip.monitorCore].write(address: Self.imageBase + UInt32(offset), bytes)
        case .execute(let address, let count):
            let node = chip.nodes[chip.monitorCore]
            guard let image = node.read(address: Self.imageBase, count: count), node.write(address: 0, image) else {
                return
            }
            // From here on the chip has no processor but its cores.
            chip.watchdog.stroke(at: chip.now)
            chip.monitor = nil
            node.start(pc: address, argument: 0, highVectors: false, at: chip.now)
        }
    }
}

// MARK: - Snapshots

extension BootROM {
    /// What the ROM is at.
    struct Progress: Codable {
        fileprivate var floodFill: BootFloodFill
        fileprivate var host: BootHost
        fileprivate var milliseconds: UInt64
        fileprivate var startCycle: UInt64
        fileprivate var nextActivity: UInt64
    }

    var progress: Progress {
        Progress(
            floodFill: floodFill,
            host: host,
            milliseconds: milliseconds,
            startCycle: startCycle,
            nextActivity: nextActivity
        )
    }

    /// Goes on where another ROM was; `nil` where none can be.
    convenience init?(_ progress: Progress, at now: UInt64) {
        guard progress.floodFill.isSound, progress.startCycle <= now, progress.milliseconds <= BoardEmulator.lastCycle
        else { return nil }
        self.init()
        floodFill = progress.floodFill
        host = progress.host
        milliseconds = progress.milliseconds
        startCycle = progress.startCycle
        nextActivity = progress.nextActivity
    }
}
