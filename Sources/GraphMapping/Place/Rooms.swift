import SpiNNakerMachine

/// What is free on each chip while parts are placed.
struct Rooms {
    private let graph: MachineGraph
    private let chips: ChipTable
    /// The free cores of each chip.
    private var cores: [UInt32]
    /// The free memory of each chip.
    private var sdram: [Int]
    /// Where each part is; a core of number 0 for those that are not placed yet.
    private(set) var placements: Placements

    /// Creates the rooms of an empty machine.
    init(_ graph: MachineGraph, on chips: ChipTable) {
        self.graph = graph
        self.chips = chips
        cores = chips.cores
        sdram = chips.freeSDRAM
        placements = Placements(repeating: CoreID(chip: .root, core: 0), count: graph.vertices.count)
    }

    /// How many cores of a chip are free.
    func freeCores(of chip: Int32) -> Int { cores[Int(chip)].nonzeroBitCount }

    /// How many bytes of a chip's memory are free.
    func freeSDRAM(of chip: Int32) -> Int { sdram[Int(chip)] }

    /// Gives a part a core of a chip: a certain one, or the first that is free. False where there is no room.
    mutating func take(_ part: Int, on chip: Int32, core wanted: UInt8? = nil) -> Bool {
        let place = Int(chip)
        let needed = graph.vertices[part].cost.sdram
        let bit = wanted.map { 1 << UInt32($0) } ?? cores[place] & ~(cores[place] &- 1)
        guard cores[place] & bit != 0, sdram[place] >= needed else { return false }
        cores[place] &= ~bit
        sdram[place] -= needed
        placements[part] = CoreID(chip: chips.ids[place], core: UInt8(bit.trailingZeroBitCount))
        return true
    }

    /// Gives parts the cores and chips that they are bound to, those of a core first.
    ///
    /// - Parameter order: The parts in the order in which they take cores.
    /// - Throws: `MappingError.boundChipUnusable`.
    mutating func takeBound(in order: [Int]) throws(MappingError) {
        let bound = order.filter { graph.whole(of: $0).boundChip != nil }
        for isCore in [true, false] {
            for part in bound {
                let whole = graph.whole(of: part)
                guard let chip = whole.boundChip, (whole.boundCore != nil) == isCore else { continue }
                guard let number = chips.number(of: chip), take(part, on: number, core: whole.boundCore) else {
                    let core = whole.boundCore.map { ", core \($0)" } ?? ""
                    throw .boundChipUnusable(vertex: graph.label(of: part), chip: "\(chip)\(core)")
                }
            }
        }
    }

    /// Gives a part a core of the chip nearest to another that has room.
    ///
    /// - Throws: `MappingError.noRoom`.
    mutating func take(_ part: Int, near chip: Int32) throws(MappingError) {
        var found: Int32?
        let needed = graph.vertices[part].cost.sdram
        chips.visitOutward(from: [chip] + Array(0..<Int32(chips.count))) { other in
            if cores[Int(other)] != 0, sdram[Int(other)] >= needed { found = other }
            return found == nil
        }
        guard let found, take(part, on: found) else { throw noRoom(for: part) }
    }

    /// The error of a part that finds no room anywhere.
    func noRoom(for part: Int) -> MappingError {
        let usable = cores.indices.filter { cores[$0] != 0 }
        return .noRoom(
            vertex: graph.whole(of: part).label,
            atoms: graph.vertices[part].atoms,
            coresFree: usable.reduce(0) { $0 + cores[$1].nonzeroBitCount },
            largestFreeSDRAM: usable.map { sdram[$0] }.max() ?? 0
        )
    }
}
