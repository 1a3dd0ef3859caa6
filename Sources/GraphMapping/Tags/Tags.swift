package import SpiNNakerMachine

/// The tags of boards that parts have: each board has a few, for both directions.
///
/// A part gets a tag of its own board if one is left, else of another. Tags and ports that must be certain ones go first, so that
/// no other takes them.
///
/// - SeeAlso: SpiNNMachine 7.4.1 for the numbers of tags; PACMAN 7.4.1, `basic_tag_allocator.py`, for the ports.
package struct Tags: Hashable, Sendable {
    /// A tag that a part has.
    package struct Tag: Hashable, Sendable {
        /// The part.
        package let part: Int

        /// What the part wanted.
        package let wish: TagWish

        /// The chip with the Ethernet of the board that has the tag.
        package let board: ChipID

        /// The number of the tag on its board.
        package let number: UInt8

        /// The UDP port of the board, of tags from hosts.
        package let port: UInt16?
    }

    /// The numbers of the tags of a board that programs may have.
    package static let numbers: ClosedRange<UInt8> = 1...7

    /// The ports of a board that are given to parts that want any.
    package static let ports: ClosedRange<UInt16> = 17_896...17_999

    /// The tags, part by part, each part's in the order of its wishes.
    package private(set) var all: [Tag] = []

    /// Finds a tag for every wish of every part.
    ///
    /// - Throws: `MappingError.noTag`.
    package init(_ graph: MachineGraph, _ placements: Placements, on machine: Machine) throws(MappingError) {
        var boards = Boards(machine)
        var wishes: [(part: Int, place: Int, wish: TagWish)] = []
        for (vertex, parts) in zip(graph.application.vertices, graph.parts) where !vertex.tags.isEmpty {
            for part in parts { for (place, wish) in vertex.tags.enumerated() { wishes.append((part, place, wish)) } }
        }
        var found: [(place: Int, tag: Tag)] = []
        // The sort is stable: those with a number and a port first, then those with a number, then those with a port.
        for (part, place, wish) in wishes.sorted(by: { Self.freedom($0.wish) < Self.freedom($1.wish) }) {
            let home = machine.chips[placements[part].chip]?.ethernetChip
            guard let tag = boards.tag(for: wish, of: part, near: home) else {
                throw .noTag(vertex: graph.label(of: part), wish: wish, boards: boards.count)
            }
            found.append((place, tag))
        }
        all = found.sorted { ($0.tag.part, $0.place) < ($1.tag.part, $1.place) }.map(\.tag)
    }

    /// How much a wish leaves open.
    private static func freedom(_ wish: TagWish) -> Int {
        if case .fromHost(let port, _, let number) = wish { return (number == nil ? 2 : 0) + (port == nil ? 1 : 0) }
        return wish.number == nil ? 2 : 0
    }
}

/// What is free on each board.
private struct Boards {
    private struct Board {
        let chip: ChipID
        /// What the tags are for; those for messages to hosts may be had by several parts.
        var tags: [UInt8: TagWish] = [:]
        var ports: Set<UInt16> = []
    }

    private var boards: [Board]

    init(_ machine: Machine) {
        let chips = Set(machine.chips.values.map(\.ethernetChip)).filter { machine.chips[$0] != nil }
        boards = chips.sorted().map { Board(chip: $0) }
    }

    var count: Int { boards.count }

    /// A tag of a board, of the nearest to home that has one; nil where none has.
    mutating func tag(for wish: TagWish, of part: Int, near home: ChipID?) -> Tags.Tag? {
        let own = boards.firstIndex { $0.chip == home }
        for board in [own].compactMap(\.self) + boards.indices.filter({ $0 != own }) {
            if let (number, port) = take(wish, of: board) {
                return Tags.Tag(part: part, wish: wish, board: boards[board].chip, number: number, port: port)
            }
        }
        return nil
    }

    private mutating func take(_ wish: TagWish, of board: Int) -> (number: UInt8, port: UInt16?)? {
        let taken = boards[board].tags
        // From the top: those who want a certain one mostly want one of the first.
        let numbers = wish.number.map { [$0] } ?? Array(Tags.numbers.reversed())
        switch wish {
        case .toHost(let host, let port, let strips, let traffic, _):
            func isAlike(_ other: TagWish?) -> Bool {
                guard case .toHost(host, port, strips, traffic, _) = other else { return false }
                return true
            }
            let known = numbers.first { isAlike(taken[$0]) }
            guard let number = known ?? numbers.first(where: { taken[$0] == nil }) else { return nil }
            boards[board].tags[number] = wish
            return (number, nil)
        case .fromHost(let wanted, _, _):
            let ports = boards[board].ports
            guard let number = numbers.first(where: { taken[$0] == nil }),
                let port = wanted ?? Tags.ports.first(where: { !ports.contains($0) }), !ports.contains(port)
            else { return nil }
            boards[board].tags[number] = wish
            boards[board].ports.insert(port)
            return (number, port)
        }
    }
}
