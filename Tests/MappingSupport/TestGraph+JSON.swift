package import Foundation
import MappingFiles
import TestSupport

/// Graphs as files, in the form of `GraphFile`.
extension TestGraph {
    /// Reads a graph from `NAME.json`, or from `NAME.json.gz` if there is gzip.
    package init(contentsOf url: URL) throws {
        let data =
            url.pathExtension == "gz"
            ? Data(try ChildProgram.output(of: "/usr/bin/env", ["gzip", "-dc", url.path]).utf8)
            : try Data(contentsOf: url)
        let file = try GraphFile(data, file: url.path)
        self.init(name: file.name, boards: file.boards)
        keysPerCore = file.keysPerCore
        for node in file.nodes { addNode(cores: node.cores, sdram: node.sdram) }
        for net in file.nets { addNet(from: net.source, to: net.sinks) }
    }

    /// Writes the graph as `NAME.json` into a folder.
    package func write(into folder: URL) throws {
        try file.data().write(to: folder.appending(path: "\(name).json"))
    }
}
