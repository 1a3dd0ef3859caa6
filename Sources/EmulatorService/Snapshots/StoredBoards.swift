import BoardEmulator
import SpiNNakerMachine

/// A board configuration as a snapshot keeps it.
struct StoredBoards: Codable {
    private struct Core: Codable {
        var chip: ChipID
        var physical: Int
    }

    private struct Link: Codable {
        var chip: ChipID
        var link: LinkDirection
    }

    private struct Ethernet: Codable {
        var chip: ChipID
        var settings: EthernetSettings
    }

    private struct Information: Codable {
        var chip: ChipID
        var words: [UInt32]
    }

    private var kind: BoardKind
    private var origins: [ChipID]
    /// The size of a machine that wraps that way.
    private var width: Int?
    private var height: Int?
    private var deadChips: [ChipID]
    private var deadCores: [Core]
    private var deadLinks: [Link]
    private var ethernet: EthernetSettings
    private var ethernets: [Ethernet]
    private var boardInformation: [Information]
    private var windowCycles: UInt64

    /// Takes a configuration; how processors execute makes no difference and is left out.
    init(_ configuration: BoardConfiguration) {
        let boards = configuration.arrangement
        kind = boards.kind
        origins = boards.origins
        width = boards.wrapsHorizontally ? boards.width : nil
        height = boards.wrapsVertically ? boards.height : nil
        deadChips = configuration.deadChips.sorted()
        deadCores = configuration.deadCores.keys.sorted().flatMap { chip in
            configuration.deadCores[chip, default: []].sorted().map { Core(chip: chip, physical: $0) }
        }
        deadLinks = configuration.deadLinks
            .sorted { ($0.chip, $0.link.rawValue) < ($1.chip, $1.link.rawValue) }
            .map { Link(chip: $0.chip, link: $0.link) }
        ethernet = configuration.ethernet
        ethernets = configuration.ethernets.keys.sorted().compactMap { chip in
            configuration.ethernets[chip].map { Ethernet(chip: chip, settings: $0) }
        }
        boardInformation = configuration.boardInformation.sorted { $0.key < $1.key }
            .map { Information(chip: $0.key, words: $0.value) }
        windowCycles = configuration.windowCycles
    }

    /// The configuration.
    ///
    /// - Throws: `EmulatorServiceError` when there can be no such boards.
    func configuration() throws -> BoardConfiguration {
        let sizes = [width, height].compactMap(\.self)
        let isTriads = sizes.allSatisfy { $0.isMultiple(of: BoardArrangement.triadSize) && (12...252).contains($0) }
        let areBoards =
            kind == .spin3 ? origins == [.boot] && sizes.isEmpty : (1...1323).contains(origins.count) && isTriads
        guard areBoards, Set(origins).count == origins.count, (100...200_000).contains(windowCycles),
            (origins + deadChips).allSatisfy({ $0.x < 248 && $0.y < 248 })
        else { throw Self.failure }
        let boards = BoardArrangement(kind: kind, origins: origins, width: width, height: height)
        guard boards.chips.count == origins.count * kind.chips.count else { throw Self.failure }
        var configuration = BoardConfiguration(boards, windowCycles: windowCycles)
        configuration.deadChips = Set(deadChips)
        for core in deadCores { configuration.deadCores[core.chip, default: []].insert(core.physical) }
        configuration.deadLinks = Set(deadLinks.map { BoardConfiguration.Link(chip: $0.chip, link: $0.link) })
        configuration.ethernet = ethernet
        for item in ethernets { configuration.ethernets[item.chip] = item.settings }
        for item in boardInformation { configuration.boardInformation[item.chip] = item.words }
        return configuration
    }

    private static let failure = EmulatorServiceError(.badSnapshot, "The snapshot names boards that cannot be.")
}
