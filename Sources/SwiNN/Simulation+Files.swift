import RecordedData

extension Simulation {
    /// Writes the files that recordings asked for; a file that fails does not keep the others from being written.
    func writePendingFiles() throws {
        var byPath: [(path: String, blocks: [Block])] = []
        for file in pendingFiles {
            let block = try file.group.getData(file.variables)
            if let index = byPath.firstIndex(where: { $0.path == file.path }) {
                byPath[index].blocks.append(block)
            } else {
                byPath.append((file.path, [block]))
            }
        }
        pendingFiles = []
        var firstError: (any Error)?
        for (path, blocks) in byPath {
            do {
                try blocks.write(path)
            } catch {
                firstError = firstError ?? error
            }
        }
        if let firstError { throw firstError }
    }
}
