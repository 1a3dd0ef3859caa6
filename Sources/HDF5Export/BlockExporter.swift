internal import Foundation
package import RecordedData

/// Writes recorded data to files that other tools open; the file name's extension chooses the format.
///
/// `.nix` and `.h5` give NIX, which Neo reads back as the block PyNN would have written.
package enum BlockExporter {
    /// Writes a block.
    ///
    /// The file appears when it is complete: it is written under a temporary name beside its place and then renamed,
    /// so a failure leaves what was there before.
    ///
    /// - Parameters:
    ///   - block: What to write.
    ///   - path: The file, ending in `.nix` or `.h5`; one of that name is replaced. Its folder is made if missing.
    /// - Throws: `HDF5ExportError`: another extension, annotations that Neo could not read back, a failure of the
    ///   file system or the library.
    /// - Complexity: About 1 ms and 25 KB for each spike train with a signal channel, and 4 or 8 bytes a sample.
    package static func write(_ block: Block, to path: String) throws(HDF5ExportError) {
        try write([block], to: path)
    }

    /// Writes several blocks, such as those of all populations, to one file.
    ///
    /// - Parameters:
    ///   - blocks: What to write, in this order.
    ///   - path: The file, as for one block.
    /// - Throws: `HDF5ExportError`, as for one block.
    package static func write(_ blocks: [Block], to path: String) throws(HDF5ExportError) {
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "nix", "h5":
            try placing(at: path) { temporary throws(HDF5ExportError) in
                try HDF5Library.withExclusiveAccess { () throws(HDF5ExportError) in
                    try NIXWriter.write(blocks, to: temporary)
                }
            }
        default:
            throw HDF5ExportError(
                .unsupportedFormat,
                "'\(path)' cannot be written: supported are the extensions .nix and .h5 (NIX, read by Neo)"
            )
        }
    }

    /// Has `body` write a temporary file, and moves it to its place; removes it after a failure.
    private static func placing(
        at path: String,
        _ body: (String) throws(HDF5ExportError) -> Void
    ) throws(HDF5ExportError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw HDF5ExportError(
                .fileSystemFailed,
                "The folder of '\(path)' cannot be made",
                cause: error.localizedDescription
            )
        }
        let temporary = "\(path).\(UInt32.random(in: 0 ... .max)).partial"
        do {
            try body(temporary)
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw HDF5ExportError(.fileSystemFailed, "The finished file cannot be named '\(path)'", cause: reason)
        }
    }
}
