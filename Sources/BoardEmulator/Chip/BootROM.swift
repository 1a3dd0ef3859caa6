import SpiNNakerMachine

/// What a chip's mask ROM does after a reset, at a high level: it waits for an image, from a host or from a neighbour,
/// and lets the monitor core execute it.
///
/// The ROM's own self tests, its choice of a monitor and its signs of life are left out: what it leaves behind for the
/// image is there from the start. Hosts' frames reach it as datagrams. Once the image runs, the chip has no monitor
/// processor but the monitor core itself.
///
/// - SeeAlso: SpiNNaker boot ROM, `main.c`, `flood_fill.c`, `interrupt_service_routines.c`.
package final class BootROM: MonitorProcessor {
    private enum State {
        case idle, fromHost, fromNeighbour
    }

    /// The UDP port of the boot protocol.
    private static let port: UInt16 = 54321
    private static let imageBase: UInt32 = 0x0040_8000
    private static let imageBytes = 0x8000
    private static let recordBase: UInt32 = 0xf500_7fe0

    private var state = State.idle
    private var blockCount = 0
    private var wordCount = 0
    private var arrived: Set<Int> = []
    private var block: Int?
    private var words: [UInt32?] = []

    /// Creates the ROM of one chip.
    package init() {}

    package func start(on chip: ChipEmulator) {
        chip.resetToROM()
        _ = chip.nodes[chip.monitorCore].makeProcessor()
        if let settings = chip.ethernetSettings {
            let version = chip.board.configuration.kind.rawValue
            chip.write(Self.recordBase, settings.record(hardwareVersion: version))
        }
    }

    package func millisecondTick(on chip: ChipEmulator) {}

    package func coreInterruptRaised(on chip: ChipEmulator) {}

    // MARK: - From a neighbour

    package func receive(packet: Packet, link: Int, on chip: ChipEmulator) {
        guard packet.kind == .nearestNeighbour else { return }
        let key = packet.key
        let data = packet.payload ?? 0
        guard Self.sum(key, data) == 15, key & 15 == 3 else { return }
        switch key >> 24 & 15 {
        case 1: start(data)
        case 2: startBlock(key)
        case 3: takeWord(key, data)
        case 4: endBlock(key, check: data, on: chip)
        case 5 where state == .fromNeighbour && key & 0x100 != 0: execute(at: data, on: chip)
        default: break
        }
    }

    /// The sum of all nibbles of two words in one's complement, 15 where the check nibble is right.
    private static func sum(_ key: UInt32, _ data: UInt32) -> UInt32 {
        var sum: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 32, by: 4) { sum += key >> shift & 15 + data >> shift & 15 }
        while sum > 15 { sum = sum >> 4 + sum & 15 }
        return sum
    }

    private func start(_ data: UInt32) {
        // Only images for the monitor.
        guard state == .idle, data >> 24 == 0 else { return }
        state = .fromNeighbour
        open(blocks: Int(data >> 16 & 0xff) + 1)
    }

    private func open(blocks: Int) {
        blockCount = blocks
        arrived = []
        block = nil
    }

    private func startBlock(_ key: UInt32) {
        let number = Int(key >> 16 & 0xff)
        guard state == .fromNeighbour, block == nil, !arrived.contains(number) else { return }
        block = number
        wordCount = Int(key >> 8 & 0xff) + 1
        words = Array(repeating: nil, count: 256)
    }

    private func takeWord(_ key: UInt32, _ data: UInt32) {
        let index = Int(key >> 8 & 0xff)
        guard state == .fromNeighbour, block == Int(key >> 16 & 0xff), words[index] == nil else { return }
        words[index] = data
    }

    private func endBlock(_ key: UInt32, check: UInt32, on chip: ChipEmulator) {
        guard state == .fromNeighbour, let block, block == Int(key >> 16 & 0xff) else { return }
        let complete = words.prefix(wordCount).compactMap(\.self)
        guard complete.count == wordCount else { return }
        self.block = nil
        let bytes = complete.flatMap(\.littleEndianBytes)
        guard CRC32.checksum(bytes) == check else { return }
        store(bytes, block: block, on: chip)
    }

    private func store(_ bytes: [UInt8], block: Int, on chip: ChipEmulator) {
        let offset = block * wordCount * 4
        guard offset + bytes.count <= Self.imageBytes else { return }
        chip.nodes[chip.monitorCore].write(address: Self.imageBase + UInt32(offset), bytes)
        arrived.insert(block)
    }

    // MARK: - From a host

    package func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint, on chip: ChipEmulator) {
        // Version 1, an operation, three operands, data; the highest byte first.
        guard port == Self.port, datagram.count >= 18, datagram.bigEndian(at: 0, count: 2) == 1 else { return }
        let first = UInt32(datagram.bigEndian(at: 6, count: 4))
        let third = UInt32(datagram.bigEndian(at: 14, count: 4))
        switch (datagram.bigEndian(at: 2, count: 4), state) {
        case (1, .idle) where first & 0xff == 0:
            state = .fromHost
            open(blocks: Int(third & 0xff) + 1)
        case (3, .fromHost):
            let number = Int(first & 0xff)
            guard !arrived.contains(number) else { return }
            wordCount = Int(first >> 8 & 0xff) + 1
            store(Self.block(datagram.dropFirst(18), count: wordCount * 4), block: number, on: chip)
        case (5, .fromHost) where first & 1 != 0:
            execute(at: third, on: chip)
        default:
            break
        }
    }

    /// The bytes of a block, the words of which travel with their highest byte first; what is missing is zero.
    private static func block(_ data: ArraySlice<UInt8>, count: Int) -> [UInt8] {
        var bytes = Array(data.prefix(count))
        bytes += Array(repeating: 0, count: count - bytes.count)
        return stride(from: 0, to: count, by: 4).flatMap { bytes[$0..<$0 + 4].reversed() }
    }

    // MARK: - Execution

    private func execute(at address: UInt32, on chip: ChipEmulator) {
        guard arrived.count == blockCount, (0..<blockCount).allSatisfy(arrived.contains) else { return }
        let node = chip.nodes[chip.monitorCore]
        let count = min(blockCount * wordCount * 4, Self.imageBytes)
        guard let image = node.read(address: Self.imageBase, count: count), node.write(address: 0, image) else {
            return
        }
        // From here on the chip has no processor but its cores.
        chip.monitor = nil
        node.start(pc: address, argument: 0, highVectors: false, at: chip.now)
    }
}
