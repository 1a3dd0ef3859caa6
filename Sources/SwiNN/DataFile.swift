import Foundation
import NetworkModel
import RecordedData

/// A file to be written when the simulation ends.
struct PendingFile {
    let group: any PopulationBase
    var variables: Variables
    let path: String
}

/// Files of recorded data: the format goes by the extension.
enum DataFile {
    private static let writers: [(extensions: [String], make: @Sendable (String) -> any BlockIO)] = [
        (["nix", "h5"], { NixIO($0) }), (["nwb"], { NWBIO($0) }), (["csv"], { CSVIO($0) }),
        (["sonata"], { SonataIO($0) }),
    ]

    /// The writer for a path.
    ///
    /// - Throws: ``NetworkError`` when no writer has that extension.
    static func io(for path: String) throws(NetworkError) -> any BlockIO {
        let given = URL(filePath: path).pathExtension.lowercased()
        guard let writer = writers.first(where: { $0.extensions.contains(given) }) else {
            throw NetworkError(
                .unsupported,
                what: "no writer for this kind of file",
                location: "'\(path)'",
                given: given.isEmpty ? "no extension" : ".\(given)",
                allowed: writers.flatMap(\.extensions).map { ".\($0)" }.joined(separator: ", ")
            )
        }
        return writer.make(path)
    }

    /// Does a writer's work; what goes wrong becomes an error that names the file.
    static func writing(_ path: String, _ work: () throws -> Void) throws(NetworkError) {
        do {
            try work()
        } catch let error as NetworkError {
            throw error
        } catch {
            throw NetworkError(.file, what: "the data cannot be written (\(error))", location: "'\(path)'")
        }
    }
}
