package import Foundation
package import GraphMapping
package import SpiNNakerMachine

/// A whole mapping in a file of our own: the machine's size, where parts are, their keys, the tables, and the forecast.
///
/// JSON with keys in alphabetical order; `format` grows when a reader has to know of a change.
package struct MappingFile: Hashable, Sendable, Codable {
    /// The size of the machine.
    package struct MachineSize: Hashable, Sendable, Codable {
        /// The number of columns.
        package let width: Int
        /// The number of rows.
        package let height: Int
        /// The number of chips.
        package let chips: Int
        /// The number of boards.
        package let boards: Int
    }

    /// A part and its core.
    package struct Part: Hashable, Sendable, Codable {
        /// The name of the vertex.
        package let vertex: String
        /// The first atom.
        package let first: Int
        /// The last atom.
        package let last: Int
        /// The chip's column.
        package let x: UInt8
        /// The chip's row.
        package let y: UInt8
        /// The core, 1 to 17.
        package let core: UInt8

        /// The core with its chip.
        package var place: CoreID { CoreID(x: x, y: y, core: core) }
    }

    /// What a part sends for one partition.
    package struct Source: Hashable, Sendable, Codable {
        /// The index of the part.
        package let part: Int
        /// The number of the partition.
        package let partition: Int
        /// The key of its first atom.
        package let key: UInt32
        /// The bits that all its keys share.
        package let mask: UInt32
    }

    /// The table of a chip.
    package typealias Table = RoutingTableFile<Entry>

    /// An entry of a table.
    package struct Entry: RoutingEntryFile {
        package static var wordField: String { "route" }

        /// The key.
        package let key: UInt32
        /// The bits of it that count.
        package let mask: UInt32
        /// Links and virtual cores, as a route word.
        package let route: UInt32

        package var word: UInt32 { route }

        package init(_ entry: RoutingEntry) {
            (key, mask, route) = (entry.keyMask.key, entry.keyMask.mask, entry.route.rawValue)
        }
    }

    /// What a chip is predicted to have and to do.
    package struct ChipUse: Hashable, Sendable, Codable {
        /// The chip's column.
        package let x: UInt8
        /// The chip's row.
        package let y: UInt8
        /// The cores with a part.
        package let cores: Int
        /// The cores without.
        package let freeCores: Int
        /// The bytes of SDRAM taken.
        package let sdram: Int
        /// The bytes of SDRAM left.
        package let freeSDRAM: Int
        /// The entries of the table before it was shortened, one for each net.
        package let entriesBefore: Int
        /// The entries of the table.
        package let entries: Int
        /// The entries left.
        package let freeEntries: Int
        /// The sources over each link, from east anticlockwise.
        package let sources: [Int]
        /// The packets per second over each link, from east anticlockwise.
        package let packets: [Double]
    }

    /// What is predicted.
    package struct Forecast: Hashable, Sendable, Codable {
        /// The boards used.
        package let boards: Int
        /// The chips used.
        package let chips: Int
        /// The sources that somebody listens to.
        package let sources: Int
        /// The nets that somebody listens to.
        package let nets: Int
        /// The links of all trees.
        package let links: Int
        /// The links of the longest tree.
        package let longestTree: Int
        /// The chips, one by one.
        package let use: [ChipUse]
    }

    /// The number of the format.
    package let format: Int
    /// The name of the graph.
    package let name: String
    /// The size of the machine.
    package let machine: MachineSize
    /// The parts.
    package let parts: [Part]
    /// What they send.
    package let sources: [Source]
    /// The tables, by chips.
    package let tables: [Table]
    /// What is predicted.
    package let forecast: Forecast

    /// Creates the content of a file.
    package init(_ mapping: Mapping, _ forecast: MappingForecast, named name: String, on machine: Machine) {
        format = 1
        self.name = name
        self.machine = MachineSize(
            width: machine.width,
            height: machine.height,
            chips: machine.chips.count,
            boards: forecast.boards
        )
        parts = zip(mapping.graph.vertices, mapping.placements).map { vertex, core in
            Part(
                vertex: mapping.graph.application.vertices[vertex.application].label,
                first: vertex.atoms.lowerBound,
                last: vertex.atoms.upperBound - 1,
                x: core.chip.x,
                y: core.chip.y,
                core: core.core
            )
        }
        sources = zip(mapping.graph.sources, mapping.keys).map { source, keys in
            Source(part: Int(source.part), partition: Int(source.partition), key: keys.key, mask: keys.mask)
        }
        tables = Table.tables(of: mapping)
        self.forecast = Forecast(
            boards: forecast.boardsUsed,
            chips: forecast.chipsUsed,
            sources: forecast.sources,
            nets: forecast.nets,
            links: forecast.hops,
            longestTree: forecast.longestTree,
            use: forecast.chips.map { chip in
                ChipUse(
                    x: chip.id.x,
                    y: chip.id.y,
                    cores: chip.cores,
                    freeCores: chip.freeCores,
                    sdram: chip.sdram,
                    freeSDRAM: chip.freeSDRAM,
                    entriesBefore: chip.trees,
                    entries: chip.entries,
                    freeEntries: chip.freeEntries,
                    sources: chip.sources,
                    packets: chip.packets
                )
            }
        )
    }

    /// The entries of each chip.
    package var entries: [ChipID: [RoutingEntry]] { Table.entries(of: tables) }

    // MARK: - Files

    /// Reads a file.
    ///
    /// - Throws: `MappingFileError`.
    package init(contentsOf url: URL) throws(MappingFileError) {
        try self.init(try JSONFile(contentsOf: url))
    }

    /// Reads the content of a file.
    ///
    /// - Parameter file: The name that errors give.
    /// - Throws: `MappingFileError`.
    package init(_ data: Data, file: String) throws(MappingFileError) {
        try self.init(JSONFile(data, name: file))
    }

    /// The bytes of a file.
    package func data() throws -> Data { try JSONFile.data(self) }

    private init(_ file: JSONFile) throws(MappingFileError) {
        self = try file.decode()
        try file.require(format == 1, "format", "is \(format); 1 is known")
        var cores: Set<CoreID> = []
        for (index, part) in parts.enumerated() {
            let field = "parts[\(index)]"
            try file.require(0 <= part.first && part.first <= part.last, "\(field).last", "comes before the first atom")
            try file.require((1...17).contains(part.core), "\(field).core", "is \(part.core); it must be 1 to 17")
            try file.require(cores.insert(part.place).inserted, field, "core \(part.place) is taken already")
        }
        for (index, source) in sources.enumerated() {
            let field = "sources[\(index)]"
            try file.require(parts.indices.contains(source.part), "\(field).part", "there is no part \(source.part)")
            try file.require(source.key & ~source.mask == 0, "\(field).key", "has bits that the mask lacks")
        }
        try Table.check(tables, of: file, field: "tables")
    }
}
