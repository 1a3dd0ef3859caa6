/// Why a graph cannot be mapped onto a machine.
package enum MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not even one atom of the vertex fits a core.
    case atomTooLarge(vertex: String, needed: CoreCost, available: CoreCost, steps: Int)

    /// Vertices keep company that cannot be cut alike: one has several dimensions, and another has not the same ones.
    case unlikeCompany(vertices: [String])

    /// Memory that vertices have in common is said to have different sizes.
    case unlikeMemory(name: String)

    /// No chip has room for the part of the vertex, together with those that must share its chip.
    case noRoom(
        part: String,
        company: [String],
        sdram: Int,
        coresFree: Int,
        mostCoresOfAChip: Int,
        largestFreeSDRAM: Int
    )

    /// The chip or core that the vertex is bound to does not exist or has no room.
    case boundChipUnusable(vertex: String, chip: String)

    /// The keys fixed for what a vertex sends are too few, partly those of others, or too scattered.
    case fixedKeysUnusable(vertex: String)

    /// Vertices send the same keys, and their packets go different ways from a chip that both come to.
    case sharedKeysPart(vertices: [String], chip: String, key: UInt32)

    /// The keys of all vertices together exceed 32 bits.
    case keySpaceExhausted(vertex: String)

    /// No board has a tag left that a part wants, or one with the number or port that it wants.
    case noTag(vertex: String, wish: TagWish, boards: Int)

    /// No working path leads from one chip to the other.
    case unreachable(source: String, target: String)

    /// A table sends a key elsewhere than its tree does: a mistake of the mapper.
    case wrongTable(chip: String, key: UInt32)

    /// A chip's table is too long whatever was tried: other keys, ways around the chip, fewer cores there.
    case tableTooLong(chip: String, entries: Int, available: Int, sources: [String])

    /// What happened, where, and the limits, in a sentence.
    package var description: String {
        switch self {
        case .atomTooLarge(let vertex, let needed, let available, let steps):
            "One atom of '\(vertex)' needs \(Self.shortage(needed, available, steps))"
        case .unlikeCompany(let vertices):
            """
            \(vertices.map { "'\($0)'" }.joined(separator: ", ")) are to share chips part by part, but do not have \
            the same dimensions
            """
        case .unlikeMemory(let name): "The shared memory '\(name)' has different sizes in different vertices"
        case .noRoom(let part, let company, let sdram, let coresFree, let mostCores, let largestFreeSDRAM):
            """
            No chip has room for '\(part)'\(Self.list(company)): \
            \(company.isEmpty ? "a core" : "\(1 + company.count) cores") and \(sdram) bytes of SDRAM are needed. \(coresFree) cores are free, \(mostCores) on \
            one chip at the most; the largest free SDRAM of a chip with a free core is \(largestFreeSDRAM) bytes. Use a \
            larger machine\(company.isEmpty ? " or fewer atoms per core" : "")
            """
        case .boundChipUnusable(let vertex, let chip):
            "'\(vertex)' is bound to chip \(chip), which is missing, full or taken"
        case .fixedKeysUnusable(let vertex):
            """
            The keys fixed for '\(vertex)' are too few for its parts, overlap those of others, reach 0xffff0000, \
            from where on they are the monitor's, or are more runs of keys than tables have entries
            """
        case .sharedKeysPart(let vertices, let chip, let key):
            """
            Packets of \(vertices.map { "'\($0)'" }.joined(separator: " and ")) have the same key \
            0x\(String(key, radix: 16)), but go different ways from chip \(chip). Give them different keys or the same targets
            """
        case .keySpaceExhausted(let vertex):
            "The routing keys of all vertices exceed 32 bits; the keys of '\(vertex)' no longer fit"
        case .noTag(let vertex, let wish, let boards):
            "No tag is left for '\(vertex)', which wants \(Self.text(wish)): \(boards) boards have \(Tags.numbers.count) each"
        case .unreachable(let source, let target):
            "No working links lead from chip \(source) to chip \(target)"
        case .wrongTable(let chip, let key):
            "The shortened routing table of chip \(chip) sends key 0x\(String(key, radix: 16)) a wrong way"
        case .tableTooLong(let chip, let entries, let available, let sources):
            """
            The routing table of chip \(chip) has \(entries) entries after compression; \(available) are free. Most are \
            for packets of \(sources.joined(separator: ", ")). Fewer different targets on one chip would help: leave \
            populations unbound, take a larger machine, or put more neurons on a core
            """
        }
    }

    /// What a core has too little of.
    private static func shortage(_ needed: CoreCost, _ available: CoreCost, _ steps: Int) -> String {
        let amounts = [
            (needed.sdram(steps: steps), available.sdram(steps: steps), "bytes of SDRAM"),
            (needed.dtcm, available.dtcm, "bytes of DTCM"),
            (needed.itcm, available.itcm, "bytes of ITCM"),
            (needed.cycles, available.cycles, "cycles of each time step"),
        ]
        let short = amounts.filter { $0.0 > $0.1 }
        return short.map { "\($0.0) \($0.2); a core has \($0.1)" }.joined(separator: ", and ")
    }

    private static func text(_ wish: TagWish) -> String {
        let number = wish.number.map { " of number \($0)" } ?? ""
        return switch wish {
        case .toHost(let host, let port, _, _, _): "one\(number) to \(host)\(port.map { ", port \($0)" } ?? "")"
        case .fromHost(let port, _, _): "one\(number) from \(port.map { "port \($0)" } ?? "any port")"
        }
    }

    private static func list(_ company: [String]) -> String {
        company.isEmpty ? "" : " together with " + company.map { "'\($0)'" }.joined(separator: ", ")
    }
}
