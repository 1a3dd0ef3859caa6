import ChipInterface
import CoreShim

/// One of the core's data regions in SDRAM.
struct Region {
    /// Where it begins.
    let address: UInt32
    /// Its length in words.
    let words: UInt32
    /// Where its `RegionEntry` lies.
    fileprivate let entry: UInt32

    /// The structure at the region's start. Ends the program when the region is shorter than it.
    func header<Header>(_ type: Header.Type) -> Header {
        pointer(type, atWord: 0, count: 1).pointee
    }

    /// A pointer to `count` values inside the region. Ends the program when they do not lie in it.
    func pointer<Value>(
        _ type: Value.Type,
        atWord word: UInt32,
        count: UInt32
    ) -> UnsafeMutablePointer<Value> {
        let size = UInt32(MemoryLayout<Value>.stride + 3) / 4
        // Counts are bounded before they are multiplied: no region has 2²⁵ words, for no SDRAM has.
        guard word <= words, count <= words, size &* count <= words - word,
            let pointer = UnsafeMutablePointer<Value>(bitPattern: UInt(address + word * 4))
        else {
            fail("region too short, of kind", load32(entry))
        }
        return pointer
    }

    /// Checks the region against its checksum in the table. Ends the program when they differ.
    func verify() {
        let expected = load32(entry + 12)
        guard expected != RegionChecksum.unchecked, let start = UnsafePointer<UInt32>(bitPattern: UInt(address)) else {
            return
        }
        if RegionChecksum.of(start, count: Int(words)) != expected {
            fail("wrong checksum of the region of kind", load32(entry))
        }
    }

    /// Renews the checksum in the table, after the core has written the region.
    func seal() {
        guard load32(entry + 12) != RegionChecksum.unchecked,
            let start = UnsafePointer<UInt32>(bitPattern: UInt(address))
        else {
            return
        }
        store32(entry + 12, RegionChecksum.of(start, count: Int(words)))
    }
}

/// The table of the core's data regions, whose address the host put into `user0` of the core's block.
enum Regions {
    private static var table: UInt32 { load32(CoreBlock.address + VirtualCoreBlock.user0) }
    private static var headerBytes: UInt32 { 16 }
    private static var entryBytes: UInt32 { 16 }

    /// Checks the table and every region in it. Ends the program at the first thing that is wrong.
    static func verify(for program: ProgramKind) {
        let table = table
        guard isMemory(table, words: 4) else {
            fail("no region table at the address in user0", table)
        }
        guard load32(table) == RegionTable.expectedMagic else {
            fail("no region table: wrong magic word", load32(table))
        }
        guard load32(table + 4) == RegionTable.currentVersion else {
            fail("region table of another version", load32(table + 4))
        }
        guard load32(table + 8) == program.rawValue else {
            fail("region table for another program", load32(table + 8))
        }
        let count = load32(table + 12)
        guard count <= RegionTable.maximumCount else {
            fail("region table with too many entries", count)
        }
        for index in 0..<count {
            region(at: index).verify()
        }
    }

    /// The region of a kind, or nil.
    static func find(_ kind: RegionKind) -> Region? {
        let count = load32(table + 12)
        for index in 0..<count where load32(table + headerBytes + index * entryBytes) == kind.rawValue {
            return region(at: index)
        }
        return nil
    }

    /// The region of a kind. Ends the program when there is none.
    static func need(_ kind: RegionKind) -> Region {
        guard let region = find(kind) else {
            fail("no region of kind", kind.rawValue)
        }
        return region
    }

    private static func region(at index: UInt32) -> Region {
        let entry = table + headerBytes + index * entryBytes
        let address = load32(entry + 4)
        let words = load32(entry + 8)
        guard isMemory(address, words: words) else {
            fail("region outside the SDRAM, of kind", load32(entry))
        }
        return Region(address: address, words: words, entry: entry)
    }

    /// Whether a range of words lies in the 128 MiB of SDRAM, at word addresses (datasheet, section 3.3).
    static func isMemory(_ address: UInt32, words: UInt32) -> Bool {
        address & 3 == 0 && address >= 0x6000_0000 && address < 0x6800_0000
            && words <= (0x6800_0000 - address) / 4
    }
}
