package import SpiNNakerMachine

/// A machine in numbers: its chips in ascending order of their places, each known by its number from 0 on.
package final class ChipTable: Sendable {
    /// The place of each chip.
    let ids: [ChipID]
    /// The columns.
    let x: [Int32]
    /// The rows.
    let y: [Int32]
    /// The chip behind link l of chip c, at 6c + l; −1 where no working link leads to a working chip.
    let neighbours: [Int32]
    /// The chip whose packets come in by link l of chip c, at 6c + l; −1 where there is none.
    let feeders: [Int32]
    /// The working application cores of each chip: bit n for virtual core n.
    let cores: [UInt32]
    /// The free bytes of each chip's SDRAM.
    let freeSDRAM: [Int]
    /// The free entries of each chip's routing table.
    let freeEntries: [Int]
    /// The number of the chip with the Ethernet of each chip's board; −1 where that is dead.
    let boards: [Int32]
    /// The place of each chip along Hilbert's curve through the machine: chips near on it are near on the machine.
    ///
    /// - SeeAlso: D. Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück", 1891.
    let ranks: [Int32]
    /// The number of columns after which the machine begins anew; large where it does not wrap.
    let width: Int32
    /// The number of rows after which the machine begins anew; large where it does not wrap.
    let height: Int32
    private static let noWrap: Int32 = 1 << 12
    /// The number of the chip at each P2P address; −1 where there is none.
    private let numbers: [Int32]
    /// The shortest way for every difference of columns and rows, column by column, and at `origin` that from a chip to itself.
    private let ways: [Displacement]
    /// The links of each of those ways; a table of its own, as short as can be, for inner loops.
    private let lengths: [Int16]
    private let origin: Int32
    /// The place of each chip in such columns: the way between two chips is as far from `origin` as their places are apart.
    private let places: [Int32]

    /// Creates the table of a machine.
    package init(_ machine: Machine) {
        let ids = machine.chipIDs
        var numbers = [Int32](repeating: -1, count: 1 << 16)
        for (number, id) in ids.enumerated() { numbers[Int(id.p2pAddress)] = Int32(number) }
        var neighbours = [Int32](repeating: -1, count: 6 * ids.count)
        var feeders = neighbours
        var cores: [UInt32] = []
        var freeSDRAM: [Int] = []
        var freeEntries: [Int] = []
        var boards: [Int32] = []
        var wraps = (x: false, y: false)
        for (number, id) in ids.enumerated() {
            guard let chip = machine.chips[id] else { continue }
            for (link, neighbour) in chip.neighbours {
                let other = numbers[Int(neighbour.p2pAddress)]
                guard other >= 0 else { continue }
                neighbours[6 * number + Int(link.rawValue)] = other
                feeders[6 * Int(other) + Int(link.opposite.rawValue)] = Int32(number)
                if machine.width > 2, Int(id.x) == machine.width - 1, neighbour.x == 0 { wraps.x = true }
                if machine.height > 2, Int(id.y) == machine.height - 1, neighbour.y == 0 { wraps.y = true }
            }
            cores.append(chip.applicationCores.reduce(0) { $0 | 1 << UInt32($1) })
            freeSDRAM.append(chip.freeSDRAM)
            freeEntries.append(chip.freeRoutingEntries)
            boards.append(numbers[Int(chip.ethernetChip.p2pAddress)])
        }
        self.ids = ids
        self.numbers = numbers
        self.neighbours = neighbours
        self.feeders = feeders
        self.cores = cores
        self.freeSDRAM = freeSDRAM
        self.freeEntries = freeEntries
        self.boards = boards
        let places = ids.enumerated().map { UInt64(Self.placeOnCurve($0.element)) << 32 | UInt64($0.offset) }
        var ranks = [Int32](repeating: 0, count: ids.count)
        for (rank, place) in places.sorted().enumerated() { ranks[Int(place & 0xffff_ffff)] = Int32(rank) }
        self.ranks = ranks
        x = ids.map { Int32($0.x) }
        y = ids.map { Int32($0.y) }
        let width = wraps.x ? Int32(machine.width) : Self.noWrap
        let height = wraps.y ? Int32(machine.height) : Self.noWrap
        (self.width, self.height) = (width, height)
        let (columns, rows) = ((x.max() ?? 0) + 1, (y.max() ?? 0) + 1)
        let column = 2 * rows - 1
        self.places = zip(x, y).map { $0 * column + $1 }
        origin = (columns - 1) * column + rows - 1
        var ways: [Displacement] = []
        for x in (1 - columns)..<columns {
            for y in (1 - rows)..<rows { ways.append(Displacement(x: x, y: y).shortest(width: width, height: height)) }
        }
        self.ways = ways
        lengths = ways.map { Int16($0.length) }
    }

    /// The table of the same machine with other cores.
    init(_ other: ChipTable, cores: [UInt32]) {
        self.cores = cores
        ids = other.ids
        numbers = other.numbers
        places = other.places
        origin = other.origin
        ways = other.ways
        lengths = other.lengths
        x = other.x
        y = other.y
        ranks = other.ranks
        neighbours = other.neighbours
        feeders = other.feeders
        freeSDRAM = other.freeSDRAM
        freeEntries = other.freeEntries
        boards = other.boards
        width = other.width
        height = other.height
    }

    private static func placeOnCurve(_ chip: ChipID) -> UInt32 {
        var (x, y) = (chip.x, chip.y)
        var place: UInt32 = 0
        var side: UInt8 = 128
        while side > 0 {
            let (right, upper) = (x & side != 0, y & side != 0)
            place = place << 2 | (right ? (upper ? 2 : 3) : (upper ? 1 : 0))
            if !upper {
                if right { (x, y) = (255 - x, 255 - y) }
                (x, y) = (y, x)
            }
            side >>= 1
        }
        return place
    }

    var count: Int { ids.count }

    /// The number of a chip; nil where there is none.
    func number(of chip: ChipID) -> Int32? {
        let number = numbers[Int(chip.p2pAddress)]
        return number >= 0 ? number : nil
    }

    /// The number of the chip in a column and row, counted around the machine's edges; nil where there is none.
    func number(x: Int32, y: Int32) -> Int32? {
        var (x, y) = (x, y)
        if x < 0 { x += width } else if x >= width { x -= width }
        if y < 0 { y += height } else if y >= height { y -= height }
        guard x >= 0, y >= 0, x < 256, y < 256 else { return nil }
        let number = numbers[Int(x << 8 | y)]
        return number >= 0 ? number : nil
    }

    /// The links between two chips, were all there.
    func distance(_ first: Int32, _ second: Int32) -> Int32 { Int32(lengths[step(first, second)]) }

    /// The shortest way between two chips, were all links there, around the machine's edges too.
    func displacement(from first: Int32, to second: Int32) -> Displacement { ways[step(first, second)] }

    private func step(_ first: Int32, _ second: Int32) -> Int {
        Int(places[Int(second)] - places[Int(first)] + origin)
    }
}

