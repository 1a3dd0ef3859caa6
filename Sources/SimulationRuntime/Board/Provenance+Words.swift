import ChipInterface

extension Provenance {
    /// Reads what a core counted from the words of its region.
    init(words: [UInt32]) {
        var counts = Provenance()
        withUnsafeMutableBytes(of: &counts) { bytes in
            words.withUnsafeBytes { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(bytes.count))) }
        }
        self = counts
    }
}
