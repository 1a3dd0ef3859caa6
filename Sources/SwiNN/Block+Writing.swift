public import RecordedData

extension Block {
    /// Writes the data to a file.
    ///
    /// - Parameter path: The file; its extension says the format, as for ``NixIO``, ``NWBIO``, ``CSVIO`` and ``SonataIO``.
    ///   Missing folders are made.
    /// - Throws: `NetworkError` for an extension without a writer; errors of writing. No half-written file is left.
    public func write(_ path: String) throws { try [self].write(path) }
}

extension [Block] {
    /// Writes all blocks to one file.
    ///
    /// - Parameter path: The file, as for one block.
    /// - Throws: `NetworkError` for an extension without a writer; errors of writing. No half-written file is left.
    public func write(_ path: String) throws { try DataFile.io(for: path).write(self) }
}
