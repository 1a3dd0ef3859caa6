import ARMImage
import Testing

@Suite
struct ELFImageTests {
    /// A program of two segments and one symbol, laid out by hand after the System V ABI.
    private static let file: [UInt8] = {
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        func half(_ value: Int) { bytes += [UInt8(value & 255), UInt8(value >> 8)] }
        func words(_ values: Int...) {
            for value in values { (0..<4).forEach { bytes.append(UInt8(value >> (8 * $0) & 255)) } }
        }
        half(2)
        half(40)
        words(1, 0x10, 52, 124, 0)
        half(52)
        half(32)
        half(2)
        half(40)
        half(3)
        half(0)
        words(1, 116, 0, 0, 4, 4, 5, 4)
        words(1, 120, 0x40_0400, 4, 4, 0x24, 6, 4)
        bytes += [0xfe, 0xff, 0xff, 0xea]
        bytes += [1, 2, 3, 4]
        words(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        words(0, 2, 0, 0, 244, 32, 2, 0, 4, 16)
        words(0, 3, 0, 0, 276, 7, 0, 0, 1, 0)
        words(0, 0, 0, 0, 1, 0x40_0410, 4, 0)
        bytes += [0] + Array("table".utf8) + [0]
        return bytes
    }()

    @Test
    func segmentsAndSymbolsAreRead() throws {
        let image = try ELFImage(decoding: Self.file)

        #expect(image.entry == 0x10)
        #expect(image.segments.map(\.address) == [0, 0x40_0400])
        #expect(image.segments.map(\.contents) == [[0xfe, 0xff, 0xff, 0xea], [1, 2, 3, 4]])
        #expect(image.segments.map(\.memoryBytes) == [4, 0x24])
        #expect(image.value(of: "table") == 0x40_0410)
        #expect(image.value(of: "chair") == nil)
    }

    @Test
    func programBecomesAnApplicationImage() throws {
        let image = try APLXImage(program: ELFImage(decoding: Self.file))

        #expect(
            image.commands == [
                .copy(to: 0, contents: [0xfe, 0xff, 0xff, 0xea]),
                .copy(to: 0x40_0400, contents: [1, 2, 3, 4]),
                .fill(at: 0x40_0404, length: 0x20, word: 0),
                .execute(at: 0),
            ]
        )
    }

    @Test
    func programsForOtherMachinesAreRefused() {
        var bytes = Self.file
        bytes[18] = 62

        #expect(throws: ImageError.unsupported(what: "machine", found: 62, expected: "40 (ARM)")) {
            try ELFImage(decoding: bytes)
        }
    }

    @Test
    func everyPrefixIsRefused() {
        for length in Self.file.indices {
            #expect(throws: ImageError.self) { try ELFImage(decoding: Array(Self.file.prefix(length))) }
        }
    }

    @Test
    func noBitFlipTraps() {
        for index in Self.file.indices {
            for bit in 0..<8 {
                var bytes = Self.file
                bytes[index] ^= 1 << UInt8(bit)
                if let image = try? ELFImage(decoding: bytes) {
                    _ = try? APLXImage(program: image)
                }
            }
        }
    }
}
