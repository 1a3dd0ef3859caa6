package import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

extension BoardController {
    /// Reads memory of a chip: any length, any alignment.
    ///
    /// - Parameters:
    ///   - chip: Whose memory.
    ///   - address: Where it begins, as the chip's monitor sees it.
    ///   - byteCount: How much, 0 or more.
    /// - Throws: `BoardControlError`.
    package func read(from chip: ChipID, address: UInt32, byteCount: Int) async throws -> [UInt8] {
        try checkRange(address, byteCount, of: chip)
        let blocks = MemoryBlocks(address: address, byteCount: byteCount)
        let shared = ArrivingBytes(byteCount: byteCount)
        let job = SCPJob(
            count: blocks.count,
            make: { index in
                let range = blocks[index]
                return (
                    .monitor(of: chip),
                    .read(address: address + UInt32(range.lowerBound), byteCount: range.count)
                )
            },
            consume: { (index, result) throws(BoardControlError) in
                let data = try result.get().data
                let range = blocks[index]
                guard data.count == range.count else {
                    throw BoardControlError(
                        .unexpectedReply,
                        "Chip \(chip) sent \(data.count) bytes instead of the \(range.count) asked for at "
                            + "\(hexadecimal(address + UInt32(range.lowerBound))).",
                        location: CoreID(chip: chip, core: 0)
                    )
                }
                shared.store(data, at: range)
            }
        )
        try await client(for: chip).perform(job)
        return shared.bytes
    }

    /// Writes memory of a chip: any length, any alignment.
    ///
    /// - Parameters:
    ///   - bytes: What is written.
    ///   - chip: Whose memory.
    ///   - address: Where it begins, as the chip's monitor sees it.
    /// - Throws: `BoardControlError`.
    package func write(_ bytes: [UInt8], to chip: ChipID, address: UInt32) async throws {
        try checkRange(address, bytes.count, of: chip)
        let blocks = MemoryBlocks(address: address, byteCount: bytes.count)
        let job = SCPJob(
            count: blocks.count,
            make: { index in
                let range = blocks[index]
                return (
                    .monitor(of: chip),
                    .write(address: address + UInt32(range.lowerBound), data: Array(bytes[range]))
                )
            },
            consume: { (_, result) throws(BoardControlError) in _ = try result.get() }
        )
        try await client(for: chip).perform(job)
    }

