public import RecordedData

extension Block {
    /// Writes the data to a file.
    ///
    /// - Parameter path: The file; `.nix` and `.h5` are NIX, which Neo reads. Missing folders are made.
    /// - Throws: `NetworkError` for an extension without a writer; errors of writing. No half-written file is left.
    public func write(_ path: String) throws { try [self].write(path) }
}

extension [Block] {
    /// Writes all blocks to one file.
    ///
    /// - Parameter path: The file; `.nix` and `.h5` are NIX, which Neo reads. Missing folders are made.
    /// - Throws: `NetworkError` for an extension without a writer; errors of writing. No half-written file is left.
    public func write(_ path: String) throws {
        try DataFile.check(path)
        try DataFile.write(self, to: path)
    }
}
