package import Foundation

extension Data {
    /// Writes a file, which appears when it is complete; one that is there already is replaced.
    ///
    /// - Throws: `MappingFileError`.
    package func writeWhole(to url: URL) throws(MappingFileError) {
        do {
            try write(to: url, options: .atomic)
        } catch {
            throw MappingFileError(file: url.relativePath, problem: "cannot be written")
        }
    }
}
