package import SpiNNakerMachine

/// Builds a routing tree for one source at a time by neighbour-exploring routing.
///
/// Targets join nearest first. Each looks for the chip of the tree that lies nearest to it, and a path from
/// there is laid along the longest of the three axes first, cut to begin where it last touches the tree. Where
/// such a path would cross a missing chip or link, a breadth-first search over working links from the whole
/// tree takes its place, so a target is refused only if it truly cannot be reached.
///
/// Example: a source at (0, 0) with targets at (2, 0) and (3, 1). (2, 0) joins over two steps east; (3, 1) is one
/// diagonal step from (2, 0), so it joins there: three links in all, where two separate paths would take five.
///
/// - SeeAlso: Navaridas, Luján, Plana, Temple and Furber, "SpiNNaker: Enhanced multicast routing", 2015.
package struct NeighbourExploringRouter: Sendable {
    private let machine: Machine
    /// By how many columns and rows a displacement may be shifted around the machine's edges.
    private let turns: [(x: Int, y: Int)]

    /// Creates a router for a machine.
    package init(machine: Machine) {
        self.machine = machine
        let wraps = machine.wraps
        let columns = wraps.x ? [0, machine.width, -machine.width] : [0]
        let rows = wraps.y ? [0, machine.height, -machine.height] : [0]
        turns = columns.flatMap { x in rows.map { (x, $0) } }
    }

    /// Builds the tree from a source's chip to cores.
    ///
    /// - Throws: `MappingError.unreachable`.
    /// - Complexity: O(*t* · *h*) for *t* target chips and a tree of *h* chips, plus O(chips) for each detour.
    package func tree(from source: ChipID, to cores: [CoreID]) throws(MappingError) -> RoutingTree {
        var tree = RoutingTree(source: source)
        let chips = Set(cores.map(\.chip)).sorted {
            (distance(from: source, to: $0), $0) < (distance(from: source, to: $1), $1)
        }
        for chip in chips where tree.nodes[chip] == nil {
            if !join(chip, to: &tree), !joinByDetour(chip, to: &tree) {
                throw .unreachable(source: "\(source)", target: "\(chip)")
            }
        }
        for core in cores { tree.deliver(to: core) }
        return tree
    }

    /// Joins a chip by a path along the axes from the nearest chip of the tree, if its links work.
    private func join(_ chip: ChipID, to tree: inout RoutingTree) -> Bool {
        let nearest = tree.nodes.keys.min {
            (distance(from: $0, to: chip), $0) < (distance(from: $1, to: chip), $1)
        }
        guard let nearest else { return false }
        for vector in vectors(from: nearest, to: chip) {
            guard var path = walk(vector, from: nearest) else { continue }
            var start = nearest
            if let last = path.lastIndex(where: { tree.nodes[$0.chip] != nil }) {
                start = path[last].chip
                path.removeFirst(last + 1)
            }
            tree.graft(from: start, path: path)
            return true
        }
        return false
    }

    /// Joins a chip by the shortest working path from any chip of the tree.
    private func joinByDetour(_ chip: ChipID, to tree: inout RoutingTree) -> Bool {
        var cameFrom: [ChipID: (chip: ChipID, link: LinkDirection)] = [:]
        var queue = tree.nodes.keys.sorted()
        var next = 0
        while next < queue.count {
            let here = queue[next]
            next += 1
            for link in LinkDirection.allCases {
                guard let neighbour = neighbour(of: here, along: link), tree.nodes[neighbour] == nil,
                    cameFrom[neighbour] == nil
                else { continue }
                cameFrom[neighbour] = (here, link)
                if neighbour == chip {
                    var path: [(link: LinkDirection, chip: ChipID)] = []
                    var end = chip
                    while let step = cameFrom[end] {
                        path.append((step.link, end))
                        end = step.chip
                    }
                    tree.graft(from: end, path: path.reversed())
                    return true
                }
                queue.append(neighbour)
            }
        }
        return false
    }

    /// The working neighbour behind a link.
    private func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
        guard let neighbour = machine.chips[chip]?.neighbours[link], machine.chips[neighbour] != nil else { return nil }
        return neighbour
    }

    // MARK: - Geometry

    /// A displacement with steps east, north-east and north, at most two of them non-zero and of one sign.
    private struct Displacement {
        var east: Int
        var northEast: Int
        var north: Int

        init(x: Int, y: Int) {
            // A diagonal step does one of each; it pays where both have the same sign.
            let diagonal = x.signum() == y.signum() ? (x > 0 ? min(x, y) : max(x, y)) : 0
            northEast = diagonal
            east = x - diagonal
            north = y - diagonal
        }

        var length: Int { abs(east) + abs(northEast) + abs(north) }

        /// The steps, those of the longest axis first.
        var legs: [(link: LinkDirection, count: Int)] {
            let axes: [(count: Int, forward: LinkDirection)] = [
                (east, .east), (northEast, .northEast), (north, .north),
            ]
            return axes.filter { $0.count != 0 }.sorted { abs($0.count) > abs($1.count) }.map {
                ($0.count > 0 ? $0.forward : $0.forward.opposite, abs($0.count))
            }
        }
    }

    /// The displacements that lead from one chip to another, around the machine's edges too, shortest first.
    private func vectors(from start: ChipID, to end: ChipID) -> [Displacement] {
        let x = Int(end.x) - Int(start.x)
        let y = Int(end.y) - Int(start.y)
        // A stable order: equal lengths keep the order of construction, straight ways first.
        let vectors = turns.map { Displacement(x: x + $0.x, y: y + $0.y) }.enumerated()
        return vectors.sorted { ($0.element.length, $0.offset) < ($1.element.length, $1.offset) }.map(\.element)
    }

    /// The number of links between two chips if none were missing.
    private func distance(from start: ChipID, to end: ChipID) -> Int {
        let (x, y) = (Int(end.x) - Int(start.x), Int(end.y) - Int(start.y))
        return turns.reduce(.max) { min($0, Displacement(x: x + $1.x, y: y + $1.y).length) }
    }

    /// The chips met by a displacement, or `nil` if a link on the way does not work.
    private func walk(_ vector: Displacement, from start: ChipID) -> [(link: LinkDirection, chip: ChipID)]? {
        var path: [(link: LinkDirection, chip: ChipID)] = []
        var chip = start
        for leg in vector.legs {
            for _ in 0..<leg.count {
                guard let next = neighbour(of: chip, along: leg.link) else { return nil }
                path.append((leg.link, next))
                chip = next
            }
        }
        return path
    }
}
