package import Foundation
package import SpiNNakerMachine

/// A machine as SpiNNMachine writes it: a JSON file with every chip, its links that do not work among them.
///
/// Working application cores are told by their number alone, and links lead where those of the machine's size do: sides of 12,
/// 24, … chips wrap, those of 16, 28, … and of a lone SpiNN-5 do not.
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
        try file.require(
            Self.isSize(width, height),
            "width",
            "there is no machine of \(width) x \(height) chips: sizes are 2 x 2, 8 x 8, or 12, 16, 24, 28, … a side"
        )
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
            let x = Self.wrapped(Int(chip.id.x) - Int(ethernet.x), width)
            let y = Self.wrapped(Int(chip.id.y) - Int(ethernet.y), height)
            try file.require(
                (width == 2 ? BoardKind.spin3 : .spin5).contains(x: x ?? -1, y: y ?? -1),
                "\(field).ethernet",
                "chip \(chip.id) is not on the board of \(ethernet)"
            )
            var neighbours: [LinkDirection: ChipID] = [:]
            for link in LinkDirection.allCases where !(chip.details.deadLinks ?? []).contains(Int(link.rawValue)) {
                let (x, y) = (Int(chip.id.x) + link.offset.x, Int(chip.id.y) + link.offset.y)
                guard let x = Self.wrapped(x, width), let y = Self.wrapped(y, height) else { continue }
                let neighbour = ChipID(x: UInt8(x), y: UInt8(y))
                if places.contains(neighbour) { neighbours[link] = neighbour }
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

    /// Whether boards make a machine of that size.
    private static func isSize(_ width: Int, _ height: Int) -> Bool {
        if (width, height) == (2, 2) || (width, height) == (8, 8) { return true }
        return [width, height].allSatisfy { (12...256).contains($0) && [0, 4].contains($0 % 12) }
    }

    /// A column or row counted around the edge; nil beyond an edge that does not wrap.
    private static func wrapped(_ value: Int, _ size: Int) -> Int? {
        if (0..<size).contains(value) { return value }
        return size == 2 || size % 12 == 0 ? (value + size) % size : nil
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