extension ChipTable {
    /// The chips, breadth first over working links from some chips on.
    func outward(from roots: some Sequence<Int32>) -> [Int32] {
        var chips: [Int32] = []
        visitOutward(from: roots) { chip in
            chips.append(chip)
            return true
        }
        return chips
    }

    /// Visits the chips, breadth first over working links from some chips on.
    ///
    /// - Parameters:
    ///   - roots: Where to begin; chips that no link leads to are met if they are among these.
    ///   - body: Is told each chip until it returns false.
    func visitOutward(from roots: some Sequence<Int32>, _ body: (Int32) -> Bool) {
        var isSeen = [Bool](repeating: false, count: count)
        var queue: [Int32] = []
        var next = 0
        for root in roots where !isSeen[Int(root)] {
            isSeen[Int(root)] = true
            queue.append(root)
            while next < queue.count {
                let chip = queue[next]
                next += 1
                guard body(chip) else { return }
                for link in 0..<6 {
                    let neighbour = neighbours[6 * Int(chip) + link]
                    guard neighbour >= 0, !isSeen[Int(neighbour)] else { continue }
                    isSeen[Int(neighbour)] = true
                    queue.append(neighbour)
                }
            }
        }
    }
}

/// A way over the grid of chips: so many columns and rows, a diagonal link being a step of both.
struct Displacement: Sendable {
    let x: Int32
    let y: Int32

    /// The shortest of the ways that lead there on a machine that begins anew after so many columns and rows.
    func shortest(width: Int32, height: Int32) -> Self {
        // The nearest way around a torus may be any of four.
        let (dx, dy) = (x < 0 ? x + width : x, y < 0 ? y + height : y)
        var best = self
        for (x, y) in [(dx, dy), (dx - width, dy - height), (dx - width, dy), (dx, dy - height)] {
            let other = Displacement(x: x, y: y)
            if other.length < best.length { best = other }
        }
        return best
    }

    /// The fewest links that lead there.
    var length: Int32 { (x >= 0) == (y >= 0) ? max(abs(x), abs(y)) : abs(x) + abs(y) }

    /// The links of a shortest way: at most two directions, each with its number of steps, the longer one first.
    var legs: (first: Leg, second: Leg) {
        let diagonal = (x > 0) == (y > 0) ? (x > 0 ? min(x, y) : max(x, y)) : 0
        let legs = (Leg(diagonal, .northEast), Leg(x - diagonal, .east), Leg(y - diagonal, .north))
        // One of the three is always empty; of equal ones, east comes before north-east before north.
        let pair = legs.0.steps == 0 ? (legs.1, legs.2) : legs.1.steps == 0 ? (legs.0, legs.2) : (legs.1, legs.0)
        return pair.0.steps >= pair.1.steps ? (pair.0, pair.1) : (pair.1, pair.0)
    }

    /// Steps along one link's direction.
    struct Leg {
        let link: Int
        let steps: Int32

        init(_ count: Int32, _ forward: LinkDirection) {
            link = Int((count >= 0 ? forward : forward.opposite).rawValue)
            steps = abs(count)
        }
    }
}
