package import SpiNNakerMachine

/// Where each part of a machine graph runs, by the part's index.
package typealias Placements = [CoreID]

/// Places parts chip by chip: parts in breadth-first order of the network, chips outward from the boot chip.
///
/// Neighbours in the network so tend to share a chip or a link. Parts bound to a core go first, then those bound to a chip.
package struct BreadthFirstPlacer: Sendable {
    /// Creates a placer.
    package init() {}

    /// Finds a core for every part.
    ///
    /// - Throws: `MappingError.boundChipUnusable` or `.noRoom`.
    /// - Complexity: O(*p* · *c*) for *p* parts on *c* chips in the worst case.
    package func place(_ graph: MachineGraph, on machine: Machine) throws(MappingError) -> Placements {
        var free = Dictionary(
            uniqueKeysWithValues: machine.chips.values.map {
                ($0.id, Room(cores: $0.applicationCores, sdram: $0.freeSDRAM))
            }
        )
        var placements = Placements(repeating: CoreID(chip: .root, core: 0), count: graph.vertices.count)

        func take(_ vertex: Int, on chip: ChipID, core wanted: UInt8? = nil) -> Bool {
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

        let order = visitingOrder(of: graph)
        let binding = order.map { graph.application.vertices[graph.vertices[$0].application] }
        for isCore in [true, false] {
            for (vertex, whole) in zip(order, binding) where (whole.boundCore != nil) == isCore {
                guard let chip = whole.boundChip else { continue }
                guard take(vertex, on: chip, core: whole.boundCore) else {
                    let core = whole.boundCore.map { ", core \($0)" } ?? ""
                    throw .boundChipUnusable(vertex: graph.label(of: vertex), chip: "\(chip)\(core)")
                }
            }
        }
        var chips = chipsOutward(of: machine)
        for (vertex, whole) in zip(order, binding) where whole.boundChip == nil {
            guard chips.contains(where: { take(vertex, on: $0) }) else {
                let usable = free.values.filter { !$0.cores.isEmpty }
                throw .noRoom(
                    vertex: graph.application.vertices[graph.vertices[vertex].application].label,
                    atoms: graph.vertices[vertex].atoms,
                    coresFree: usable.reduce(0) { $0 + $1.cores.count },
                    largestFreeSDRAM: usable.map(\.sdram).max() ?? 0
                )
            }
            chips.removeAll { free[$0]?.cores.isEmpty ?? true }
        }
        return placements
    }

    /// What is left of a chip.
    private struct Room {
        var cores: [UInt8]
        var sdram: Int
    }

    /// The parts in breadth-first order over who sends to whom, in either direction.
    private func visitingOrder(of graph: MachineGraph) -> [Int] {
        var neighbours = graph.targets
        for (source, targets) in graph.targets.enumerated() {
            for target in targets where target != source { neighbours[target].append(source) }
        }
        var order: [Int] = []
        var seen = Array(repeating: false, count: graph.vertices.count)
        for root in graph.vertices.indices where !seen[root] {
            seen[root] = true
            var next = order.count
            order.append(root)
            while next < order.count {
                for neighbour in neighbours[order[next]] where !seen[neighbour] {
                    seen[neighbour] = true
                    order.append(neighbour)
                }
                next += 1
            }
        }
        return order
    }

    /// The machine's chips, breadth first over working links from the boot chip on; unconnected ones last.
    private func chipsOutward(of machine: Machine) -> [ChipID] {
        var order: [ChipID] = []
        var seen: Set<ChipID> = []
        for root in [ChipID.boot] + machine.chipIDs where machine.chips[root] != nil && !seen.contains(root) {
            seen.insert(root)
            var next = order.count
            order.append(root)
            while next < order.count {
                for link in LinkDirection.allCases {
                    guard let neighbour = machine.chips[order[next]]?.neighbours[link],
                        machine.chips[neighbour] != nil, seen.insert(neighbour).inserted
                    else { continue }
                    order.append(neighbour)
                }
                next += 1
            }
        }
        return order
    }
}
