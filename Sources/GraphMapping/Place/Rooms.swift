import SpiNNakerMachine

/// What is free on each chip while parts are placed.
struct Rooms {
    /// What is left of a chip.
    struct Room {
        var cores: [UInt8]
        var sdram: Int
    }

    private let graph: MachineGraph
    /// What is left of each chip.
    private(set) var free: [ChipID: Room]
    /// Where each part is; a core of number 0 for those that are not placed yet.
    private(set) var placements: Placements

    /// Creates the rooms of an empty machine.
    init(_ graph: MachineGraph, on machine: Machine) {
        self.graph = graph
        free = machine.chips.mapValues { Room(cores: $0.applicationCores, sdram: $0.freeSDRAM) }
        placements = Placements(repeating: CoreID(chip: .root, core: 0), count: graph.vertices.count)
    }

    /// Gives a part a core of a chip: a certain one, or the first that is free. False where there is no room.
    mutating func take(_ vertex: Int, on chip: ChipID, core wanted: UInt8? = nil) -> Bool {
        let needed = graph.vertices[vertex].cost.sdram
        guard var room = free[chip], room.sdram >= needed,
            let place = wanted.map({ room.cores.firstIndex(of: $0) }) ?? room.cores.indices.first
        else { return false }
        let core = room.cores.remove(at: place)
        room.sdram -= needed
        free[chip] = room
        placements[vertex] = CoreID(chip: chip, core: core)
        return true
    }

    /// Gives parts the cores and chips that they are bound to, those of a core first.
    ///
    /// - Parameter order: The parts in the order in which they take cores.
    /// - Throws: `MappingError.boundChipUnusable`.
    mutating func takeBound(in order: [Int]) throws(MappingError) {
        for isCore in [true, false] {
            for vertex in order {
                let whole = graph.whole(of: vertex)
                guard let chip = whole.boundChip, (whole.boundCore != nil) == isCore else { continue }
                guard take(vertex, on: chip, core: whole.boundCore) else {
                    let core = whole.boundCore.map { ", core \($0)" } ?? ""
                    throw .boundChipUnusable(vertex: graph.label(of: vertex), chip: "\(chip)\(core)")
                }
            }
        }
    }

    /// The error of a part that finds no room anywhere.
    func noRoom(for vertex: Int) -> MappingError {
        let usable = free.values.filter { !$0.cores.isEmpty }
        return .noRoom(
            vertex: graph.whole(of: vertex).label,
            atoms: graph.vertices[vertex].atoms,
            coresFree: usable.reduce(0) { $0 + $1.cores.count },
            largestFreeSDRAM: usable.map(\.sdram).max() ?? 0
        )
    }
}

extension Machine {
    /// The chips, breadth first over working links from some chips on.
    ///
    /// - Parameter roots: Where to begin; chips that no link leads to are there if they are among these.
    func chipsOutward(from roots: [ChipID]) -> [ChipID] {
        var order: [ChipID] = []
        var seen: Set<ChipID> = []
        for root in roots where chips[root] != nil && seen.insert(root).inserted {
            var next = order.count
            order.append(root)
            while next < order.count {
                for link in LinkDirection.allCases {
                    guard let neighbour = chips[order[next]]?.neighbours[link],
                        chips[neighbour] != nil, seen.insert(neighbour).inserted
                    else { continue }
                    order.append(neighbour)
                }
                next += 1
            }
        }
        return order
    }
}
