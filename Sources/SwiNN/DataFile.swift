import Foundation
import HDF5Export
import NetworkModel
import RecordedData

/// A file to be written when the simulation ends.
struct PendingFile {
    let group: any PopulationBase
    let variables: Variables
    let path: String
}

/// Files of recorded data: the format goes by the extension.
enum DataFile {
    private static let extensions = ["nix", "h5"]

    /// Refuses a path without a writer before any work is done.
    static func check(_ path: String) throws(NetworkError) {
        let given = URL(filePath: path).pathExtension.lowercased()
        guard extensions.contains(given) else {
            throw NetworkError(
                .unsupported,
                what: "no writer for this kind of file",
                location: "'\(path)'",
                given: given.isEmpty ? "no extension" : ".\(given)",
                allowed: extensions.map { ".\($0)" }.joined(separator: ", ")
            )
        }
    }

    /// Writes blocks to one file, making missing folders; leaves no half-written file.
    static func write(_ blocks: [Block], to path: String) throws(NetworkError) {
        do {
            try BlockExporter.write(blocks, to: path)
        } catch {
            throw NetworkError(.file, what: "the data cannot be written (\(error))", location: "'\(path)'")
        }
    }
}
