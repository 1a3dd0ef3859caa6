import SpiNNakerMachine
import Testing

/// Judges the heaps by walking them as a host does, byte by byte, through READ.
@Suite
struct HeapTests {
    private struct Block: Equatable {
        var address: UInt32
        var size: UInt32
        var owner: UInt32?
    }

    private struct Walk {
        var blocks: [Block] = []
        var freeChain: [UInt32] = []
        var freeBytes: UInt32 = 0
    }

    /// Walks a heap from its header: all blocks in address order, and the chain of free ones.
    private func walk(_ board: TestBoard, pointer: UInt32) -> Walk {
        let base = board.word(pointer)
        let last = board.word(base + 8)
        var walk = Walk(freeBytes: board.word(base + 12))
        var address = board.word(base + 4)
        while address != 0, address < last, walk.blocks.count < 10_000 {
            let next = board.word(address)
            let state = board.word(address + 4)
            let owner = state >> 16 == 0xffff ? state & 0xffff : nil
            walk.blocks.append(Block(address: address, size: next &- address, owner: owner))
            address = next
        }
        var free = board.word(base)
        while free != 0, walk.freeChain.count < 10_000 {
            walk.freeChain.append(free)
            free = board.word(free + 4)
        }
        return walk
    }

    private func check(_ walk: Walk) {
        let free = walk.blocks.filter { $0.owner == nil }
        #expect(free.map(\.address) == walk.freeChain, "the chain names the free blocks in address order")
        #expect(walk.freeBytes == free.reduce(0) { $0 + $1.size } - 8)
        for (left, right) in zip(walk.blocks, walk.blocks.dropFirst()) {
            #expect(left.address + left.size == right.address)
            #expect(left.owner != nil || right.owner != nil, "free neighbours are joined")
        }
    }

    @Test
    func theFirstBlockLiesBehindTheHeader() throws {
        let board = TestBoard(.spin3)
        let address = try #require(board.ask(28, [30 << 8, 100, 0])).word(0)

        #expect(address == 0x6024_0018)
        #expect(board.word(0xe500_7f4c) == 0x6024_0000)
        #expect(walk(board, pointer: 0xe500_7f4c).blocks.first?.owner == 30 << 8)
    }

    @Test
    func anythingAllocatedAndFreedLeavesAWholeHeap() throws {
        let board = TestBoard(.spin3)
        var random = Sequence32(seed: 2026)
        var held: [(address: UInt32, size: UInt32, application: UInt32)] = []
        let untouched = walk(board, pointer: 0xe500_7f4c)

        for step in 0..<300 {
            if held.isEmpty || random.next(below: 5) < 3 {
                let size = 1 + random.next(below: 5_000)
                let application = 30 + random.next(below: 3)
                let address = try #require(board.ask(28, [application << 8, size, 0])).word(0)
                #expect(address != 0)
                for other in held { #expect(address + size <= other.address || other.address + other.size <= address) }
                held.append((address, size, application))
            } else {
                let index = Int(random.next(below: UInt32(held.count)))
                _ = board.ask(28, [1, held.remove(at: index).address])
            }
            if step % 50 == 0 { check(walk(board, pointer: 0xe500_7f4c)) }
        }
        let full = walk(board, pointer: 0xe500_7f4c)
        check(full)
        #expect(Set(full.blocks.filter { $0.owner != nil }.map { $0.address + 8 }) == Set(held.map(\.address)))

        for application in 30..<33 as Range<UInt32> {
            let freed = try #require(board.ask(28, [application << 8 | 2])).word(0)
            #expect(freed == UInt32(held.count { $0.application == application }))
        }
        #expect(walk(board, pointer: 0xe500_7f4c).blocks == untouched.blocks)
        #expect(walk(board, pointer: 0xe500_7f4c).freeBytes == untouched.freeBytes)
    }

    @Test
    func aHeapGivesItsLastByteAndThenZero() throws {
        let board = TestBoard(.spin3)
        let largest = try #require(board.ask(28, [6])).word(1)

        #expect(largest == 0x075b_ffe0)
        #expect(try #require(board.ask(28, [30 << 8, largest + 1])).word(0) == 0)
        #expect(try #require(board.ask(28, [30 << 8, 0xffff_ffff])).word(0) == 0)
        #expect(try #require(board.ask(28, [30 << 8, largest])).word(0) == 0x6024_0018)
        #expect(try #require(board.ask(28, [30 << 8, 4])).word(0) == 0)
        #expect(try #require(board.ask(28, [6])).word(1) == 0)
    }

    @Test
    func aTagFindsItsBlockUntilItIsFreed() throws {
        let board = TestBoard(.spin3)
        let address = try #require(board.ask(28, [30 << 8, 100, 7])).word(0)

        #expect(try #require(board.ask(28, [30 << 8 | 7, 7])).word(0) == address)
        #expect(board.word(board.word(0xe500_7fdc) + 4 * (30 << 8 | 7)) == address)
        #expect(try #require(board.ask(28, [30 << 8, 100, 7])).word(0) == 0, "a tag is given once")
        #expect(try #require(board.ask(28, [4 << 16 | 30 << 8, 98, 7])).word(0) == address, "but to a retry again")
        #expect(try #require(board.ask(28, [31 << 8, 100, 7])).word(0) != 0, "another application's tags are others")
        _ = board.ask(28, [1, address])
        #expect(try #require(board.ask(28, [30 << 8 | 7, 7])).word(0) == 0)
    }

    @Test
    func freeingWhatWasNotAllocatedChangesNothing() {
        let board = TestBoard(.spin3)
        let before = walk(board, pointer: 0xe500_7f4c)

        for address in [0, 4, 0x6024_0018, 0x6024_0000, 0xffff_fffc, 0x7000_0000] as [UInt32] {
            _ = board.ask(28, [1, address])
        }
        #expect(walk(board, pointer: 0xe500_7f4c).blocks == before.blocks)
    }
}
