import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// Networks on machines with faults are mapped, and every packet reaches its targets, or refused because a part of the machine
/// is cut off. The judge follows packets through the tables and knows nothing of how they came about.
@Suite
struct FaultyMachineTests {
    /// Maps a graph and has the mapping judged; why it is refused, or nil if it is not.
    private func refusal(of graph: TestGraph, _ parts: MachineGraph, on machine: Machine) -> MappingError? {
        do throws(MappingError) {
            let mapping = try Mapping(parts, on: machine)
            #expect(MappingJudge.complaints(about: mapping, of: graph, on: machine).isEmpty, "\(graph.name)")
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

    /// Whether no way leads from the one chip to the other that an error names.
    private func isTrue(_ error: MappingError, on machine: Machine) -> Bool {
        guard case .unreachable(let source, let target) = error else { return false }
        let chips = Dictionary(uniqueKeysWithValues: machine.chipIDs.map { ("\($0)", $0) })
        guard let from = chips[source], let to = chips[target] else { return false }
        return !reached(from: from, on: machine).contains(to)
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
            if let error = refusal(of: graph, try graph.machineGraph(), on: machine) {
                refused += 1
                #expect(isTrue(error, on: machine), "\(graph.name): \(error)")
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
            if let error = refusal(of: standard, graph, on: machine) {
                let cores = machine.chips.values.reduce(0) { $0 + $1.applicationCores.count }
                if case .noRoom = error, cores < standard.coreCount { continue }
                #expect(isTrue(error, on: machine), "\(standard.name), draw \(seed): \(error)")
            }
        }
    }
}
