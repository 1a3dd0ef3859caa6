import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// Networks on machines with faults are mapped, and every packet reaches its targets, or refused because a part of the machine
/// is cut off. The judge follows packets through the tables and knows nothing of how they came about.
@Suite
struct FaultyMachineTests {
    /// Maps a graph and follows every source's packets; why it is refused, or nil if all is well.
    private func refusal(of graph: MachineGraph, on machine: Machine, _ comment: Comment) -> MappingError? {
        do throws(MappingError) {
            let mapping = try Mapping(graph, on: machine)
            #expect(mapping.faults(on: machine, everyKey: false).isEmpty, comment)
            #expect(Set(mapping.placements).count == graph.vertices.count, comment)
            for (chip, table) in mapping.tables {
                #expect(table.count <= machine.chips[chip]?.freeRoutingEntries ?? 0, comment)
            }
            return nil
        } catch {
            return error
        }
    }

    /// The chips that a packet can come to from another, found by flooding.
    private func reached(from start: ChipID, on machine: Machine) -> Set<ChipID> {
        var seen: Set = [start]
        var open = [start]
        while let chip = open.popLast() {
            for (_, other) in machine.chips[chip]?.neighbours ?? [:]
            where machine.chips[other] != nil && seen.insert(other).inserted {
                open.append(other)
            }
        }
        return seen
    }

    /// Whether every chip can send to every other.
    private func isWhole(_ machine: Machine) -> Bool {
        machine.chipIDs.allSatisfy { reached(from: $0, on: machine).count == machine.chips.count }
    }

    /// 10,000 of them, in 20 groups.
    @Test(arguments: 0..<20)
    func smallGraphsOnSmallMachines(group: UInt64) throws {
        var random = SplitMix(seed: group)
        var refused = 0
        for number in 0..<500 {
            let kind = Int.random(in: 0..<4, using: &random)
            let boards: BoardArrangement =
                switch kind {
                case 0: BoardArrangement(.spin3)
                case 1: .triad
                case 2:
                    try #require(
                        BoardArrangement(
                            triadsAcross: 1,
                            up: 1,
                            wrapsHorizontally: number % 2 == 0,
                            wrapsVertically: false
                        )
                    )
                default: BoardArrangement(.spin5)
                }
            let machine = Machine(boards).withFaults(
                chips: Double.random(in: 0...0.15, using: &random),
                cores: Double.random(in: 0...0.3, using: &random),
                links: Double.random(in: 0...0.3, using: &random),
                using: &random
            )
            var graph = TestGraph(name: "\(group)/\(number)", boards: boards)
            let room = machine.chips.values.reduce(0) { $0 + $1.applicationCores.count }
            while graph.nodes.count < 30 {
                let cores = Int.random(in: 1...20, using: &random)
                guard graph.coreCount + cores < room * 3 / 4 else { break }
                graph.addNode(cores: cores, sdram: Int.random(in: 0...4_000_000, using: &random))
            }
            for node in graph.nodes.indices where Int.random(in: 0..<5, using: &random) > 0 {
                let sinks = graph.nodes.indices.filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
                graph.addNet(from: node, to: sinks.map(Int32.init))
            }
            if let error = refusal(of: try graph.machineGraph(), on: machine, "\(graph.name)") {
                refused += 1
                guard case .unreachable = error else {
                    // Memory may be too fragmented for the last parts.
                    guard case .noRoom = error else {
                        Issue.record("\(graph.name): \(error)")
                        continue
                    }
                    continue
                }
                #expect(!isWhole(machine), "\(graph.name): \(error)")
            }
        }
        #expect(refused < 250)
    }

    /// Two chips of a hundred dead, five cores of a hundred, three links of a hundred, and all of these: a hundred draws each.
    @Test(arguments: 0..<4, 0..<4)
    func standardGraphsOnDamagedMachines(number: Int, damage: Int) throws {
        let standard = TestGraph.standard()[number]
        let graph = try standard.machineGraph()
        let whole = Machine(standard.boards)
        for seed in 0..<100 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            let machine = whole.withFaults(
                chips: damage == 0 || damage == 3 ? 0.02 : 0,
                cores: damage == 1 || damage == 3 ? 0.05 : 0,
                links: damage == 2 || damage == 3 ? 0.03 : 0,
                using: &random
            )
            if let error = refusal(of: graph, on: machine, "\(standard.name), draw \(seed)") {
                let cores = machine.chips.values.reduce(0) { $0 + $1.applicationCores.count }
                switch error {
                case .unreachable: #expect(!isWhole(machine), "\(standard.name), draw \(seed): \(error)")
                case .noRoom: #expect(cores < standard.coreCount, "\(standard.name), draw \(seed): \(error)")
                default: Issue.record("\(standard.name), draw \(seed): \(error)")
                }
            }
        }
    }
}
