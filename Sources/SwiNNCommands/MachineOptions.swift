import ArgumentParser
import BoardEmulator
import SpiNNakerMachine

/// Which boards are served, how they are wired, and what of them does not work.
struct MachineOptions: ParsableArguments {
    /// The boards that can be served.
    enum Board: String, CaseIterable, ExpressibleByArgument {
        case spin3
        case spin5

        var kind: BoardKind {
            switch self {
            case .spin3: .spin3
            case .spin5: .spin5
            }
        }
    }

    /// Which sides of a machine of triads are wired to each other.
    enum Wrap: String, CaseIterable, ExpressibleByArgument {
        case both
        case horizontal
        case vertical
        case none
    }

    @Option(help: "The board: spin3 (4 chips) or spin5 (48 chips), which is the default.")
    var board: Board?

    @Option(
        help: ArgumentHelp(
            "Several SpiNN-5 boards as one machine: triads of three boards, so many across and up.",
            discussion: "1x1 is three boards, a torus of 12 x 12 chips.",
            valueName: "across>x<up"
        )
    )
    var triads: String?

    @Option(
        help:
            "Which sides of the triads' machine are wired to each other: both (default), horizontal, vertical or none."
    )
    var wrap: Wrap?

    @Option(help: ArgumentHelp("Chips that do not work.", valueName: "x,y:x,y:…"))
    var deadChips: String?

    @Option(help: ArgumentHelp("Cores that do not work, by their physical numbers.", valueName: "x,y,core:…"))
    var deadCores: String?

    @Option(help: ArgumentHelp("Links that do not work, numbered from east anticlockwise.", valueName: "x,y,link:…"))
    var deadLinks: String?

    /// Refuses machines that cannot be.
    func validate() throws { _ = try configuration() }

    /// Whether none of the options is given.
    var isEmpty: Bool {
        board == nil && triads == nil && wrap == nil && deadChips == nil && deadCores == nil && deadLinks == nil
    }

    /// The boards as they are to be emulated.
    func configuration() throws -> BoardConfiguration {
        var configuration = BoardConfiguration(try arrangement())
        let boards = configuration.arrangement
        for item in try Self.items(deadChips, of: 2, option: "--dead-chips") {
            configuration.deadChips.insert(try Self.chip(item, boards, option: "--dead-chips"))
        }
        for item in try Self.items(deadCores, of: 3, option: "--dead-cores") {
            let chip = try Self.chip(item, boards, option: "--dead-cores")
            guard item[2] < 18 else {
                throw ValidationError("--dead-cores names core \(item[2]) of chip \(chip); cores are 0 to 17.")
            }
            configuration.deadCores[chip, default: []].insert(item[2])
        }
        for item in try Self.items(deadLinks, of: 3, option: "--dead-links") {
            let chip = try Self.chip(item, boards, option: "--dead-links")
            guard item[2] < 6, let link = LinkDirection(rawValue: UInt8(item[2])) else {
                throw ValidationError("--dead-links names link \(item[2]) of chip \(chip); links are 0 to 5.")
            }
            configuration.deadLinks.insert(.init(chip: chip, link: link))
        }
        return configuration
    }

    private func arrangement() throws -> BoardArrangement {
        guard let triads else {
            guard wrap == nil else { throw ValidationError("--wrap says how triads are wired; give --triads, too.") }
            return BoardArrangement(board?.kind ?? .spin5)
        }
        guard board != .spin3 else { throw ValidationError("Triads are made of SpiNN-5 boards, not of spin3.") }
        let wrap = wrap ?? .both
        let sides = triads.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let across = sides[0], let up = sides[1],
            let arrangement = BoardArrangement(
                triadsAcross: across,
                up: up,
                wrapsHorizontally: wrap == .both || wrap == .horizontal,
                wrapsVertically: wrap == .both || wrap == .vertical
            )
        else {
            throw ValidationError(
                "--triads is \"\(triads)\"; it must be two numbers such as 1x1 or 2x1, from 1 to 20 each."
            )
        }
        return arrangement
    }

    /// The groups of numbers that an option names, with colons between the groups and commas between the numbers.
    private static func items(_ text: String?, of count: Int, option: String) throws -> [[Int]] {
        guard let text else { return [] }
        return try text.split(separator: ":", omittingEmptySubsequences: false).map { item in
            let numbers = item.split(separator: ",", omittingEmptySubsequences: false).compactMap { UInt16($0) }
            guard numbers.count == count, item.split(separator: ",").count == count else {
                throw ValidationError("\(option) has \"\(item)\" where \(count) numbers with commas are needed.")
            }
            return numbers.map { Int($0) }
        }
    }

    private static func chip(_ item: [Int], _ boards: BoardArrangement, option: String) throws -> ChipID {
        if item[0] < 256, item[1] < 256 {
            let chip = ChipID(x: UInt8(item[0]), y: UInt8(item[1]))
            if boards.board(of: chip) != nil { return chip }
        }
        throw ValidationError(
            "\(option) names chip (\(item[0]), \(item[1])); the \(boards.width) x \(boards.height) machine lacks it."
        )
    }
}
