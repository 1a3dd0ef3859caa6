import ChipInterface
import CoreShim

/// A heap that monitor, cores and hosts share, in the format of SARK (`sark_alloc.c`, spinnaker_tools 4.0.0).
///
/// The heap's head is {free, first, last, free bytes}; a block is {next block, next free block or owner} and its
/// content. First fit, under the heap lock. Blocks carry the application's number, by which the monitor frees them.
enum SharedHeap {
    private static var headerBytes: UInt32 { 8 }

    /// Takes memory from the SDRAM heap that user data lie in.
    ///
    /// - Parameters:
    ///   - bytes: How much; rounded up to words.
    ///   - tag: 0, or a number by which host and cores find the block; it must not be in use.
    /// - Returns: The address, or 0 when there is no room or the tag is taken.
    static func allocateSDRAM(bytes: UInt32, tag: UInt32 = 0) -> UInt32 {
        allocate(heap: System.word(SystemVariables.sdramHeap), bytes: bytes, tag: tag)
    }

    /// Takes memory from the system heap, which IOBUF blocks come from.
    static func allocateSystem(bytes: UInt32) -> UInt32 {
        allocate(heap: System.word(SystemVariables.systemHeap), bytes: bytes, tag: 0)
    }

    private static func allocate(heap: UInt32, bytes: UInt32, tag: UInt32) -> UInt32 {
        let needed = ((bytes + 3) & ~3) + headerBytes
        let owner = load32(InterruptWords.appID) << 8 | (tag & 0xff)
        let tagEntry = System.word(SystemVariables.allocationTags) + owner * 4
        return SharedLock.heap.locked {
            if tag != 0, load32(tagEntry) != 0 {
                return 0
            }
            var link = heap  // Where the address of the block stands: in the head, or in the free block before.
            var block = load32(link)
            while block != 0, load32(block) &- block < needed || load32(block) == 0 {
                link = block + 4
                block = load32(link)
            }
            if block == 0 {
                return 0
            }
            var size = load32(block) - block
            if size - needed > headerBytes {
                let rest = block + needed
                store32(rest, load32(block))
                store32(rest + 4, load32(block + 4))
                store32(block, rest)
                store32(link, rest)
                size = needed
            } else {
                store32(link, load32(block + 4))
            }
            store32(block + 4, 0xffff_0000 | owner)
            store32(heap + 12, load32(heap + 12) - size)
            if tag != 0 {
                store32(tagEntry, block + headerBytes)
            }
            return block + headerBytes
        }
    }
}
