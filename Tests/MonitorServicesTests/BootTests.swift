import BoardEmulator
import MonitorServices
import SpiNNakerMachine
import Testing

@Suite
struct BootTests {
    /// An image of 3,000 bytes whose system variables say hardware version 5 and a heap of 0x500 words.
    private var image: [UInt8] {
        var image = [UInt8](repeating: 0xa5, count: 3_000)
        image.replaceSubrange(0x180..<0x200, with: repeatElement(0, count: 128))
        image[0x18a] = 5
        image[0x1c1] = 7
        image.replaceSubrange(0x1c8..<0x1cc, with: [0x00, 0x05, 0, 0])
        image.replaceSubrange(0x1d4..<0x1dc, with: [0, 0, 0x80, 0, 0x00, 0x80, 0, 0])
        return image
    }

    private func packet(_ opcode: UInt32, _ operands: [UInt32], _ data: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = [0, 1]
        for word in [opcode] + operands { bytes += word.littleEndianBytes.reversed() }
        for index in stride(from: 0, to: data.count, by: 4) { bytes += data[index..<(index + 4)].reversed() }
        return bytes
    }

    private var blocks: [[UInt8]] {
        stride(from: 0, to: image.count, by: 1024).enumerated().map { number, start in
            packet(3, [255 << 8 | UInt32(number), 0, 0], Array(image[start..<min(start + 1024, image.count)]))
        }
    }

    private func boot(_ board: TestBoard, _ packets: [[UInt8]]) {
        for packet in packets { #expect(board.exchange(packet, port: 54321).isEmpty) }
    }

    @Test
    func aBoardThatIsNotBootedIsSilent() {
        let board = TestBoard(.spin5, booted: false)

        #expect(board.exchange(board.request(0)).isEmpty)
        #expect(!board.network.isUp)
    }

    @Test
    func anImageInAnyOrderBoots() throws {
        let board = TestBoard(.spin5, booted: false)
        boot(board, [packet(1, [0, 0, 2])] + blocks.reversed() + [blocks[1], packet(5, [1, 0, 0])])

        #expect(try #require(board.ask(0)).code == 0x80)
        #expect(board.word(0xe500_7f48, x: 4, y: 4) == 0xe500_1500, "the heap begins behind 0x500 words")
        #expect(board.read(0xe500_7f0a, 1) == [5])
        #expect(try #require(board.ask(15, [0, 15])).word(0) == 808)
    }

    @Test
    func aMissingBlockIsWaitedFor() throws {
        let board = TestBoard(.spin5, booted: false)
        boot(board, [packet(1, [0, 0, 2]), blocks[0], blocks[2], packet(5, [1, 0, 0])])
        #expect(!board.network.isUp)

        boot(board, [packet(1, [0, 0, 2]), blocks[1], packet(5, [1, 0, 0])])
        #expect(board.network.isUp)
    }

    @Test
    func nonsenseDoesNotBoot() {
        let board = TestBoard(.spin5, booted: false)
        boot(board, [[], [0, 1], Array(repeating: 0xff, count: 1400), packet(5, [1, 0, 0]), packet(1, [0, 0, 255])])
        boot(board, [packet(3, [0, 0, 0], [1, 2, 3, 4]), packet(5, [1, 0, 0])])

        #expect(!board.network.isUp)
    }

    @Test
    func valuesBeyondTheMemoryAreHeldWithinIt() throws {
        let values = BootValues(bytes: Array(repeating: 0xff, count: 128))
        let network = MonitorNetwork(configuration: .init(board: .init(kind: .spin3), address: 0, bootValues: values))
        let board = TestBoard(.spin3, network: network)

        #expect(try #require(board.ask(0)).code == 0x80)
        #expect(try #require(board.ask(31)).data.count == 38)
    }
}
