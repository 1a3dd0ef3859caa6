import BoardEmulator

/// A heap in a chip's memory, in the format that SARK's allocator and host tools share.
///
/// The header is {free, first, last, free bytes}; each block begins with {next, free}, where `next` is the following
/// block in address order and `free` the next free block, or `ffff0000 | application << 8 | tag` while allocated.
/// Application cores allocate from the same memory, so nothing of it is kept here: callers hold that no core has the
/// heap lock. A chain that a program has broken ends the walk.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_alloc.c`.
struct Heap {
    static let headerByteCount: UInt32 = 16
    static let blockByteCount: UInt32 = 8

    let chip: ChipEmulator
    let base: UInt32

    private enum Field {
        static let free: UInt32 = 0
        static let first: UInt32 = 4
        static let last: UInt32 = 8
        static let freeBytes: UInt32 = 12
    }

    /// Makes one free block of the memory from `base` up to `end`.
    func initialise(end: UInt32) {
        let first = base &+ Self.headerByteCount
        let last = end - Self.blockByteCount
        chip.setWord(base &+ Field.free, first)
        chip.setWord(base &+ Field.first, first)
        chip.setWord(base &+ Field.last, last)
        chip.setWord(base &+ Field.freeBytes, last - first - Self.blockByteCount)
        chip.setWord(first, last)
        chip.setWord(first &+ 4, 0)
        chip.setWord(last, 0)
        chip.setWord(last &+ 4, 0)
    }

    /// The number of bytes that are free, as the header says.
    var freeByteCount: UInt32 { chip.word(base &+ Field.freeBytes) }

    /// The size in bytes of the largest block that could be allocated.
    var largestFreeBlock: UInt32 {
        var largest: UInt32 = 0
        forEachFree { block, _ in
            largest = max(largest, span(of: block) &- Self.blockByteCount)
            return false
        }
        return largest
    }

    /// Takes a block for an application; returns the address behind its header, or 0 when nothing fits.
    func allocate(byteCount: UInt32, owner: UInt32) -> UInt32 {
        guard byteCount < 0x1000_0000 else { return 0 }
        let size = (byteCount &+ 3) & ~3 &+ Self.blockByteCount
        var found: UInt32 = 0
        var before: UInt32 = 0
        forEachFree { block, previous in
            guard span(of: block) >= size else { return false }
            (found, before) = (block, previous)
            return true
        }
        guard found != 0 else { return 0 }

        var taken = span(of: found)
        var following = chip.word(found &+ 4)
        if taken &- size > Self.blockByteCount {
            let rest = found &+ size
            chip.setWord(rest, chip.word(found))
            chip.setWord(rest &+ 4, following)
            chip.setWord(found, rest)
            taken = size
            following = rest
        }
        chip.setWord(before == 0 ? base &+ Field.free : before &+ 4, following)
        chip.setWord(found &+ 4, 0xffff_0000 | owner)
        chip.setWord(base &+ Field.freeBytes, freeByteCount &- taken)
        return found &+ Self.blockByteCount
    }

    /// Gives back the block whose memory begins at `address`; returns its owner word, or `nil` if none begins there.
    @discardableResult
    func free(_ address: UInt32) -> UInt32? {
        let target = address &- Self.blockByteCount
        var isAllocated = false
        forEachBlock { block, state in
            if block == target { isAllocated = state >> 16 == 0xffff }
            return block >= target
        }
        guard isAllocated else { return nil }
        let owner = chip.word(target &+ 4) & 0xffff
        release(target)
        return owner
    }

    /// Gives back every block of an application; returns the owner words of the blocks given back.
    func freeAll(application: UInt8) -> [UInt32] {
        var owned: [UInt32] = []
        forEachBlock { block, state in
            if state & 0xffff_ff00 == 0xffff_0000 | UInt32(application) << 8 { owned.append(block) }
            return false
        }
        return owned.map { block in
            let owner = chip.word(block &+ 4) & 0xffff
            release(block)
            return owner
        }
    }

    /// The rounded size of the allocated block whose memory begins at `address`.
    func byteCount(at address: UInt32) -> UInt32 {
        let block = address &- Self.blockByteCount
        return span(of: block) &- Self.blockByteCount
    }

    // MARK: - Chains

    private func span(of block: UInt32) -> UInt32 { chip.word(block) &- block }

    /// Puts a block back into the chain of free ones, in address order, and joins it with free neighbours.
    private func release(_ block: UInt32) {
        var before: UInt32 = 0
        var after: UInt32 = 0
        forEachFree { candidate, _ in
            if candidate > block {
                after = candidate
                return true
            }
            before = candidate
            return false
        }
        chip.setWord(base &+ Field.freeBytes, freeByteCount &+ span(of: block))
        chip.setWord(block &+ 4, after)
        if after != 0, chip.word(block) == after {
            chip.setWord(block, chip.word(after))
            chip.setWord(block &+ 4, chip.word(after &+ 4))
        }
        guard before != 0 else {
            chip.setWord(base &+ Field.free, block)
            return
        }
        chip.setWord(before &+ 4, block)
        if chip.word(before) == block {
            chip.setWord(before, chip.word(block))
            chip.setWord(before &+ 4, chip.word(block &+ 4))
        }
    }

    /// Visits the free blocks with their predecessors in the chain until `body` returns true.
    private func forEachFree(_ body: (_ block: UInt32, _ previous: UInt32) -> Bool) {
        let last = chip.word(base &+ Field.last)
        var previous: UInt32 = 0
        var block = chip.word(base &+ Field.free)
        while block > previous, block > base, block < last {
            if body(block, previous) { return }
            previous = block
            block = chip.word(block &+ 4)
        }
    }

    /// Visits all blocks in address order until `body` returns true.
    private func forEachBlock(_ body: (_ block: UInt32, _ state: UInt32) -> Bool) {
        let last = chip.word(base &+ Field.last)
        var previous: UInt32 = 0
        var block = chip.word(base &+ Field.first)
        while block > previous, block > base, block < last {
            if body(block, chip.word(block &+ 4)) { return }
            previous = block
            block = chip.word(block)
        }
    }
}
