import GraphMapping
package import SpiNNakerMachine

/// An entry of a routing table in one of the forms that files have.
package protocol RoutingEntryFile: Hashable, Sendable, Codable {
    /// The name of the field with the route word.
    static var wordField: String { get }

    /// The key.
    var key: UInt32 { get }

    /// The bits of it that count.
    var mask: UInt32 { get }

    /// Links and virtual cores, as a route word.
    var word: UInt32 { get }

    /// Puts an entry into this form.
    init(_ entry: RoutingEntry)
}

/// The routing table of a chip in a file.
package struct RoutingTableFile<Entry: RoutingEntryFile>: Hashable, Sendable, Codable {
    /// The chip's column.
    package let x: UInt8
    /// The chip's row.
    package let y: UInt8
    /// The entries, in order.
    package let entries: [Entry]

    /// The tables of a mapping, by chips.
    static func tables(of mapping: Mapping) -> [Self] {
        mapping.tables.sorted { $0.key < $1.key }.map { chip, entries in
            Self(x: chip.x, y: chip.y, entries: entries.map(Entry.init))
        }
    }

    /// The entries of each chip.
    static func entries(of tables: [Self]) -> [ChipID: [RoutingEntry]] {
        Dictionary(
            tables.map { table in
                let entries = table.entries.map { entry in
                    RoutingEntry(
                        keyMask: KeyMask(key: entry.key, mask: entry.mask),
                        route: MulticastRoute(rawValue: entry.word)
                    )
                }
                return (ChipID(x: table.x, y: table.y), entries)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Fails for tables that no machine can have.
    ///
    /// - Parameter field: The name of the list of tables in the file; empty where the list is all of it.
    static func check(_ tables: [Self], of file: JSONFile, field: String) throws(MappingFileError) {
        var chips: Set<ChipID> = []
        for (index, table) in tables.enumerated() {
            let chip = ChipID(x: table.x, y: table.y)
            try file.require(chips.insert(chip).inserted, "\(field)[\(index)]", "chip \(chip) has a table already")
            for (number, entry) in table.entries.enumerated() {
                let field = "\(field)[\(index)].entries[\(number)]"
                try file.require(entry.key & ~entry.mask == 0, "\(field).key", "has bits that the mask lacks")
                let isWord = entry.word < 1 << 24
                try file.require(isWord, "\(field).\(Entry.wordField)", "is \(entry.word); it has 24 bits")
            }
        }
    }
}
