/// The boot ROM's two flood fills: how an image comes block by block, from a host or from a neighbour.
///
/// - SeeAlso: SpiNNaker boot ROM, `flood_fill.c`, `interrupt_service_routines.c`.
struct BootFloodFill: Codable {
    /// What comes of a message or a packet.
    enum Order: Hashable {
        case none
        /// Bytes go to an offset from the image's place.
        case store([UInt8], offset: Int)
        /// An image of so many bytes is complete and starts at an address.
        case execute(UInt32, count: Int)
    }

    private enum State: Codable {
        case idle, fromHost, fromNeighbour
    }

    private var state = State.idle
    private var blockCount = 0
    private var wordCount = 0
    private var arrived: Set<Int> = []
    private var block: Int?
    private var words: [UInt32?] = []

    /// Whether a stored value can be one: numbers have eight bits or count so many.
    var isSound: Bool {
        let numbers = [blockCount, wordCount, block ?? 0] + arrived
        return numbers.allSatisfy((0...0x100).contains) && (block == nil || words.count == 0x100)
    }

    private mutating func open(blocks: Int, _ newState: State) -> Order {
        state = newState
        blockCount = blocks
        arrived = []
        block = nil
        return .none
    }

    private mutating func store(_ bytes: [UInt8], block: Int) -> Order {
        let offset = block * wordCount * 4
        guard offset + bytes.count <= BootROM.imageBytes else { return .none }
        arrived.insert(block)
        return .store(bytes, offset: offset)
    }

    private func execute(_ address: UInt32) -> Order {
        guard arrived.count == blockCount, (0..<blockCount).allSatisfy(arrived.contains) else { return .none }
        return .execute(address, count: min(blockCount * wordCount * 4, BootROM.imageBytes))
    }

    // MARK: - From a neighbour

    /// Takes a packet of a neighbour.
    mutating func receive(key: UInt32, data: UInt32) -> Order {
        guard Self.sum(key, data) == 15, key & 15 == 3 else { return .none }
        switch key >> 24 & 15 {
        // Only images for the monitor.
        case 1 where state == .idle && data >> 24 == 0:
            return open(blocks: Int(data >> 16 & 0xff) + 1, .fromNeighbour)
        case 2 where state == .fromNeighbour: startBlock(key)
        case 3 where state == .fromNeighbour: takeWord(key, data)
        case 4 where state == .fromNeighbour: return endBlock(key, check: data)
        case 5 where state == .fromNeighbour && key & 0x100 != 0: return execute(data)
        default: break
        }
        return .none
    }

    /// The sum of all nibbles of two words in one's complement, 15 where the check nibble is right.
    private static func sum(_ key: UInt32, _ data: UInt32) -> UInt32 {
        var sum: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 32, by: 4) { sum += key >> shift & 15 + data >> shift & 15 }
        while sum > 15 { sum = sum >> 4 + sum & 15 }
        return sum
    }

    private mutating func startBlock(_ key: UInt32) {
        let number = Int(key >> 16 & 0xff)
        guard block == nil, !arrived.contains(number) else { return }
        block = number
        wordCount = Int(key >> 8 & 0xff) + 1
        words = Array(repeating: nil, count: 256)
    }

    private mutating func takeWord(_ key: UInt32, _ data: UInt32) {
        let index = Int(key >> 8 & 0xff)
        guard block == Int(key >> 16 & 0xff), words[index] == nil else { return }
        words[index] = data
    }

    private mutating func endBlock(_ key: UInt32, check: UInt32) -> Order {
        guard let block, block == Int(key >> 16 & 0xff) else { return .none }
        let complete = words.prefix(wordCount).compactMap(\.self)
        guard complete.count == wordCount else { return .none }
        self.block = nil
        let bytes = complete.flatMap(\.littleEndianBytes)
        return CRC32.checksum(bytes) == check ? store(bytes, block: block) : .none
    }

    // MARK: - From a host

    /// Takes a message of a host: version 1, an operation, three operands, data; the highest byte first.
    mutating func receive(message: [UInt8]) -> Order {
        guard message.count >= 18, message.bigEndian(at: 0, count: 2) == 1 else { return .none }
        let first = UInt32(message.bigEndian(at: 6, count: 4))
        let third = UInt32(message.bigEndian(at: 14, count: 4))
        switch (message.bigEndian(at: 2, count: 4), state) {
        case (1, .idle) where first & 0xff == 0:
            return open(blocks: Int(third & 0xff) + 1, .fromHost)
        case (3, .fromHost):
            let number = Int(first & 0xff)
            guard !arrived.contains(number) else { return .none }
            wordCount = Int(first >> 8 & 0xff) + 1
            return store(Self.block(message.dropFirst(18), count: wordCount * 4), block: number)
        case (5, .fromHost) where first & 1 != 0:
            return execute(third)
        default:
            return .none
        }
    }

    /// The bytes of a block, the words of which travel with their highest byte first; what is missing is zero.
    private static func block(_ data: ArraySlice<UInt8>, count: Int) -> [UInt8] {
        var bytes = Array(data.prefix(count))
        bytes += Array(repeating: 0, count: count - bytes.count)
        return stride(from: 0, to: count, by: 4).flatMap { bytes[$0..<$0 + 4].reversed() }
    }
}
