import SpiNNakerMachine

/// A tree of packets under construction. One builder serves tree after tree.
package struct TreeBuilder: ~Copyable {
    let table: ChipTable
    /// The chips reached so far, each with the way on.
    private(set) var nodes: [TreeNode] = []
    /// The chips to be reached, those nearest to the source first.
    private(set) var wanted: [Int32] = []
    /// The index of a chip's node, if its stamp is that of the tree.
    private let places: Numbers<Int32>
    private let stamps: Numbers<Int32>
    /// The stamp of the last tree that wanted a chip.
    private let wantedStamps: Numbers<Int32>
    private var stamp: Int32 = 0
    /// The chips of the trunk, and the links between them, if its stamp is a chip's.
    private var trunk: [Int32] = []
    private let trunkLinks: Numbers<UInt8>
    private let trunkStamps: Numbers<Int32>
    private var trunkStamp: Int32 = 0
    /// The chips that trees go around if they are not for them.
    private let isAvoided: Numbers<Bool>
    /// Where a search for a way around faults has come from, if its stamp is that of the search.
    private let steps: Numbers<Int32>
    private let stepStamps: Numbers<Int32>
    private var stepStamp: Int32 = 0
    private var queue: [Int32] = []
    private var distances: [UInt64] = []
    /// A path from the tree, link by link, with the chips that it leads to.
    private var path: [(link: Int, chip: Int32)] = []

    /// Creates a builder.
    ///
    /// - Parameter avoided: Chips that trees go around if they are not for them.
    init(_ table: ChipTable, avoiding avoided: some Sequence<Int32> = EmptyCollection()) {
        self.table = table
        isAvoided = Numbers(false, count: table.count)
        for chip in avoided { isAvoided[Int(chip)] = true }
        places = Numbers(0, count: table.count)
        stamps = Numbers(0, count: table.count)
        wantedStamps = Numbers(0, count: table.count)
        trunkLinks = Numbers(0, count: table.count)
        trunkStamps = Numbers(0, count: table.count)
        steps = Numbers(0, count: table.count)
        stepStamps = Numbers(0, count: table.count)
    }

    /// The chip of the source.
    var source: Int32 { nodes[0].chip }

    /// Whether the tree may come to a chip.
    private func canPass(_ chip: Int32) -> Bool {
        !isAvoided[Int(chip)] || wantedStamps[Int(chip)] == stamp
    }

    /// Whether a chip is in the tree.
    func contains(_ chip: Int32) -> Bool { stamps[Int(chip)] == stamp }

    // MARK: - From tree to tree

    /// Begins a tree.
    mutating func begin(at source: Int32, stops: Span<Nets.Stop>) {
        stamp += 1
        nodes.removeAll(keepingCapacity: true)
        add(TreeNode(chip: source, incoming: 7))
        distances.removeAll(keepingCapacity: true)
        for index in stops.indices {
            let chip = stops[index].chip
            distances.append(UInt64(table.distance(source, chip)) << 32 | UInt64(chip))
            wantedStamps[Int(chip)] = stamp
        }
        distances.sort()
        wanted.removeAll(keepingCapacity: true)
        for distance in distances { wanted.append(Int32(truncatingIfNeeded: distance)) }
    }

    /// Ends the tree at the cores that it is for.
    mutating func end(adding stops: Span<Nets.Stop>) -> [TreeNode] {
        for index in stops.indices { nodes[Int(places[Int(stops[index].chip)])].add(stops[index].route) }
        return nodes
    }

    // MARK: - Trunks

    /// The chip that is nearest to the middle of some, at least one.
    func middle(of stops: Span<Nets.Stop>) -> Int32 {
        // Seen from the first of them, so that those across the machine's edge count as near.
        let first = stops[0].chip
        var (x, y): (Int32, Int32) = (0, 0)
        for index in stops.indices {
            let way = table.displacement(from: first, to: stops[index].chip)
            x += way.x
            y += way.y
        }
        (x, y) = (x / Int32(stops.count), y / Int32(stops.count))
        var (nearest, least) = (first, Int32.max)
        for index in stops.indices {
            let way = table.displacement(from: first, to: stops[index].chip)
            let distance = Displacement(x: way.x - x, y: way.y - y).length
            if distance < least { (nearest, least) = (stops[index].chip, distance) }
        }
        return nearest
    }

    /// Keeps the tree's chips and links for trees that grow from them.
    mutating func keepTrunk() {
        trunkStamp += 1
        trunk.removeAll(keepingCapacity: true)
        for node in nodes {
            trunk.append(node.chip)
            trunkStamps[Int(node.chip)] = trunkStamp
            let back = node.incoming.map { MulticastRoute.link($0).rawValue } ?? 0
            trunkLinks[Int(node.chip)] = UInt8(node.route.rawValue & 0x3f | back)
        }
    }

    /// Builds the tree that goes from a chip to the trunk and from there all over it.
    ///
    /// - Returns: False if links on the way do not work; then there is no tree.
    mutating func growFromTrunk(at source: Int32) -> Bool {
        stamp += 1
        nodes.removeAll(keepingCapacity: true)
        add(TreeNode(chip: source, incoming: 7))
        if trunkStamps[Int(source)] != trunkStamp {
            var nearest = trunk[0]
            var least = table.distance(source, nearest)
            for chip in trunk.dropFirst() {
                let distance = table.distance(source, chip)
                if distance < least { (nearest, least) = (chip, distance) }
            }
            let legs = table.displacement(from: source, to: nearest).legs
            guard
                walk(legs.first, legs.second, from: source, to: nearest) != nil
                    || walk(legs.second, legs.first, from: source, to: nearest) != nil
            else { return false }
            // Up to where the path meets the trunk.
            if let met = path.firstIndex(where: { trunkStamps[Int($0.chip)] == trunkStamp }) {
                path.removeLast(path.count - met - 1)
            }
            graftPath(from: source)
        }
        var next = nodes.count - 1
        while next < nodes.count {
            let node = nodes[next]
            for link in 0..<6 where trunkLinks[Int(node.chip)] & 1 << UInt8(link) != 0 && link != node.incomingLink {
                let chip = table.neighbours[6 * Int(node.chip) + link]
                // Trunks have no circles: a chip met before lies on the path to the trunk.
                guard chip >= 0, !contains(chip) else { return false }
                nodes[next].add(MulticastRoute(rawValue: 1 << UInt32(link)))
                add(TreeNode(chip: chip, incoming: (link + 3) % 6))
            }
            next += 1
        }
        return true
    }

    private mutating func add(_ node: TreeNode) {
        places[Int(node.chip)] = Int32(nodes.count)
        stamps[Int(node.chip)] = stamp
        nodes.append(node)
    }

    // MARK: - Paths

    /// The chip of the tree that is nearest to another, were all links there.
    func nearest(to chip: Int32) -> Int32 {
        // Rings around the chip are searched while they have fewer chips than the tree has.
        var radius: Int32 = 1
        while 3 * radius * (radius + 1) < Int32(nodes.count) {
            if let found = firstOnRing(of: radius, around: chip) { return found }
            radius += 1
        }
        var best = nodes[0].chip
        var least = table.distance(best, chip)
        for node in nodes.dropFirst() {
            let distance = table.distance(node.chip, chip)
            if distance < least { (best, least) = (node.chip, distance) }
        }
        return best
    }

    private func firstOnRing(of radius: Int32, around chip: Int32) -> Int32? {
        var (x, y) = (table.x[Int(chip)] - radius, table.y[Int(chip)] - radius)
        for (dx, dy) in Self.ringSides {
            for _ in 0..<radius {
                if let other = table.number(x: x, y: y), contains(other) { return other }
                x += dx
                y += dy
            }
        }
        return nil
    }

    /// The six sides of a ring, from its south-western corner on.
    private static let ringSides: [(Int32, Int32)] = [(1, 0), (1, 1), (0, 1), (-1, 0), (-1, -1), (0, -1)]

    /// Joins a chip by a path along two axes from a chip of the tree, the longer leg first, or the one whose path meets more
    /// chips that are wanted. False, with the tree as before, if links are missing on both.
    mutating func join(_ chip: Int32, from start: Int32) -> Bool {
        let legs = table.displacement(from: start, to: chip).legs
        let first = walk(legs.first, legs.second, from: start, to: chip)
        if first != path.count {
            let second = walk(legs.second, legs.first, from: start, to: chip)
            guard first != nil || second != nil else { return false }
            if second ?? 0 <= first ?? 0 { _ = walk(legs.first, legs.second, from: start, to: chip) }
        }
        graftPath(from: start)
        return true
    }

    /// Lays the path out; how many chips wanted are on it, or nil if links are missing.
    private mutating func walk(
        _ first: Displacement.Leg,
        _ second: Displacement.Leg,
        from start: Int32,
        to end: Int32
    ) -> Int? {
        path.removeAll(keepingCapacity: true)
        var met = 0
        var chip = start
        var (link, left, next) = (first.link, first.steps, second)
        while left + next.steps > 0 {
            if left == 0 { (link, left, next) = (next.link, next.steps, Displacement.Leg(0, .east)) }
            left -= 1
            chip = table.neighbours[6 * Int(chip) + link]
            guard chip >= 0, canPass(chip) else { return nil }
            path.append((link, chip))
            if wantedStamps[Int(chip)] == stamp, !contains(chip) { met += 1 }
        }
        return chip == end ? met : nil
    }

    /// Joins a chip by a shortest way over working links from any chip of the tree. False if there is none.
    mutating func joinByDetour(_ chip: Int32) -> Bool {
        stepStamp += 1
        queue.removeAll(keepingCapacity: true)
        queue.append(chip)
        stepStamps[Int(chip)] = stepStamp
        var next = 0
        while next < queue.count {
            let here = queue[next]
            next += 1
            for link in 0..<6 {
                // Backwards: by which links could packets have come here?
                let feeder = table.feeders[6 * Int(here) + link]
                guard feeder >= 0, stepStamps[Int(feeder)] != stepStamp, canPass(feeder) || contains(feeder)
                else { continue }
                stepStamps[Int(feeder)] = stepStamp
                steps[Int(feeder)] = Int32((link + 3) % 6)
                if contains(feeder) {
                    path.removeAll(keepingCapacity: true)
                    var end = feeder
                    while end != chip {
                        let link = Int(steps[Int(end)])
                        end = table.neighbours[6 * Int(end) + link]
                        path.append((link, end))
                    }
                    graftPath(from: feeder)
                    return true
                }
                queue.append(feeder)
            }
        }
        return false
    }

    /// Joins a chip by a cheapest way over working links from any chip of the tree. False if there is none.
    ///
    /// - Parameter cost: What link l of chip c costs, by 6c + l; above 0.
    mutating func joinByCost(_ chip: Int32, _ cost: (Int) -> Int) -> Bool {
        stepStamp += 1
        var costs: [Int32: Int] = [chip: 0]
        // Chips by their costs, the cheapest last of a short list: few are open at a time.
        var open: [(cost: Int, chip: Int32)] = [(0, chip)]
        while let here = open.popLast() {
            guard stepStamps[Int(here.chip)] != stepStamp else { continue }
            stepStamps[Int(here.chip)] = stepStamp
            if contains(here.chip) {
                path.removeAll(keepingCapacity: true)
                var end = here.chip
                while end != chip {
                    let link = Int(steps[Int(end)])
                    end = table.neighbours[6 * Int(end) + link]
                    path.append((link, end))
                }
                graftPath(from: here.chip)
                return true
            }
            for link in 0..<6 {
                let feeder = table.feeders[6 * Int(here.chip) + link]
                guard feeder >= 0, stepStamps[Int(feeder)] != stepStamp else { continue }
                let sum = here.cost + cost(6 * Int(feeder) + (link + 3) % 6)
                guard sum < costs[feeder] ?? .max else { continue }
                costs[feeder] = sum
                steps[Int(feeder)] = Int32((link + 3) % 6)
                let place = open.firstIndex { $0.cost <= sum } ?? open.count
                open.insert((sum, feeder), at: place)
            }
        }
        return false
    }

    /// Adds the path to the tree, from where it leaves the tree for good.
    private mutating func graftPath(from start: Int32) {
        var chip = start
        var first = 0
        for index in path.indices where contains(path[index].chip) {
            chip = path[index].chip
            first = index + 1
        }
        for index in first..<path.count {
            let step = path[index]
            nodes[Int(places[Int(chip)])].add(MulticastRoute(rawValue: 1 << UInt32(step.link)))
            add(TreeNode(chip: step.chip, incoming: (step.link + 3) % 6))
            chip = step.chip
        }
    }
}
