package import Foundation
import SpiNNakerMachine
import TestSupport

/// Graphs as files: JSON with the fields `format`, `name`, `keys_per_core`, `machine`, `nodes` and `nets`.
extension TestGraph {
    /// The file's content.
    private struct File: Codable {
        struct Machine: Codable {
            var version = 5
            let width: Int
            let height: Int
            let boards: Int
            let wrap: Bool
        }
        struct Node: Codable {
            let name: String
            let cores: Int
            let sdram: Int
        }
        struct Net: Codable {
            let source: String
            let sinks: [String]
        }
        var format = 1
        let name: String
        // The names in the files.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let keys_per_core: Int
        let machine: Machine
        let nodes: [Node]
        let nets: [Net]
    }

    /// Why a file is no graph.
    private struct FileError: Error, CustomStringConvertible { let description: String }

    /// Reads a graph from `NAME.json`, or from `NAME.json.gz` if there is gzip.
    package init(contentsOf url: URL) throws {
        let data =
            url.pathExtension == "gz"
            ? Data(try ChildProgram.output(of: "/usr/bin/env", ["gzip", "-dc", url.path]).utf8)
            : try Data(contentsOf: url)
        let file = try JSONDecoder().decode(File.self, from: data)
        let (width, height) = (file.machine.width, file.machine.height)
        let rest = file.machine.wrap ? 0 : 4
        let boards =
            file.machine.boards == 1
            ? BoardArrangement(.spin5)
            : BoardArrangement(
                triadsAcross: (width - rest) / BoardArrangement.triadSize,
                up: (height - rest) / BoardArrangement.triadSize,
                wrapsHorizontally: file.machine.wrap,
                wrapsVertically: file.machine.wrap
            )
        guard let boards, file.machine.version == 5, (boards.width, boards.height) == (width, height) else {
            throw FileError(description: "\(url.path): there is no machine of \(width) x \(height) chips")
        }
        self.init(name: file.name, boards: boards)
        keysPerCore = file.keys_per_core
        for node in file.nodes { addNode(cores: node.cores, sdram: node.sdram) }
        let numbers = Dictionary(zip(file.nodes.map(\.name), 0..<Int32(nodes.count))) { first, _ in first }
        for net in file.nets {
            let indices = try ([net.source] + net.sinks).map { name in
                guard let number = numbers[name] else {
                    throw FileError(description: "\(url.path): there is no node '\(name)'")
                }
                return number
            }
            addNet(from: Int(indices[0]), to: Array(indices.dropFirst()))
        }
    }

    /// Writes the graph as `NAME.json` into a folder.
    package func write(into folder: URL) throws {
        let isLone = boards.origins.count == 1
        let file = File(
            name: name,
            keys_per_core: keysPerCore,
            machine: File.Machine(
                width: boards.width,
                height: boards.height,
                boards: boards.origins.count,
                wrap: !isLone && boards.wrapsHorizontally
            ),
            nodes: nodes.enumerated().map { index, node in
                File.Node(name: "n\(index)", cores: node.cores, sdram: node.sdram)
            },
            nets: nets.map { net in File.Net(source: "n\(net.source)", sinks: net.sinks.map { "n\($0)" }) }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try encoder.encode(file).write(to: folder.appending(path: "\(name).json"))
    }
}
