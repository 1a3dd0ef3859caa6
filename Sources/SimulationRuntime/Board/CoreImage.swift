import ChipInterface

/// The memory of one core in SDRAM, with addresses: region table, regions, recording buffers, in this order.
///
/// The layout is fixed by the content; where it begins is up to the board.
struct CoreImage: Sendable {
    /// A stretch of memory.
    struct Extent: Hashable, Sendable {
        /// Bytes from the start of the core's memory.
        let offset: Int
        /// The length in bytes.
        let byteCount: Int
    }

    /// The content.
    let content: CoreContent

    /// Where each region lies, the recording region last.
    let regions: [Extent]

    /// Where each recording's buffer lies.
    let buffers: [Extent]

    /// The length of the whole in bytes, a multiple of 4.
    let byteCount: Int

    /// Lays out a core's memory.
    init(_ content: CoreContent) {
        self.content = content
        let lists = content.recordings.reduce(0) { $0 + ($1.neurons.count + 1) / 2 }
        let recordingWords =
            content.recordings.isEmpty
            ? 0 : 1 + content.recordings.count * MemoryLayout<RecordingChannel>.size / 4 + lists
        let entries = content.regions.count + (recordingWords > 0 ? 1 : 0)
        var next = MemoryLayout<RegionTable>.size + entries * MemoryLayout<RegionEntry>.size
        func take(words: Int) -> Extent {
            defer { next += words * 4 }
            return Extent(offset: next, byteCount: words * 4)
        }
        var regions = content.regions.map { take(words: $0.words.count + $0.room) }
        if recordingWords > 0 { regions.append(take(words: recordingWords)) }
        self.regions = regions
        buffers = content.recordings.map { take(words: ($0.bufferBytes(steps: content.bufferSteps) + 3) / 4) }
        byteCount = next
    }

    /// Room of at most so many words is written with zeros; what is longer is left as it is.
    private static let largestClearedRoom = 256

    /// What to write into a core's memory: everything but its long rooms and the recording buffers.
    ///
    /// - Parameter base: The address at which the core's memory begins, a multiple of 4.
    /// - Returns: Stretches of bytes, each with its distance from `base`.
    func stretches(at base: UInt32) -> [(offset: Int, bytes: [UInt8])] {
        var contents = content.regions
        if regions.count > contents.count {
            contents.append(
                CoreContent.Region(kind: .recording, words: recordingRegion(at: base), isChecked: true)
            )
        }
        var buffer = WordBuffer()
        buffer.append(layout: RegionTable(program: content.program.kind, count: UInt32(regions.count)))
        for (region, extent) in zip(contents, regions) {
            buffer.append(
                layout: RegionEntry(
                    kind: region.kind,
                    address: base + UInt32(extent.offset),
                    words: UInt32(extent.byteCount / 4),
                    checksum: region.isChecked
                        ? RegionChecksum.of(region.words + repeatElement(0, count: region.room))
                        : RegionChecksum.unchecked
                )
            )
        }
        var stretches: [(offset: Int, bytes: [UInt8])] = []
        var start = 0
        for (region, extent) in zip(contents, regions) {
            buffer.append(contentsOf: region.words)
            if region.room <= Self.largestClearedRoom {
                buffer.appendZeros(region.room)
                continue
            }
            stretches.append((start, WordBuffer.bytes(of: buffer.words)))
            start = extent.offset + extent.byteCount
            buffer = WordBuffer()
        }
        if !buffer.words.isEmpty { stretches.append((start, WordBuffer.bytes(of: buffer.words))) }
        return stretches
    }

    /// Where the region of a kind lies, and where its checksum stands in the table.
    func region(_ kind: RegionKind) -> (extent: Extent, checksumOffset: Int)? {
        guard let index = content.regions.firstIndex(where: { $0.kind == kind }) else { return nil }
        let entry = MemoryLayout<RegionTable>.size + index * MemoryLayout<RegionEntry>.size
        return (regions[index], entry + 12)
    }

    private func recordingRegion(at base: UInt32) -> [UInt32] {
        var buffer = WordBuffer()
        buffer.append(layout: RecordingRegion(channelCount: UInt32(content.recordings.count)))
        var listOffset = 1 + content.recordings.count * MemoryLayout<RecordingChannel>.size / 4
        for (recording, extent) in zip(content.recordings, buffers) {
            buffer.append(
                layout: RecordingChannel(
                    variable: recording.variable,
                    interval: recording.interval,
                    bufferAddress: base + UInt32(extent.offset),
                    bufferBytes: UInt32(extent.byteCount),
                    indexCount: UInt32(recording.neurons.count),
                    indexOffset: UInt32(listOffset)
                )
            )
            listOffset += (recording.neurons.count + 1) / 2
        }
        for recording in content.recordings {
            for pair in stride(from: 0, to: recording.neurons.count, by: 2) {
                let low = UInt32(recording.neurons[pair])
                let high = pair + 1 < recording.neurons.count ? UInt32(recording.neurons[pair + 1]) : 0
                buffer.append(high << 16 | low)
            }
        }
        return buffer.words
    }
}
