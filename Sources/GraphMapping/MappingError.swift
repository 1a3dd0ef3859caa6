/// Why a graph cannot be mapped onto a machine.
package enum MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not even one atom of the vertex fits a core.
    case atomTooLarge(vertex: String, needed: CoreCost, available: CoreCost)

    /// No chip has room for the part of the vertex.
    case noRoom(vertex: String, atoms: Range<Int>, coresFree: Int, largestFreeSDRAM: Int)

    /// The chip or core that the vertex is bound to does not exist or has no room.
    case boundChipUnusable(vertex: String, chip: String)

    /// The keys fixed for what a vertex sends are too few, others' too, or not a range.
    case fixedKeysUnusable(vertex: String)

    /// The keys of all vertices together exceed 32 bits.
    case keySpaceExhausted(vertex: String)

    /// No working path leads from one chip to the other.
    case unreachable(source: String, target: String)

    /// A table sends a key elsewhere than its tree does: a mistake of the mapper.
    case wrongTable(chip: String, key: UInt32)

    /// A chip's table is too long whatever was tried: other keys, ways around the chip, fewer cores there.
    case tableTooLong(chip: String, entries: Int, available: Int, sources: [String])

    /// What happened, where, and the limits, in a sentence.
    package var description: String {
        switch self {
        case .atomTooLarge(let vertex, let needed, let available):
            """
            One atom of '\(vertex)' needs \(needed.sdram) bytes of SDRAM and \(needed.dtcm) bytes of DTCM; \
            a core has \(available.sdram) and \(available.dtcm)
            """
        case .noRoom(let vertex, let atoms, let coresFree, let largestFreeSDRAM):
            """
            No chip has room for atoms \(atoms.lowerBound) to \(atoms.upperBound - 1) of '\(vertex)': \
            \(coresFree) cores are free, the largest free SDRAM of a chip with a free core is \
            \(largestFreeSDRAM) bytes; use a larger machine or fewer atoms per core
            """
        case .boundChipUnusable(let vertex, let chip):
            "'\(vertex)' is bound to chip \(chip), which is missing, full or taken"
        case .fixedKeysUnusable(let vertex):
            """
            The keys fixed for '\(vertex)' are too few for its parts, belong to others too, reach 0xffff0000, from \
            where on they are the monitor's, or their mask ignores others than the lowest bits
            """
        case .keySpaceExhausted(let vertex):
            "The routing keys of all vertices exceed 32 bits; the keys of '\(vertex)' no longer fit"
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
}
