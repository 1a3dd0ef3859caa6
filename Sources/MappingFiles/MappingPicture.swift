package import GraphMapping
package import SpiNNakerMachine

/// A mapping as a drawing: chips as hexagons, board by board, with their cores and the loads of their links.
///
/// Columns and rows are skewed so that a chip touches the six that its links lead to. Boards are drawn whole: links that lead
/// around the edges of the machine are drawn as stubs. Each direction of a link has a line of its own, on the right as one goes.
package struct MappingPicture {
    private typealias Point = SVGDocument.Point

    /// A place of the drawing: column and row, not counted around edges.
    private struct Place: Hashable {
        var x: Int
        var y: Int

        func next(_ link: LinkDirection) -> Self { Self(x: x + link.offset.x, y: y + link.offset.y) }
    }

    private let mapping: Mapping
    private let forecast: MappingForecast
    private let machine: Machine
    private let name: String
    private let source: Int?
    private let tree: Mapping.Tree?
    /// The chip at each place, whether it works or not.
    private let chips: [Place: ChipID]
    /// The board of each place: the number of its Ethernet chip.
    private let boards: [Place: Int]
    /// The distance between two chips' centres, in pixels.
    private let pitch: Double
    /// Whether loads are packets per second; sources if not.
    private let showsPackets: Bool

    /// Up to how many vertices chips have the colours of what runs on them.
    private static let mostColours = populationColours.count

    /// Creates a drawing.
    ///
    /// - Parameters:
    ///   - forecast: The forecast of the mapping; with packets per second, these are the loads, and else sources are.
    ///   - name: The title.
    ///   - source: The source, by its index in the graph, whose tree stands out.
    package init(
        _ mapping: Mapping,
        _ forecast: MappingForecast,
        named name: String,
        on machine: Machine,
        treeOf source: Int? = nil
    ) {
        self.mapping = mapping
        self.forecast = forecast
        self.machine = machine
        self.name = name
        self.source = source
        tree = source.flatMap(mapping.tree(of:))
        let kind: BoardKind = machine.width == 2 ? .spin3 : .spin5
        var chips: [Place: ChipID] = [:]
        var boards: [Place: Int] = [:]
        for (board, ethernet) in Set(machine.chips.values.map(\.ethernetChip)).sorted().enumerated() {
            for chip in kind.chips {
                let place = Place(x: Int(ethernet.x) + Int(chip.x), y: Int(ethernet.y) + Int(chip.y))
                chips[place] = ChipID(
                    x: UInt8(truncatingIfNeeded: place.x % machine.width),
                    y: UInt8(truncatingIfNeeded: place.y % machine.height)
                )
                boards[place] = board
            }
        }
        self.chips = chips
        self.boards = boards
        let columns = chips.keys.map { Double($0.x) - Double($0.y) / 2 }
        let extent = (columns.max() ?? 0) - (columns.min() ?? 0) + 1
        pitch = min(max(860 / extent, 8), 76)
        showsPackets = forecast.mostLoadedLink.map { $0.packets > 0 } ?? false
    }

    /// The drawing as SVG 1.1.
    package var svg: String {
        let centres = chips.keys.map(position)
        let margin = 0.95 * pitch
        let left = (centres.map(\.x).min() ?? 0) - margin
        let top = (centres.map(\.y).min() ?? 0) - margin
        let right = (centres.map(\.x).max() ?? 0) + margin
        let bottom = (centres.map(\.y).max() ?? 0) + margin
        let origin = Point(x: -left, y: Self.titleHeight - top)
        var drawing = SVGDocument()
        drawTitle(in: &drawing)
        drawChips(in: &drawing, from: origin)
        drawOutlines(in: &drawing, from: origin)
        drawLinks(in: &drawing, from: origin)
        drawCores(in: &drawing, from: origin)
        let legendHeight = drawLegend(in: &drawing, at: Point(x: right - left, y: Self.titleHeight + 8))
        return drawing.text(
            width: max(right - left + Self.legendWidth, 640),
            height: Self.titleHeight + max(bottom - top, legendHeight + 16)
        )
    }

    private static let titleHeight = 64.0
    private static let legendWidth = 250.0

    // MARK: - Geometry

    /// The centre of a place, from that of the boot chip.
    private func position(_ place: Place) -> Point {
        Point(x: Double(place.x) - Double(place.y) / 2, y: -Double(place.y) * 0.75.squareRoot()) * pitch
    }

    /// The corners of a hexagon; the side between corners l and l + 1 is the one that link l leads through.
    private func corners(around centre: Point) -> [Point] {
        (0..<6).map { centre + .polar(pitch / 3.0.squareRoot(), Double(60 * $0 - 30)) }
    }

    /// The places in the order in which they are drawn.
    private var places: [Place] { chips.keys.sorted { ($0.y, $0.x) < ($1.y, $1.x) } }

    private func position(of place: Place, _ origin: Point) -> Point { origin + position(place) }

    // MARK: - Layers

    private func drawTitle(in drawing: inout SVGDocument) {
        func count(_ number: Int, _ noun: String) -> String { "\(number.inThousands) \(noun)\(number == 1 ? "" : "s")" }
        let table = forecast.longestTable?.entries ?? 0
        drawing.label(name, at: Point(x: 20, y: 30), size: 20, isBold: true)
        drawing.label(
            "\(count(forecast.coresUsed, "core")) on \(count(forecast.chipsUsed, "chip")) of "
                + "\(count(forecast.boards, "board")); trees with \(forecast.hops.inThousands) links; "
                + "the longest table has \(table) entries",
            at: Point(x: 20, y: 52),
            size: 13,
            fill: "#555555"
        )
    }

    private func drawChips(in drawing: inout SVGDocument, from origin: Point) {
        let uses = Dictionary(uniqueKeysWithValues: forecast.chips.map { ($0.id, $0) })
        let colours = chipColours(uses)
        for place in places {
            guard let chip = chips[place] else { continue }
            let centre = position(of: place, origin)
            let corners = corners(around: centre)
            guard let use = uses[chip] else {
                drawing.polygon(corners, fill: "#ffffff", stroke: "#cccccc", width: 1, attributes: Self.dashes)
                drawing.label(
                    "×",
                    at: centre + Point(x: 0, y: 0.12 * pitch),
                    size: 0.36 * pitch,
                    anchor: .middle,
                    fill: "#999999"
                )
                continue
            }
            drawing.beginGroup(
                tip: "chip \(chip): \(use.cores) cores used, \(use.freeCores) free; "
                    + "\(use.freeSDRAM) bytes of SDRAM left; \(use.trees) trees, \(use.entries) entries"
            )
            drawing.polygon(corners, fill: colours[chip] ?? "#ffffff", stroke: "#ffffff", width: 1)
            drawing.endGroup()
        }
    }

    private func drawOutlines(in drawing: inout SVGDocument, from origin: Point) {
        for place in places {
            let corners = corners(around: position(of: place, origin))
            for link in LinkDirection.allCases where boards[place.next(link)] != boards[place] {
                let side = Int(link.rawValue)
                drawing.line(corners[side], corners[(side + 1) % 6], stroke: "#444444", width: max(1, pitch / 24))
            }
        }
    }

    private func drawLinks(in drawing: inout SVGDocument, from origin: Point) {
        let loads = Dictionary(
            uniqueKeysWithValues: forecast.links.map { (Mapping.Tree.Link(chip: $0.chip, link: $0.link), load(of: $0)) }
        )
        let most = loads.values.max() ?? 1
        let tree = Set(tree?.links ?? [])
        // Light lines lie below heavy ones, and those of the tree above all.
        var lines: [(order: Double, line: Line, colour: String, width: Double)] = []
        for place in places {
            guard let id = chips[place], let chip = machine.chips[id] else { continue }
            for (link, neighbour) in chip.neighbours {
                let key = Mapping.Tree.Link(chip: id, link: link)
                let line = line(from: place, link, isStub: isStub(from: place, link, to: neighbour), origin)
                if tree.contains(key) {
                    lines.append((2, line, Self.treeColour, 0.09 * pitch))
                } else {
                    let share = (loads[key] ?? 0) / most
                    let colour = share == 0 ? Self.idleColour : Self.loadColour(share)
                    lines.append((share, line, colour, Self.lineWidth(share) * pitch))
                }
            }
        }
        for item in lines.sorted(by: { ($0.order, $0.line) < ($1.order, $1.line) }) {
            drawing.line(item.line.start, item.line.end, stroke: item.colour, width: item.width)
        }
    }

    /// Both ends of a line.
    private struct Line: Comparable {
        let start: Point
        let end: Point

        static func < (left: Self, right: Self) -> Bool {
            (left.start.x, left.start.y, left.end.x, left.end.y)
                < (right.start.x, right.start.y, right.end.x, right.end.y)
        }
        static func == (left: Self, right: Self) -> Bool { !(left < right) && !(right < left) }
    }

    /// Whether the chip that a link leads to is drawn elsewhere.
    private func isStub(from place: Place, _ link: LinkDirection, to neighbour: ChipID) -> Bool {
        chips[place.next(link)] != neighbour
    }

    private func line(from place: Place, _ link: LinkDirection, isStub: Bool, _ origin: Point) -> Line {
        let direction = Double(60 * Int(link.rawValue))
        let centre = position(of: place, origin) + .polar(0.07 * pitch, direction - 90)
        return Line(
            start: centre + .polar(0.27 * pitch, direction),
            end: centre + .polar((isStub ? 0.68 : 0.73) * pitch, direction)
        )
    }

    private func drawCores(in drawing: inout SVGDocument, from origin: Point) {
        let cores = Dictionary(uniqueKeysWithValues: forecast.chips.map { ($0.id, $0.cores) })
        let targets = Set(tree?.targets ?? [])
        for place in places {
            guard let chip = chips[place], let count = cores[chip] else { continue }
            let centre = position(of: place, origin)
            let isOrigin = tree?.origin == chip
            drawing.disc(
                centre,
                radius: 0.23 * pitch,
                fill: isOrigin ? Self.treeColour : "#ffffff",
                stroke: isOrigin || targets.contains(chip) ? Self.treeColour : "#b0b6bb",
                width: targets.contains(chip) ? 0.06 * pitch : 0.015 * pitch
            )
            if pitch >= 44 {
                drawing.label(
                    "\(chip.x),\(chip.y)",
                    at: centre + Point(x: 0, y: 0.43 * pitch),
                    size: 0.14 * pitch,
                    anchor: .middle,
                    fill: "#555555"
                )
            }
            if pitch >= 20 {
                drawing.label(
                    "\(count)",
                    at: centre + Point(x: 0, y: 0.085 * pitch),
                    size: 0.24 * pitch,
                    anchor: .middle,
                    fill: isOrigin ? "#ffffff" : count == 0 ? "#aaaaaa" : "#222222"
                )
            }
        }
    }

    // MARK: - Legend

    /// Draws the legend and returns its height.
    private func drawLegend(in drawing: inout SVGDocument, at corner: Point) -> Double {
        var y = corner.y
        func heading(_ text: String) {
            drawing.label(text, at: Point(x: corner.x, y: y), size: 13, isBold: true)
            y += 22
        }
        func entry(_ text: String, _ draw: (Point) -> Void) {
            draw(Point(x: corner.x + 16, y: y - 5))
            drawing.label(text, at: Point(x: corner.x + 42, y: y), size: 12)
            y += 22
        }
        func hexagon(_ colour: String, _ place: Point) {
            let corners = (0..<6).map { place + .polar(10, Double(60 * $0 - 30)) }
            drawing.polygon(corners, fill: colour, stroke: "#999999", width: 0.7)
        }
        func stroke(_ colour: String, _ width: Double, _ place: Point) {
            let half = Point(x: 14, y: 0)
            drawing.line(place + half * -1, place + half, stroke: colour, width: width)
        }
        y += 12
        let vertices = mapping.graph.application.vertices
        if showsPopulations {
            heading("Most cores of a chip run")
            for (index, vertex) in vertices.enumerated() {
                entry(vertex.label) { hexagon(Self.populationColours[index], $0) }
            }
        } else {
            heading("Cores used")
            for count in Self.steps(to: mostCores, including: 0) {
                entry("\(count)") { hexagon(Self.coreColour(Double(count) / Double(max(1, mostCores))), $0) }
            }
        }
        y += 12
        if let most = forecast.mostLoadedLink.map(load) {
            heading(showsPackets ? "Packets per second over a link" : "Sources over a link")
            for count in Self.steps(to: Int(most.rounded(.up)), including: nil) {
                let share = min(1, Double(count) / most)
                entry(count.inThousands) { stroke(Self.loadColour(share), Self.lineWidth(share) * pitch, $0) }
            }
        }
        entry("nothing") { stroke(Self.idleColour, Self.lineWidth(0) * pitch, $0) }
        y += 12
        if let source, let tree {
            heading("Tree of \(mapping.graph.label(of: Int(mapping.graph.sources[source].part)))")
            entry("it sends from here") { drawing.disc($0, radius: 8, fill: Self.treeColour) }
            entry("it is heard here") {
                drawing.disc($0, radius: 7, fill: "#ffffff", stroke: Self.treeColour, width: 3)
            }
            entry("its packets, over \(tree.links.count) links") { stroke(Self.treeColour, 5, $0) }
            y += 12
        }
        let hasStubs = places.contains { place in
            chips[place].flatMap { machine.chips[$0] }?.neighbours.contains { isStub(from: place, $0, to: $1) } ?? false
        }
        for line in ["A number is a chip's cores in use."] + (hasStubs ? ["Stubs lead around the edges."] : []) {
            drawing.label(line, at: Point(x: corner.x, y: y), size: 11, fill: "#666666")
            y += 17
        }
        return y - corner.y
    }

    /// About four round numbers up to one.
    private static func steps(to most: Int, including first: Int?) -> [Int] {
        let steps = most <= 4 ? Array(1...max(1, most)) : (1...4).map { most * $0 / 4 }
        return (first.map { [$0] } ?? []) + steps
    }

    // MARK: - Scales

    private func load(of link: MappingForecast.LinkLoad) -> Double {
        showsPackets ? link.packets : Double(link.sources)
    }

    private var mostCores: Int { forecast.chips.map { $0.cores + $0.freeCores }.max() ?? 0 }

    private var showsPopulations: Bool { (2...Self.mostColours).contains(mapping.graph.application.vertices.count) }

    /// The colour of each chip that is there.
    private func chipColours(_ uses: [ChipID: MappingForecast.ChipUse]) -> [ChipID: String] {
        guard showsPopulations else {
            let most = Double(max(1, mostCores))
            return uses.mapValues { Self.coreColour(Double($0.cores) / most) }
        }
        var counts: [ChipID: [Int]] = [:]
        let none = [Int](repeating: 0, count: mapping.graph.application.vertices.count)
        for (part, core) in mapping.placements.enumerated() {
            counts[core.chip, default: none][mapping.graph.vertices[part].application] += 1
        }
        return uses.mapValues { use in
            guard let counts = counts[use.id], let largest = counts.indices.max(by: { counts[$0] < counts[$1] }) else {
                return Self.coreColour(0)
            }
            return Self.populationColours[largest]
        }
    }

    /// The width of a link's line for a share of the largest load, in pitches.
    private static func lineWidth(_ share: Double) -> Double { 0.02 + 0.085 * share }

    /// White to blue.
    private static func coreColour(_ share: Double) -> String { mix([0xF3F5F7, 0xC9DDEC, 0x85B4D6], share) }

    /// Orange to dark red.
    private static func loadColour(_ share: Double) -> String { mix([0xE9A23B, 0xE0641C, 0xB81D13, 0x5A0505], share) }

    private static let idleColour = "#d0d4d8"
    private static let treeColour = "#5b12c4"
    private static let dashes = " stroke-dasharray=\"3 3\""

    /// Light colours that people with any colour vision tell apart (after Okabe and Ito, 2008).
    private static let populationColours = [
        "#bbdaef", "#f9d7b1", "#b1e0ce", "#edcae2", "#f6ebae", "#ced2d6", "#d5caef", "#efc0b7",
    ]

    /// A colour on a way through others, told as `0xRRGGBB`.
    private static func mix(_ colours: [UInt32], _ share: Double) -> String {
        let place = min(max(share, 0), 1) * Double(colours.count - 1)
        let index = min(Int(place), colours.count - 2)
        let part = place - Double(index)
        let channels = [16, 8, 0].map { (shift: UInt32) -> String in
            let (from, to) = (Double(colours[index] >> shift & 0xff), Double(colours[index + 1] >> shift & 0xff))
            let text = String(Int((from + (to - from) * part).rounded()), radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return "#" + channels.joined()
    }
}
