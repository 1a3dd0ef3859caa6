/// The start of the table of a core's data regions.
///
/// The host writes the table into SDRAM, followed immediately by `count` entries of type `RegionEntry`,
/// and puts its address into `user0` of the core's `VirtualCoreBlock` before it starts the image.
/// All fields are little-endian words; table and regions are word aligned.
package struct RegionTable: BitwiseCopyable, Equatable, Sendable {
    /// `RegionTable.expectedMagic`.
    package var magic: UInt32
    /// `RegionTable.currentVersion`.
    package var version: UInt32
    /// The `ProgramKind` the data are meant for.
    package var program: UInt32
    /// Number of entries that follow, at most `maximumCount`.
    package var count: UInt32

    /// Creates the start of a table of `count` entries for a program.
    package init(program: ProgramKind, count: UInt32) {
        magic = Self.expectedMagic
        version = Self.currentVersion
        self.program = program.rawValue
        self.count = count
    }

    /// "SwNN" read as a little-endian word.
    package static var expectedMagic: UInt32 { 0x4e4e_7753 }

    /// Version of all layouts in this module; host and image must agree.
    package static var currentVersion: UInt32 { 1 }

    /// The most entries a core accepts.
    package static var maximumCount: UInt32 { 32 }
}

/// One line of the region table.
package struct RegionEntry: BitwiseCopyable, Equatable, Sendable {
    /// The `RegionKind`; at most one region of a kind.
    package var kind: UInt32
    /// Address of the region in SDRAM, a multiple of 4.
    package var address: UInt32
    /// Length of the region in words.
    package var words: UInt32
    /// `RegionChecksum` over the region, or `RegionChecksum.unchecked` for regions too long to be worth
    /// the start-up time, and for those a core only writes.
    package var checksum: UInt32

    /// Creates a line of the table.
    package init(kind: RegionKind, address: UInt32, words: UInt32, checksum: UInt32) {
        self.kind = kind.rawValue
        self.address = address
        self.words = words
        self.checksum = checksum
    }
}

/// The checksum of a region: of every word in order, the sum so far is rotated left by five bits and the
/// word added, modulo 2³².
///
/// The core checks it when it reads the region (at the start and at each reload) and renews it in the table
/// when it writes a region back, so that a region can always be checked by whoever reads it next.
package struct RegionChecksum: Sendable {
    @usableFromInline
    package var sum: UInt32

    /// A checksum over no words yet.
    @inlinable
    package init() {
        sum = 0x5377_4e4e
    }

    /// The entry's value that asks for no check.
    @inlinable
    package static var unchecked: UInt32 { 0 }

    /// Takes in the next word.
    @inlinable
    package mutating func add(_ word: UInt32) {
        sum = ((sum << 5) | (sum >> 27)) &+ word
    }

    /// The value to put in the table; never `unchecked`.
    @inlinable
    package var value: UInt32 { sum == Self.unchecked ? 1 : sum }

    /// The checksum of `count` words at an address.
    @inlinable
    package static func of(_ words: UnsafePointer<UInt32>, count: Int) -> UInt32 {
        var checksum = Self()
        for index in 0..<count {
            checksum.add(words[index])
        }
        return checksum.value
    }
}
