package import Foundation
package import SpiNNakerMachine

/// A machine as SpiNNMachine writes it: a JSON file with every chip, its links that do not work among them.
///
/// Working application cores are told by their number alone, and links lead where those of the machine's size do.
///
/// - SeeAlso: SpiNNMachine 7.4.1, `json_machine.py`; PACMAN 7.4.1, `file_format_schemas/machine.json`.
package struct MachineFile: Hashable, Sendable {
    /// The machine.
    package let machine: Machine

    /// Creates the content of a file.
    package init(_ machine: Machine) { self.machine = machine }

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
    package func data() throws -> Data { try JSONFile.data(Content(machine)) }

    private init(_ file: JSONFile) throws(MappingFileError) {
        let content: Content = try file.decode()
        let (width, height) = (content.width, content.height)
        let boards: BoardArrangement
        do throws(BoardArrangementError) {
            boards = try BoardArrangement(width: width, height: height)
        } catch {
            throw file.error("width", "\(error)")
        }
        var places: Set<ChipID> = []
        for (index, chip) in content.chips.enumerated() {
            let field = "chips[\(index)]"
            try file.require(
                Int(chip.id.x) < width && Int(chip.id.y) < height,
                field,
                "chip \(chip.id) is outside of the machine"
            )
            try file.require(places.insert(chip.id).inserted, field, "chip \(chip.id) is there already")
            try file.require(
                (1...18).contains(chip.details.cores),
                "\(field).cores",
                "is \(chip.details.cores); it must be 1 to 18"
            )
            try file.require(chip.details.ethernet.count == 2, "\(field).ethernet", "must be two numbers")
        }
        var chips: [Chip] = []
        for (index, chip) in content.chips.enumerated() {
            let standard = chip.details.ipAddress == nil ? content.standardResources : content.ethernetResources
            let sdram = chip.exceptions?.sdram ?? standard.sdram ?? 0
            let entries = chip.exceptions?.routerEntries ?? standard.routerEntries ?? 0
            let monitors = chip.exceptions?.monitors ?? standard.monitors ?? 1
            let field = "chips[\(index)]"
            try file.require((0...1 << 32).contains(sdram), "\(field).sdram", "is \(sdram) bytes")
            try file.require((0...1 << 16).contains(entries), "\(field).routerEntries", "is \(entries)")
            try file.require(monitors == 1, "\(field).monitors", "is \(monitors); there must be one")
            let ethernet = ChipID(x: chip.details.ethernet[0], y: chip.details.ethernet[1])
            try file.require(places.contains(ethernet), "\(field).ethernet", "there is no chip \(ethernet)")
            try file.require(
                boards.ethernetChip(of: chip.id) == ethernet,
                "\(field).ethernet",
                "chip \(chip.id) is not on the board of \(ethernet)"
            )
            var neighbours: [LinkDirection: ChipID] = [:]
            for link in LinkDirection.allCases where !(chip.details.deadLinks ?? []).contains(Int(link.rawValue)) {
                neighbours[link] = boards.neighbour(of: chip.id, along: link).flatMap { places.contains($0) ? $0 : nil }
            }
            chips.append(
                Chip(
                    id: chip.id,
                    applicationCores: Array(1..<UInt8(chip.details.cores)),
                    neighbours: neighbours,
                    freeSDRAM: sdram,
                    freeRoutingEntries: entries,
                    ethernetChip: ethernet
                )
            )
        }
        machine = Machine(width: width, height: height, chips: chips)
    }

    // MARK: - The form

    private struct Content: Codable {
        let width: Int
        let height: Int
        let root: [Int]
        let standardResources: Resources
        let ethernetResources: Resources
        let chips: [ChipRow]

        init(_ machine: Machine) {
            func resources(ofEthernet isEthernet: Bool) -> Resources {
                let ids = machine.chipIDs
                let chip = ids.lazy.compactMap { machine.chips[$0] }.first { ($0.id == $0.ethernetChip) == isEthernet }
                return Resources(
                    monitors: 1,
                    routerEntries: chip?.freeRoutingEntries ?? 0,
                    sdram: chip?.freeSDRAM ?? 0,
                    tags: isEthernet ? Array(1...7) : []
                )
            }
            let (standard, ethernet) = (resources(ofEthernet: false), resources(ofEthernet: true))
            width = machine.width
            height = machine.height
            root = [0, 0]
            standardResources = standard
            ethernetResources = ethernet
            chips = machine.chipIDs.compactMap { machine.chips[$0] }.map { chip in
                ChipRow(chip, usual: chip.id == chip.ethernetChip ? ethernet : standard)
            }
        }
    }

    private struct Resources: Codable {
        var monitors: Int?
        var routerEntries: Int?
        var sdram: Int?
        var tags: [Int]?
    }

    private struct Details: Codable {
        let cores: Int
        let ethernet: [UInt8]
        let deadLinks: [Int]?
        let ipAddress: String?
    }

    /// A chip: column, row, details, and what differs from the usual resources.
    private struct ChipRow: Codable {
        let id: ChipID
        let details: Details
        let exceptions: Resources?

        init(_ chip: Chip, usual: Resources) {
            let dead = LinkDirection.allCases.filter { chip.neighbours[$0] == nil }.map { Int($0.rawValue) }
            id = chip.id
            details = Details(
                cores: chip.applicationCores.count + 1,
                ethernet: [chip.ethernetChip.x, chip.ethernetChip.y],
                deadLinks: dead.isEmpty ? nil : dead,
                ipAddress: chip.id == chip.ethernetChip ? "127.0.\(chip.id.x).\(chip.id.y)" : nil
            )
            let unusual = Resources(
                routerEntries: chip.freeRoutingEntries == usual.routerEntries ? nil : chip.freeRoutingEntries,
                sdram: chip.freeSDRAM == usual.sdram ? nil : chip.freeSDRAM
            )
            exceptions = unusual.routerEntries == nil && unusual.sdram == nil ? nil : unusual
        }

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            id = ChipID(x: try row.decode(UInt8.self), y: try row.decode(UInt8.self))
            details = try row.decode(Details.self)
            exceptions = row.isAtEnd ? nil : try row.decode(Resources.self)
        }

        func encode(to encoder: any Encoder) throws {
            var row = encoder.unkeyedContainer()
            try row.encode(id.x)
            try row.encode(id.y)
            try row.encode(details)
            if let exceptions { try row.encode(exceptions) }
        }
    }
}
