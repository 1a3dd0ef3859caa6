/// Cells and the nets that tie them together, for placing.
///
/// A cell is what is placed as one: some parts of a vertex. A net is a tree of packets: the cell that sends and those that
/// receive.
final class Hypergraph {
    /// Where cells outside of the hypergraph pull a net when it is cut in two.
    struct Pull: OptionSet {
        let rawValue: UInt8
        static let first = Pull(rawValue: 1)
        static let second = Pull(rawValue: 2)
    }

    /// How many cores each cell takes.
    let weights: Numbers<Int32>
    /// How many trees each net stands for.
    let netWeights: Numbers<Int32>
    let pulls: Numbers<Pull>
    /// The cells of net n are those from `netStarts[n]` to before `netStarts[n + 1]`; and so for a cell's nets.
    let netStarts: Numbers<Int32>
    let pins: Numbers<Int32>
    let cellStarts: Numbers<Int32>
    let netsOfCells: Numbers<Int32>
    var cellCount: Int { weights.count }
    var netCount: Int { netWeights.count }

    /// A hypergraph net by net.
    struct Builder {
        private let weights: [Int32]
        private var netWeights: [Int32] = []
        private var pulls: [Pull] = []
        private var netStarts: [Int32] = [0]
        private var pins: [Int32] = []

        init(weights: [Int32]) { self.weights = weights }

        /// Adds a cell to the net that is under way.
        mutating func add(pin: Int32) { pins.append(pin) }

        /// Ends the net under way; one that no cut can change is dropped.
        mutating func endNet(weight: Int32, pull: Pull = []) {
            let first = Int(netStarts[netStarts.count - 1])
            let count = pins.count - first
            if pull == [.first, .second] || count + (pull.isEmpty ? 0 : 1) < 2 {
                pins.removeLast(count)
                return
            }
            netWeights.append(weight)
            pulls.append(pull)
            netStarts.append(Int32(pins.count))
        }

        func build() -> Hypergraph {
            Hypergraph(weights: weights, netWeights: netWeights, pulls: pulls, netStarts: netStarts, pins: pins)
        }
    }

    private init(weights: [Int32], netWeights: [Int32], pulls: [Pull], netStarts: [Int32], pins: [Int32]) {
        self.weights = Numbers(weights)
        self.netWeights = Numbers(netWeights)
        self.pulls = Numbers(pulls)
        self.netStarts = Numbers(netStarts)
        self.pins = Numbers(pins)
        let starts = Numbers<Int32>(0, count: weights.count + 1)
        for pin in pins { starts[Int(pin) + 1] += 1 }
        for cell in weights.indices { starts[cell + 1] += starts[cell] }
        let fill = Numbers<Int32>(0, count: weights.count)
        let nets = Numbers<Int32>(0, count: pins.count)
        for net in netWeights.indices {
            for place in Int(netStarts[net])..<Int(netStarts[net + 1]) {
                let cell = Int(pins[place])
                nets[Int(starts[cell] + fill[cell])] = Int32(net)
                fill[cell] += 1
            }
        }
        cellStarts = starts
        netsOfCells = nets
    }

    func pinRange(_ net: Int) -> Range<Int> { Int(netStarts[net])..<Int(netStarts[net + 1]) }

    func netRange(_ cell: Int) -> Range<Int> { Int(cellStarts[cell])..<Int(cellStarts[cell + 1]) }

    /// The hypergraph of a network: for each cell and list of targets that parts of it send to, a net of it and those that
    /// receive, as many trees as sources.
    ///
    /// - Parameters:
    ///   - cells: The parts of each cell; each part is in one cell.
    ///   - weights: How many cores each cell takes.
    static func nets(of graph: MachineGraph, cells: Ragged<Int32>, weights: [Int32]) -> Hypergraph {
        var cellOfPart = [Int32](repeating: 0, count: graph.vertices.count)
        for cell in cells.indices { for part in cells[cell] { cellOfPart[Int(part)] = Int32(cell) } }
        var builder = Builder(weights: weights)
        var lastNet = [Int32](repeating: 0, count: cells.count)
        var mark: Int32 = 0
        var lists: [(list: Int32, first: Int32, count: Int32)] = []
        for cell in cells.indices {
            lists.removeAll(keepingCapacity: true)
            for part in cells[cell] {
                for source in graph.sourcesOfParts[Int(part)] {
                    let list = graph.sources[Int(source)].targets
                    if let place = lists.firstIndex(where: { $0.list == list }) {
                        lists[place].count += 1
                    } else {
                        lists.append((list, source, 1))
                    }
                }
            }
            for (_, source, count) in lists {
                mark += 1
                lastNet[cell] = mark
                builder.add(pin: Int32(cell))
                for target in graph.targets(of: Int(source)) {
                    let receiver = cellOfPart[target]
                    guard lastNet[Int(receiver)] != mark else { continue }
                    lastNet[Int(receiver)] = mark
                    builder.add(pin: receiver)
                }
                builder.endNet(weight: count)
            }
        }
        return builder.build()
    }
}

/// Random numbers from a seed, the same everywhere.
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    /// A number from 0 to below a bound.
    mutating func next(below bound: Int) -> Int {
        // Marsaglia's xorshift64*.
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_f491_4f6c_dd1d).multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func shuffle(_ numbers: inout [Int32]) {
        for index in stride(from: numbers.count - 1, to: 0, by: -1) { numbers.swapAt(index, next(below: index + 1)) }
    }
}
