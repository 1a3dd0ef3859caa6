import GraphMapping
import MappingSupport
import SpiNNakerMachine
import Testing

/// What PACMAN 7.4.1 checks of its partitioner and its placer; here every placer has to do it.
@Suite
struct PACMANCasesTests {
    /// A machine with at least so many application cores.
    private func machine(cores: Int) throws -> Machine {
        Machine(try BoardArrangement(.spin5, boards: (cores + 807) / 808))
    }

    private func expectPlaces(of network: CaseNetwork, on machine: Machine) {
        for placer in Algorithms.placers {
            do throws(MappingError) {
                let mapping = try network.map(on: machine, placer: placer)
                #expect(network.complaints(about: mapping, on: machine).isEmpty, "\(placer)")
            } catch {
                Issue.record("\(placer): \(error)")
            }
        }
    }

    /// The error of each placer, which must be that there is no room.
    private func expectNoRoom(
        for network: CaseNetwork,
        on machine: Machine,
        _ check: (_ cores: Int, _ sdram: Int) -> Bool = { _, _ in true }
    ) {
        for placer in Algorithms.placers {
            let error = #expect(throws: MappingError.self) { try network.map(on: machine, placer: placer) }
            guard case .noRoom(_, _, _, _, let cores, let sdram) = error else {
                Issue.record("\(placer): \(String(describing: error))")
                continue
            }
            #expect(check(cores, sdram), "\(placer): \(cores) cores, \(sdram) bytes")
        }
    }

    // MARK: - Partitioner

    /// `test_basic_partitioner`, all five: the atoms of the vertices, the most of a core, and the cores that they take.
    @Test(arguments: [
        ([10, 5, 3], 256, 3), ([300], 256, 2), ([1_000], 10, 100), ([], 256, 0), ([16], 4, 4),
    ])
    func verticesAreCut(atoms: [Int], maximum: Int, cores: Int) throws {
        let vertices = atoms.enumerated().map { index, atoms in
            ApplicationVertex(
                label: "v\(index)",
                atoms: atoms,
                maximumAtomsPerCore: maximum,
                cost: { CoreCost(sdram: $0.count, dtcm: 0) }
            )
        }
        let limit = CoreCost(sdram: 123_469_792, dtcm: 0)
        let graph = try Partitioner(limit: limit).partition(ApplicationGraph(vertices: vertices))
        #expect(graph.vertices.count == cores)
        for (index, own) in graph.parts.enumerated() {
            #expect(own.reduce(0) { $0 + graph.vertices[$1].atoms.count } == atoms[index])
            #expect(own.allSatisfy { graph.vertices[$0].atoms.count <= maximum })
        }
    }

    // MARK: - Placer

    /// `test_application_placer`: the first vertex is bound to the boot chip, 61 more have 14 groups of five cores that
    /// share a chip; a fifth of all is spare.
    @Test func theFirstIsBound() throws {
        var network = CaseNetwork()
        network.addVertex(cores: 10, on: .boot)
        for _ in 0..<61 { network.addGroups(14, of: 5) }
        expectPlaces(of: network, on: try machine(cores: network.coreCount * 12 / 10))
    }

    /// `test_application_placer_late_fixed`: the last vertex is bound to the boot chip, which others could have taken.
    @Test func theLastIsBound() throws {
        var network = CaseNetwork()
        for _ in 0..<56 { network.addGroups(14, of: 5) }
        network.addVertex(cores: 10, on: .boot)
        expectPlaces(of: network, on: try machine(cores: network.coreCount))
    }

    /// `test_application_placer_restart_needed`: bound vertices leave little room on all chips around the boot chip.
    @Test func chipsAroundTheFirstAreNearlyFull() throws {
        var network = CaseNetwork()
        for (x, y) in [(1, 0), (1, 1), (0, 1)] as [(UInt8, UInt8)] {
            network.addVertex(cores: 15, on: ChipID(x: x, y: y))
        }
        for _ in 0..<56 { network.addGroups(14, of: 5) }
        expectPlaces(of: network, on: try machine(cores: network.coreCount))
    }

    /// `test_application_placer_large_groups`: 17 vertices of 14 groups of as many cores as the smallest chips have.
    @Test func verticesTakeChipsWhole() throws {
        var network = CaseNetwork()
        network.addVertex(cores: 10, on: .boot)
        for _ in 0..<17 { network.addGroups(14, of: 16) }
        expectPlaces(of: network, on: try machine(cores: network.coreCount))
    }

    /// `test_application_placer_fill_chips`: vertices of 14 groups of half a chip, and of a core less.
    @Test func verticesTakeHalvesOfChips() throws {
        var network = CaseNetwork()
        network.addVertex(cores: 10, on: .boot)
        for _ in 0..<17 { network.addGroups(14, of: 9) }
        for _ in 0..<17 { network.addGroups(14, of: 8) }
        expectPlaces(of: network, on: try machine(cores: network.coreCount))
    }

    /// `test_application_placer_too_few_boards`: the machine has room for about half of the network.
    @Test func halfAMachineHasNoRoom() throws {
        var network = CaseNetwork()
        network.addVertex(cores: 10, on: .boot)
        for _ in 0..<56 { network.addGroups(14, of: 16) }
        expectNoRoom(for: network, on: try machine(cores: network.coreCount / 2))
    }

    /// `test_sdram_bigger_than_chip`: a group of five cores takes 24 bytes more than any chip has.
    @Test(arguments: BoardKind.allCases) func moreMemoryThanAnyChipHas(board: BoardKind) {
        var network = CaseNetwork()
        network.addGroups(1, of: 5, sdram: 123_469_792 + 24)
        expectNoRoom(for: network, on: Machine(board: board)) { $1 == 123_469_792 }
        network.vertices[0].sdram -= 24
        expectPlaces(of: network, on: Machine(board: board))
    }

    /// `test_more_cores_than_chip`, `test_more_cores_than_user` and `test_could_fit`: 19, 18 and 17 cores that share a
    /// chip, which has 18 with the monitor's: anywhere, or on the boot chip.
    @Test(arguments: BoardKind.allCases, [19, 18, 17]) func allCoresOfAChip(board: BoardKind, cores: Int) throws {
        var group = CaseNetwork()
        group.addGroups(1, of: cores, sdram: 100_000)
        var network = CaseNetwork()
        network.addVertex(cores: cores, sdram: 100_000, on: .boot)
        if cores == 17 {
            expectPlaces(of: group, on: Machine(board: board))
            expectPlaces(of: network, on: Machine(board: board))
            return
        }
        expectNoRoom(for: group, on: Machine(board: board))
        for placer in Algorithms.placers {
            let error = #expect(throws: MappingError.self) {
                try network.map(on: Machine(board: board), placer: placer)
            }
            guard case .boundChipUnusable(let part, "(0, 0)") = error, part.hasPrefix("v0[") else {
                Issue.record("\(placer): \(String(describing: error))")
                continue
            }
        }
    }

    /// `TestPlacements`, its safety code: no core is taken twice, and a core that is asked for is no other's.
    @Test func takenCoresAreRefused() {
        var network = CaseNetwork()
        network.addVertex(on: .boot, core: 1)
        network.addVertex(on: .boot, core: 1)
        for placer in Algorithms.placers {
            let error = #expect(throws: MappingError.self) {
                try network.map(on: Machine(board: .spin3), placer: placer)
            }
            guard case .boundChipUnusable(_, "(0, 0), core 1") = error else {
                Issue.record("\(placer): \(String(describing: error))")
                continue
            }
        }
    }
}