    /// Reads one word.
    package func readWord(from chip: ChipID, address: UInt32) async throws -> UInt32 {
        try await read(from: chip, address: address, byteCount: 4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Writes one word.
    package func write(word: UInt32, to chip: ChipID, address: UInt32) async throws {
        try await write((0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }, to: chip, address: address)
    }

    /// Fills memory of a chip with a word; address and byte count are multiples of 4.
    ///
    /// - Throws: `BoardControlError`.
    package func fill(_ chip: ChipID, address: UInt32, byteCount: Int, with word: UInt32 = 0) async throws {
        try checkRange(address, byteCount, of: chip)
        guard address % 4 == 0, byteCount % 4 == 0 else {
            throw BoardControlError(
                .invalidArgument,
                "Memory is filled in whole words, but \(byteCount) bytes at \(hexadecimal(address)) were asked for.",
                location: CoreID(chip: chip, core: 0)
            )
        }
        // A monitor answers nobody while it fills: pieces keep it away for a few milliseconds at most.
        let piece = 256 * 1024
        let job = SCPJob(
            count: (byteCount + piece - 1) / piece,
            make: { index in
                let count = min(piece, byteCount - index * piece)
                return (
                    .monitor(of: chip),
                    .fill(address: address + UInt32(index * piece), word: word, byteCount: UInt32(count))
                )
            },
            consume: { (_, result) throws(BoardControlError) in _ = try result.get() }
        )
        try await client(for: chip).perform(job)
    }

    /// Allocates a block of SDRAM.
    ///
    /// - Parameters:
    ///   - byteCount: The size, 1 or more.
    ///   - chip: Where.
    ///   - tag: A number by which cores of the application find the block, 1 to 255; 0 for none. With a tag, an
    ///     allocation whose reply is lost is not made twice.
    ///   - applicationID: The application that owns it.
    /// - Returns: The block's address.
    /// - Throws: `BoardControlError`, with `Code.outOfResources` when there is no room or the tag is in use.
    package func allocateSDRAM(
        byteCount: Int,
        on chip: ChipID,
        tag: UInt8 = 0,
        applicationID: UInt8
    ) async throws -> UInt32 {
        guard byteCount > 0, let size = UInt32(exactly: byteCount) else {
            throw BoardControlError(
                .invalidArgument,
                "A block of SDRAM has 1 to \(UInt32.max) bytes, not \(byteCount).",
                location: CoreID(chip: chip, core: 0)
            )
        }
        let address = try await word(
            of: .allocateSDRAM(byteCount: size, tag: tag, applicationID: applicationID),
            from: chip
        )
        guard address != 0 else {
            let space = try await freeSDRAM(of: chip)
            throw BoardControlError(
                .outOfResources,
                "Chip \(chip) could not allocate \(byteCount) bytes of SDRAM with tag \(tag) for application "
                    + "\(applicationID): its largest free block has \(space.largestBlock) bytes; a tag serves once.",
                location: CoreID(chip: chip, core: 0)
            )
        }
        return address
    }

    /// Frees the block of SDRAM at an address.
    package func freeSDRAM(_ address: UInt32, on chip: ChipID) async throws {
        _ = try await client(for: chip).reply(to: .freeSDRAM(address: address), at: .monitor(of: chip))
    }

    /// Frees all SDRAM of an application on a chip and returns the number of blocks.
    package func freeAllSDRAM(applicationID: UInt8, on chip: ChipID) async throws -> Int {
        Int(try await word(of: .freeAllSDRAM(applicationID: applicationID), from: chip))
    }

    /// The free bytes of SDRAM of a chip, and those of the largest block.
    package func freeSDRAM(of chip: ChipID) async throws -> (total: Int, largestBlock: Int) {
        let client = client(for: chip)
        let reply = try await client.reply(to: .freeSpace(), at: .monitor(of: chip))
        return try client.decode(reply, from: CoreID(chip: chip, core: 0)) { _ throws(WireError) in
            (Int(try reply.word(at: 0)), Int(try reply.word(at: 4)))
        }
    }

    /// Where the block with a tag lies; `nil` when there is none.
    package func taggedSDRAM(_ tag: UInt8, on chip: ChipID, applicationID: UInt8) async throws -> UInt32? {
        let address = try await word(of: .tagPointer(tag: tag, applicationID: applicationID), from: chip)
        return address == 0 ? nil : address
    }

    /// The first word that a monitor's reply holds.
    func word(of request: SCPRequest, from chip: ChipID) async throws -> UInt32 {
        let client = client(for: chip)
        let reply = try await client.reply(to: request, at: .monitor(of: chip))
        return try client.decode(reply, from: CoreID(chip: chip, core: 0)) { _ throws(WireError) in
            try reply.word(at: 0)
        }
    }

    private func checkRange(_ address: UInt32, _ byteCount: Int, of chip: ChipID) throws {
        guard byteCount >= 0, UInt64(address) + UInt64(byteCount) <= 1 << 32 else {
            throw BoardControlError(
                .invalidArgument,
                "The range of \(byteCount) bytes at \(hexadecimal(address)) leaves the address space.",
                location: CoreID(chip: chip, core: 0)
            )
        }
    }
}

/// Bytes that arrive block by block.
private final class ArrivingBytes: Sendable {
    private let buffer: Mutex<[UInt8]>

    init(byteCount: Int) { buffer = Mutex([UInt8](repeating: 0, count: byteCount)) }

    func store(_ data: [UInt8], at range: Range<Int>) {
        buffer.withLock { buffer in
            buffer.withUnsafeMutableBytes { bytes in
                // The range was checked against the data; `rebasing` checks it against the buffer.
                UnsafeMutableRawBufferPointer(rebasing: bytes[range]).copyBytes(from: data)
            }
        }
    }

    var bytes: [UInt8] { buffer.withLock { $0 } }
}
