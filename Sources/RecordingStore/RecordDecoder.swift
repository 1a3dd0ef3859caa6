internal import ChipInterface

/// Takes a region's raw records apart. Words are 32 bits, little-endian; see `RecordingKind`.
///
/// Bytes come from a machine and a file: their length is checked, and what they say is never used as an index
/// unchecked.
struct RecordDecoder {
    /// Number of neurons of the region.
    let neuronCount: Int
    /// Words of a record.
    let recordWords: Int
    private let kind: RecordingKind

    init(kind: RecordingKind, neuronCount: Int) {
        self.kind = kind
        self.neuronCount = neuronCount
        recordWords = Int(
            RecordingChannel.recordWords(
                variable: kind == .spikes ? .spikes : .v,
                indexCount: UInt32(truncatingIfNeeded: neuronCount)
            )
        )
    }

    /// Calls `body` with stamp and position in the region for each spike, in order of the records.
    func forEachSpike(in bytes: UnsafeRawBufferPointer, _ body: (UInt32, Int) -> Void) throws {
        try forEachRecord(in: bytes) { stamp, record in
            for word in 0..<(recordWords - 1) {
                var bits = record.word(word)
                while bits != 0 {
                    let position = word * 32 + bits.trailingZeroBitCount
                    // Bits beyond the last neuron are padding.
                    guard position < neuronCount else { break }
                    body(stamp, position)
                    bits &= bits - 1
                }
            }
        }
    }

    /// Calls `body` with the step and the s16.15 words of each sample.
    func forEachSample(in bytes: UnsafeRawBufferPointer, _ body: (UInt32, Record) throws -> Void) throws {
        try forEachRecord(in: bytes, body)
    }

    /// The words of a record behind its time word.
    struct Record {
        fileprivate let bytes: UnsafeRawBufferPointer

        /// A word, by its position behind the time word.
        func word(_ index: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
        }

        /// A value in s16.15, exact as a `Double`.
        func value(_ index: Int) -> Double {
            Double(Int32(bitPattern: word(index))) / 32_768
        }
    }

    private func forEachRecord(in bytes: UnsafeRawBufferPointer, _ body: (UInt32, Record) throws -> Void) throws {
        let size = 4 * recordWords
        guard bytes.count.isMultiple(of: size) else {
            throw RecordingStoreError(
                .damagedData,
                "A region of \(neuronCount) neurons has \(bytes.count) bytes, not a multiple of its records' \(size)"
            )
        }
        for start in stride(from: 0, to: bytes.count, by: size) {
            let time = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            try body(time, Record(bytes: UnsafeRawBufferPointer(rebasing: bytes[(start + 4)..<(start + size)])))
        }
    }
}
