/// Chips, cores and links that somebody knows not to work, as host configurations list them.
///
/// Lists have colons between their items and commas within them:
///
/// | list | item | example |
/// |---|---|---|
/// | chips | `x,y` | `4,7:6,5` |
/// | cores | `x,y,core` or `x,y,first-last` | `4,7,3:2,3,2-17:6,5,-2` |
/// | links | `x,y,link` | `0,0,5` |
///
/// The last thing of any item may be the IP address of a board, as in `6,5,10.11.12.13`: then `x` and `y` are the place on
/// that board. The word `None` stands for an empty list. A core above 0 is a virtual one. One of 0 or below is a physical
/// one, with the sign changed, and stands for the virtual one that it is on a typical chip, by
/// ``typicalVirtualCore(ofPhysical:)``; on a particular chip it may be another.
///
/// - SeeAlso: SpiNNMachine 7.4.1, `ignores`; `down_chips`, `down_cores` and `down_links` of sPyNNaker's configuration.
public struct DeadHardware: Hashable, Sendable {
    /// Where a chip is.
    public struct Place: Hashable, Sendable {
        /// The chip: in the machine, or on the board that is named.
        public let chip: ChipID

        /// The IP address of the board; `nil` for a place in the machine.
        public let board: String?

        /// Creates the place of a chip in the machine or, with an address, on a board.
        public init(_ chip: ChipID, board: String? = nil) {
            self.chip = chip
            self.board = board
        }
    }

    /// The chips that do not work.
    public var chips: Set<Place> = []

    /// The virtual numbers of the cores that do not work, 0 to 17, by their chips.
    public var cores: [Place: Set<UInt8>] = [:]

    /// The links that do not work, by chips that they leave.
    public var links: [Place: Set<LinkDirection>] = [:]

    /// Creates an empty list.
    public init() {}

    /// Reads the lists of a host configuration; `nil` is an empty one.
    ///
    /// - Throws: ``DeadHardwareError`` for an item that cannot be read or names what no chip has.
    public init(
        chips: String? = nil,
        cores: String? = nil,
        links: String? = nil
    ) throws(DeadHardwareError) {
        for item in try Item.all(of: chips, in: "down_chips", hasNumber: false) { self.chips.insert(item.place) }
        for item in try Item.all(of: cores, in: "down_cores", hasNumber: true) {
            self.cores[item.place, default: []].formUnion(try item.cores())
        }
        for item in try Item.all(of: links, in: "down_links", hasNumber: true) {
            self.links[item.place, default: []].insert(try item.link())
        }
    }

    /// The virtual number of a physical core, 0 to 17, on a typical chip: one on which physical core 10 is the monitor
    /// and the others follow in order.
    ///
    /// SpiNNMachine's table is the same up to physical core 10, and one higher from 11 on, which makes 17 a core 18 that
    /// no chip has.
    public static func typicalVirtualCore(ofPhysical core: Int) -> Int {
        switch core {
        case 10: 0
        case ..<10: core + 1
        default: core
        }
    }
}

/// An item of a list of dead hardware that cannot be read.
public struct DeadHardwareError: Error, Hashable, CustomStringConvertible {
    /// The list: "down_chips", "down_cores" or "down_links".
    public let list: String

    /// The item as it was given.
    public let item: String

    /// What is wrong with it.
    public let reason: String

    /// Which item is wrong, and why.
    public var description: String { "\(list) has the item \"\(item)\": \(reason)" }
}

/// One item of a list: a place, and the number of a core or a link or a range of cores.
private struct Item {
    let list: String
    let text: String
    let place: DeadHardware.Place
    let number: Substring

    static func all(of list: String?, in name: String, hasNumber: Bool) throws(DeadHardwareError) -> [Self] {
        guard let list, list.lowercased() != "none" else { return [] }
        var items: [Self] = []
        for text in list.split(separator: ":", omittingEmptySubsequences: false) {
            items.append(try Self(text, in: name, hasNumber: hasNumber))
        }
        return items
    }

    private init(_ text: Substring, in list: String, hasNumber: Bool) throws(DeadHardwareError) {
        self.list = list
        self.text = String(text)
        let parts = text.filter { $0 != " " }.split(separator: ",", omittingEmptySubsequences: false)
        let least = hasNumber ? 3 : 2
        guard (least...least + 1).contains(parts.count), !parts.contains("") else {
            let form = hasNumber ? "x,y,number" : "x,y"
            throw DeadHardwareError(list: list, item: self.text, reason: "it must be \(form) or \(form),address")
        }
        guard let x = UInt8(parts[0]), let y = UInt8(parts[1]) else {
            throw DeadHardwareError(list: list, item: self.text, reason: "x and y are whole numbers from 0 to 255")
        }
        place = DeadHardware.Place(ChipID(x: x, y: y), board: parts.count > least ? String(parts[least]) : nil)
        number = hasNumber ? parts[2][...] : ""
    }

    func cores() throws(DeadHardwareError) -> Set<UInt8> {
        // A minus in front is a sign, and one further on stands between two cores.
        let dash = number.dropFirst().firstIndex(of: "-")
        guard let first = Int(dash.map { number[..<$0] } ?? number),
            let last = dash.map({ Int(number[$0...].dropFirst()) }) ?? first,
            (-17...17).contains(first), (-17...17).contains(last), first <= last
        else {
            throw DeadHardwareError(
                list: list,
                item: text,
                reason: "cores are a number from -17 to 17 or a range such as 2-17"
            )
        }
        return Set((first...last).map { UInt8($0 > 0 ? $0 : DeadHardware.typicalVirtualCore(ofPhysical: -$0)) })
    }

    func link() throws(DeadHardwareError) -> LinkDirection {
        guard let link = UInt8(number).flatMap(LinkDirection.init) else {
            throw DeadHardwareError(list: list, item: text, reason: "links are numbered from 0 to 5")
        }
        return link
    }
}

extension Machine {
    /// The machine without what does not work. A dead link is dead in both directions.
    ///
    /// What the machine lacks anyway changes nothing, nor do places on boards whose addresses are not known.
    ///
    /// - Parameters:
    ///   - dead: What does not work.
    ///   - boards: The Ethernet chips of the boards with these IP addresses.
    public func without(_ dead: DeadHardware, boards: [String: ChipID] = [:]) -> Self {
        func chip(at place: DeadHardware.Place) -> ChipID? {
            guard let board = place.board else { return place.chip }
            guard let origin = boards[board], width > 0, height > 0 else { return nil }
            // Where a machine does not wrap, no board reaches beyond its size.
            let x = (Int(origin.x) + Int(place.chip.x)) % width
            let y = (Int(origin.y) + Int(place.chip.y)) % height
            return ChipID(x: UInt8(truncatingIfNeeded: x), y: UInt8(truncatingIfNeeded: y))
        }
        let cores = dead.cores.flatMap { place, cores in
            chip(at: place).map { chip in cores.map { CoreID(chip: chip, core: $0) } } ?? []
        }
        let links = dead.links.flatMap { place, links in
            chip(at: place).map { chip in links.map { (chip: chip, link: $0) } } ?? []
        }
        return without(links: links).without(cores: cores).without(chips: Set(dead.chips.compactMap(chip)))
    }
}
