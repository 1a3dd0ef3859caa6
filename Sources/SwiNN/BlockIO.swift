import Foundation
import HDF5Export
import NetworkModel
public import RecordedData

/// What recorded data can be written to: PyNN's Neo IO objects. A script may bring its own.
///
///     try cells.writeData(NWBIO("Data/cells.nwb"))
public protocol BlockIO {
    /// Writes blocks, making missing folders.
    ///
    /// - Throws: Errors of writing. No half-written file is left.
    func write(_ blocks: [Block]) throws
}

/// A file in the NIX format, the one that Neo keeps everything in: `.nix` or `.h5`.
public struct NixIO: BlockIO {
    private let path: String

    /// Makes a writer; a file of that name is replaced.
    public init(_ path: String) { self.path = path }

    /// Writes blocks.
    ///
    /// - Throws: ``NetworkError`` for annotations that Neo could not read back, and when the file cannot be written.
    public func write(_ blocks: [Block]) throws {
        try DataFile.writing(path) { try BlockExporter.writeNIX(blocks, to: path) }
    }
}

/// A file in the NWB 2 format, with one table of all spike trains and one matrix for each signal: `.nwb`.
public struct NWBIO: BlockIO {
    private let path: String

    /// Makes a writer; a file of that name is replaced.
    public init(_ path: String) { self.path = path }

    /// Writes blocks.
    ///
    /// - Throws: ``NetworkError`` when two segments of a block have one name, and when the file cannot be written.
    public func write(_ blocks: [Block]) throws {
        try DataFile.writing(path) { try BlockExporter.writeNWB(blocks, to: path) }
    }
}

/// A text file of comma-separated values, which ``read()`` reads back the same: `.csv`. `Docs/Guides/Files.md` has its
/// rows.
public struct CSVIO: BlockIO {
    private let path: String

    /// Makes a writer and reader; writing replaces a file of that name.
    public init(_ path: String) { self.path = path }

    /// Writes blocks.
    ///
    /// - Throws: ``NetworkError`` when the file cannot be written.
    public func write(_ blocks: [Block]) throws {
        try OutputFile.write(Data(BlockText.text(of: blocks).utf8), to: URL(filePath: path), "the data")
    }

    /// The blocks that were written.
    ///
    /// - Throws: ``NetworkError`` when the file cannot be read or has other rows.
    public func read() throws -> [Block] {
        do {
            return try BlockText.blocks(of: String(contentsOfFile: path, encoding: .utf8))
        } catch {
            throw NetworkError(.file, what: "the data cannot be read (\(error))", location: "'\(path)'")
        }
    }
}
