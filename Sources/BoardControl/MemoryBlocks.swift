import SpiNNakerProtocol

/// The division of a range of a chip's memory into blocks that one request each can carry.
///
/// A range that begins or ends within a word gets short blocks there, so that everything between moves in whole words.
struct MemoryBlocks: Sendable {
    private let head: Int
    private let body: Int
    private let tail: Int

    /// Divides a range.
    init(address: UInt32, byteCount: Int) {
        head = min(byteCount, Int((4 - address % 4) % 4))
        body = (byteCount - head) / 4 * 4
        tail = byteCount - head - body
    }

    private static let size = SCPRequest.maximumDataByteCount

    private var bodyBlocks: Int { (body + Self.size - 1) / Self.size }

    /// The number of blocks.
    var count: Int { (head > 0 ? 1 : 0) + bodyBlocks + (tail > 0 ? 1 : 0) }

    /// The offsets, from the range's start, of a block.
    subscript(index: Int) -> Range<Int> {
        var index = index
        if head > 0 {
            if index == 0 { return 0..<head }
            index -= 1
        }
        if index < bodyBlocks {
            let start = head + index * Self.size
            return start..<min(start + Self.size, head + body)
        }
        return (head + body)..<(head + body + tail)
    }
}
