internal import RecordedData

/// Turns a signal, which lies sample by sample, into columns, some channels at a time: each sample's line of memory is
/// then read once for many channels, and only these columns are held.
struct ChannelTiles {
    /// Some adjacent channels and their values by time.
    struct Tile {
        let channels: Range<Int>
        let columns: [[Double]]
    }

    /// Channels to a tile.
    static let width = 64

    private let signal: AnalogSignal
    private var position = 0

    init(of signal: AnalogSignal) {
        self.signal = signal
    }

    /// The next tile; nil after the last.
    mutating func next() -> Tile? {
        let count = signal.channelCount
        guard position < count else { return nil }
        let channels = position..<min(position + Self.width, count)
        position = channels.upperBound
        let samples = signal.sampleCount
        var columns = [[Double]](repeating: [], count: channels.count)
        for column in columns.indices { columns[column].reserveCapacity(samples) }
        signal.values.withUnsafeBufferPointer { values in
            for sample in 0..<samples {
                let row = sample * count
                for column in columns.indices {
                    columns[column].append(values[row + channels.lowerBound + column])
                }
            }
        }
        return Tile(channels: channels, columns: columns)
    }

    /// Whether 32-bit numbers hold the values exactly: s16.15 does as long as magnitudes are below 512.
    static func areExactAsFloat(_ values: [Double]) -> Bool {
        values.allSatisfy { $0.isNaN || (abs($0) < 512 && Double(Float($0)) == $0) }
    }
}
