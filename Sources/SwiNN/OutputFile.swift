import Foundation
import NetworkModel

/// Files that are written as a whole.
enum OutputFile {
    /// Writes a file, making missing folders; one of that name is replaced.
    ///
    /// - Throws: ``NetworkError`` when that is not possible; no half-written file is left.
    static func write(_ bytes: Data, to file: URL, _ what: String) throws(NetworkError) {
        do {
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try bytes.write(to: file, options: .atomic)
        } catch {
            throw NetworkError(.file, what: "\(what) cannot be written (\(error))", location: "'\(file.relativePath)'")
        }
    }
}
