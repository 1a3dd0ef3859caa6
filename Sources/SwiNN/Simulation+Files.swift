import RecordedData

extension Simulation {
    /// Asks for a file at the end. Variables of the same cells in the same file go together.
    func writeAtEnd(_ file: PendingFile) {
        if let index = pendingFiles.firstIndex(where: { $0.path == file.path && $0.group === file.group }) {
            pendingFiles[index].variables = pendingFiles[index].variables.union(file.variables)
        } else {
            pendingFiles.append(file)
        }
    }

    /// Writes the files that recordings asked for; a file that fails does not keep the others from being written.
    ///
    /// - Throws: The first file's error.
    func writePendingFiles() throws {
        var paths: [String] = []
        for file in pendingFiles where !paths.contains(file.path) { paths.append(file.path) }
        var firstError: (any Error)?
        for path in paths {
            do {
                let files = pendingFiles.filter { $0.path == path }
                try files.map { try $0.group.getData($0.variables) }.write(path)
            } catch {
                firstError = firstError ?? error
            }
        }
        pendingFiles = []
        if let firstError { throw firstError }
    }
}
