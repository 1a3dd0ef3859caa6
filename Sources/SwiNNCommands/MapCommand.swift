public import ArgumentParser
import Foundation
import GraphMapping
import MappingFiles
import SpiNNakerMachine

/// `swinn map`: where the parts of a graph would run, what they would take, and files and a drawing of that.
///
/// No board is needed.
public struct MapCommand: ParsableCommand {
    /// The name and the help of the command.
    public static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Maps a graph onto a machine that need not be there, and tells what it will take.",
        discussion: """
            The graph is a JSON file; 'Docs/Guides/Mapping.md' tells its form. Files are written when all is done: \
            what is there already is replaced.
            """
    )

    @Argument(help: "The graph.", completion: .file(extensions: ["json"]))
    var graph: String

    @Option(
        help: ArgumentHelp(
            "The machine, if not that of the graph's file: spin3, spin5, triads of three boards, or a file.",
            discussion: """
                Triads are told as so many across and up, such as 2x1; both sides wrap. A file has the form of \
                SpiNNMachine's machine.json.
                """,
            valueName: "spin3|spin5|WxH|file"
        )
    )
    var machine: String?

    @Option(help: "Draw the mapping as SVG.", completion: .file())
    var svg: String?

    @Option(help: "Write the mapping with its forecast as JSON.", completion: .file())
    var json: String?

    @Option(help: "Write graph, keys, placements, tables and machine as PACMAN does, into a folder.")
    var pacman: String?

    @Option(help: "The node whose tree stands out in the drawing: that of the first of its cores and nets.")
    var tree: String?

    @Option(help: "Where the placer's random choices begin.")
    var seed: UInt64 = 1

    /// Creates the command; its arguments are parsed into it.
    public init() {}

    /// Refuses a tree without a drawing.
    public func validate() throws {
        guard tree == nil || svg != nil else {
            throw ValidationError("--tree says what stands out in --svg; give that, too.")
        }
    }

    /// Maps, prints the forecast and writes what is asked for.
    public func run() throws {
        let file = try GraphFile(contentsOf: URL(filePath: graph))
        let machine = try chosenMachine(for: file)
        let source = try tree.map { try self.source(of: $0, in: file) }
        let parts = try file.machineGraph()
        let mapping = try Mapping(parts, on: machine, placer: MinCutPlacer(seed: seed))
        let forecast = MappingForecast(mapping, on: machine) { source in
            file.nets[Int(parts.sources[source].partition)].packetsPerSecond
        }
        var files: [(path: String, data: Data)] = []
        if let svg {
            let first = source.map { parts.shares[$0].lowerBound }
            let picture = MappingPicture(mapping, forecast, named: file.name, on: machine, treeOf: first)
            files.append((svg, Data(picture.svg.utf8)))
        }
        if let json { files.append((json, try MappingFile(mapping, forecast, named: file.name, on: machine).data())) }
        let folder = try pacman.map { (path: $0, files: try PACMANFiles(mapping, named: file.name, on: machine)) }
        for (path, data) in files { try data.writeWhole(to: URL(filePath: path)) }
        if let folder { try folder.files.write(into: URL(filePath: folder.path)) }
        print(ForecastText(forecast, named: file.name).text)
    }

    private func chosenMachine(for file: GraphFile) throws -> Machine {
        switch machine {
        case nil: return Machine(file.boards)
        case "spin3": return Machine(board: .spin3)
        case "spin5": return Machine(board: .spin5)
        case .some(let text):
            let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
            if sides.count == 2, let across = sides[0], let up = sides[1] {
                guard let boards = BoardArrangement(triadsAcross: across, up: up) else {
                    throw MapError("--machine is \(text): triads are 1x1 to 21x21.")
                }
                return Machine(boards)
            }
            return try MachineFile(contentsOf: URL(filePath: text)).machine
        }
    }

    /// The number of the first net of a node.
    private func source(of name: String, in file: GraphFile) throws -> Int {
        guard let node = file.nodes.firstIndex(where: { $0.name == name }) else {
            throw MapError("--tree is \(name): \(graph) has no such node.")
        }
        guard let net = file.nets.firstIndex(where: { $0.source == node && !$0.sinks.isEmpty }) else {
            throw MapError("--tree is \(name): that node sends nothing.")
        }
        return net
    }
}

/// Why a graph was not mapped as asked.
private struct MapError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
