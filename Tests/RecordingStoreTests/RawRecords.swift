/// Raw records as a core writes them, made by hand: words of 32 bits, little-endian.
enum RawRecords {
    static func bytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// {stamp, bit field} of each stamp.
    static func spikes(_ records: [(stamp: UInt32, positions: [Int])], neuronCount: Int) -> [UInt8] {
        bytes(
            records.flatMap { record in
                var field = [UInt32](repeating: 0, count: (neuronCount + 31) / 32)
                for position in record.positions { field[position / 32] |= 1 << (position % 32) }
                return [record.stamp] + field
            }
        )
    }

    /// {step, s16.15 values} of each sample.
    static func matrix(_ records: [(step: UInt32, values: [Double])]) -> [UInt8] {
        bytes(
            records.flatMap { record in
                [record.step] + record.values.map { UInt32(bitPattern: Int32($0 * 32_768)) }
            }
        )
    }
}
