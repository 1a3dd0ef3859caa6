import SpiNNakerProtocol

/// The boot ROM's side of the boot protocol: takes an image block by block and says when it is to be executed.
///
/// There are no acknowledgements. The image is not executed here: the 128 bytes of system variables in it are all that
/// a monitor of this module needs.
///
/// - SeeAlso: SpiNNaker boot ROM, `flood_fill.c`; `Docs/Hardware`.
package struct BootStateMachine: Sendable, Codable {
    private static let maximumBlockCount = BootImage.maximumByteCount / BootMessage.maximumDataByteCount

    private enum State: Codable {
        case idle
        case loading(blocks: [[UInt8]?])
    }

    private var state = State.idle

    /// Creates the ROM of a board that has just been powered.
    package init() {}

    /// Whether a stored value can be one: no more blocks, and none longer, than an image has.
    var isSound: Bool {
        guard case .loading(let blocks) = state else { return true }
        return blocks.count <= Self.maximumBlockCount
            && blocks.allSatisfy { $0?.count ?? 0 <= BootMessage.maximumDataByteCount }
    }

    /// Takes one datagram; returns the system variables' first values when the image is complete and told to run.
    package mutating func receive(_ datagram: [UInt8]) -> BootValues? {
        guard let message = try? BootMessage(decoding: datagram) else { return nil }
        switch (message.opcode, state) {
        case (.start, .idle):
            let count = Int(message.operand3 & 0xff) + 1
            guard count <= Self.maximumBlockCount else { return nil }
            state = .loading(blocks: Array(repeating: nil, count: count))
        case (.block, .loading(var blocks)):
            let index = Int(message.operand1 & 0xff)
            guard blocks.indices.contains(index) else { return nil }
            blocks[index] = BootImage.wordsSwapped(message.data)
            state = .loading(blocks: blocks)
        case (.control, .loading(let blocks)):
            let received = blocks.compactMap(\.self)
            guard message.operand1 & 1 == 1, received.count == blocks.count else { return nil }
            state = .idle
            let image = received.reduce(into: []) { image, block in
                image += block + Array(repeating: 0, count: BootMessage.maximumDataByteCount - block.count)
            }
            return BootValues(bytes: image.dropFirst(BootImage.variablesOffset))
        default:
            break
        }
        return nil
    }
}
