import GraphMapping
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

/// Forecasts against what packets do that are walked through the finished tables.
@Suite
struct MappingForecastTests {
    /// A link in one direction.
    private struct Way: Hashable {
        var chip: ChipID
        var link: LinkDirection
    }

    /// The links that a packet crosses, by the tables alone.
    private func ways(ofKey key: UInt32, from chip: ChipID, _ mapping: Mapping, _ machine: Machine) -> [Way] {
        var ways: [Way] = []
        var packets: [(chip: ChipID, incoming: LinkDirection?)] = [(chip, nil)]
        while let packet = packets.popLast() {
            let entry = (mapping.tables[packet.chip] ?? []).first { $0.keyMask.matches(key) }
            let links = entry?.route.links ?? packet.incoming.map { [$0.opposite] } ?? []
            for link in links {
                ways.append(Way(chip: packet.chip, link: link))
                if let next = machine.chips[packet.chip]?.neighbours[link] { packets.append((next, link.opposite)) }
            }
        }
        return ways
    }

    @Test(arguments: [
        TestGraph.sheet(rows: 14, columns: 16, on: BoardArrangement(.spin5)),
        .layered(layers: 4, width: 12, on: .triad, seed: 5),
        .populations(8, on: .triad, seed: 2),
    ])
    func linksAreThoseThatPacketsCross(graph: TestGraph) throws {
        var random = SplitMix(seed: 11)
        let machine = Machine(graph.boards).withFaults(chips: 0.03, links: 0.03, using: &random)
        let mapping = try Mapping(graph.machineGraph(), on: machine)
        let rates = mapping.graph.sources.indices.map { _ in Double(Int.random(in: 0...1_000, using: &random)) }

        let forecast = MappingForecast(mapping, on: machine) { rates[$0] }

        var sources: [Way: Int] = [:]
        var packets: [Way: Double] = [:]
        var (longest, heard) = (0, 0)
        for (index, source) in mapping.graph.sources.enumerated() where !mapping.graph.isUnheard(index) {
            let chip = mapping.placements[Int(source.part)].chip
            let ways = ways(ofKey: mapping.keys[index].key, from: chip, mapping, machine)
            for way in ways {
                sources[way, default: 0] += 1
                packets[way, default: 0] += rates[index]
            }
            longest = max(longest, ways.count)
            heard += 1
        }
        #expect(forecast.links.count == sources.count)
        for link in forecast.links {
            let way = Way(chip: link.chip, link: link.link)
            #expect(link.sources == sources[way])
            #expect(link.packets == packets[way])
        }
        #expect(forecast.hops == sources.values.reduce(0, +))
        #expect(forecast.hops == mapping.hops)
        #expect(forecast.longestTree == longest)
        #expect(forecast.sources == heard)
        #expect(forecast.mostLoadedLink?.packets == packets.values.max())
        #expect(
            mapping.tree(of: 0).map { Set($0.links.map { Way(chip: $0.chip, link: $0.link) }) }
                == Set(ways(ofKey: mapping.keys[0].key, from: mapping.placements[0].chip, mapping, machine))
        )
    }

    @Test
    func coresMemoryAndEntriesAddUp() throws {
        let graph = TestGraph.layered(layers: 5, width: 12, on: .triad, seed: 9)
        let machine = Machine(graph.boards)
        let mapping = try Mapping(graph.machineGraph(), on: machine)

        let forecast = MappingForecast(mapping, on: machine)

        #expect(forecast.coresUsed == graph.coreCount)
        #expect(
            forecast.coresUsed + forecast.coresFree == machine.chips.values.reduce(0) { $0 + $1.applicationCores.count }
        )
        #expect(forecast.chips.reduce(0) { $0 + $1.sdram } == graph.nodes.reduce(0) { $0 + $1.cores * $1.sdram })
        for chip in forecast.chips {
            #expect(chip.sdram + chip.freeSDRAM == machine.chips[chip.id]?.freeSDRAM)
            #expect(chip.entries == mapping.tables[chip.id]?.count ?? 0)
            #expect(chip.entries + chip.freeEntries == machine.chips[chip.id]?.freeRoutingEntries)
            #expect(chip.entries <= chip.trees)
        }
        #expect(forecast.longestTable?.entries == mapping.tables.values.map(\.count).max())
        let boards = Set(mapping.placements.compactMap { graph.boards.board(of: $0.chip) })
        #expect(forecast.boards == 3)
        #expect(forecast.boardsUsed >= boards.count)
        #expect(
            forecast.chipsByFreeSDRAM.first?.freeSDRAM == forecast.chips.filter { $0.cores > 0 }.map(\.freeSDRAM).min()
        )
    }

    @Test
    func aMachineWithoutAnythingOnItIsFree() throws {
        let machine = Machine(board: .spin3)
        let mapping = try Mapping(
            Partitioner(limit: CoreCost(sdram: 1, dtcm: 1)).partition(ApplicationGraph()),
            on: machine
        )
        let forecast = MappingForecast(mapping, on: machine)
        #expect(forecast.coresUsed == 0 && forecast.chipsUsed == 0 && forecast.boardsUsed == 0 && forecast.hops == 0)
        #expect(forecast.mostLoadedLink == nil)
        #expect(forecast.coresFree == 68)
    }
}
