import ChipInterface
import CoreShim

/// What experiments find, in SDRAM for the host: for each a word with its number (31 to 16) and how many words follow.
/// A word 0 ends it. `user1` of the core's block says where it begins.
enum Report {
    /// Bytes of the report; the block of SDRAM behind it belongs to the experiments.
    static var bytes: UInt32 { 0x4000 }

    /// Makes the report, with a block of so many bytes behind it.
    static func open(blockBytes: UInt32) {
        let start = SharedHeap.allocateSDRAM(bytes: bytes + blockBytes + 8, tag: load32(InterruptWords.virtualCore))
        if start == 0 { fail("no SDRAM for the report; bytes asked for", bytes + blockBytes) }
        let aligned = (start + 7) & ~7
        var offset: UInt32 = 0
        while offset < bytes + blockBytes {
            store32(aligned + offset, 0)
            offset += 4
        }
        store32(ProgramWords.reportEnd, aligned)
        store32(ProgramWords.block, aligned + bytes)
        store32(CoreBlock.address + VirtualCoreBlock.user1, aligned)
    }

    /// Begins an experiment.
    @inline(never)
    static func begin(_ number: UInt32) {
        let end = load32(ProgramWords.reportEnd)
        store32(ProgramWords.reportHead, end)
        store32(end, number << 16)
        store32(ProgramWords.reportEnd, end + 4)
    }

    /// Adds a word to the present experiment.
    @inline(never)
    static func add(_ word: UInt32) {
        let end = load32(ProgramWords.reportEnd)
        let limit = load32(ProgramWords.block) - 8
        if end >= limit { fail("the report is full", end) }
        let head = load32(ProgramWords.reportHead)
        store32(end, word)
        store32(head, load32(head) + 1)
        store32(ProgramWords.reportEnd, end + 4)
    }
}

/// Begins an experiment of the table in `Docs/Hardware/Conformance.md`.
@inline(__always)
func experiment(_ number: UInt32, _ body: () -> Void) {
    Report.begin(number)
    body()
}

/// Reports a word.
@inline(__always)
func report(_ word: UInt32) { Report.add(word) }

@inline(__always)
func report(_ condition: Bool) { Report.add(condition ? 1 : 0) }
