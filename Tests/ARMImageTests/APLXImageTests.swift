import ARMImage
import Testing

@Suite
struct APLXImageTests {
    /// The usual image, laid out by hand from the description of the format: 64 bytes of table, code, data.
    private static let file: [UInt8] =
        [2, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 8, 0, 0, 0]
        + [2, 0, 0, 0, 0, 0, 0x40, 0, 0x38, 0, 0, 0, 4, 0, 0, 0]
        + [3, 0, 0, 0, 4, 0, 0x40, 0, 0x20, 1, 0, 0, 0, 0, 0, 0]
        + [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        + [0x18, 0xf0, 0x9f, 0xe5, 1, 2, 3, 4]
        + [9, 8, 7, 6]

    private static let commands: [APLXImage.Command] = [
        .copy(to: 0, contents: [0x18, 0xf0, 0x9f, 0xe5, 1, 2, 3, 4]),
        .copy(to: 0x40_0000, contents: [9, 8, 7, 6]),
        .fill(at: 0x40_0004, length: 0x120, word: 0),
        .execute(at: 0),
    ]

    @Test
    func usualImageIsDecoded() throws {
        #expect(try APLXImage(decoding: Self.file).commands == Self.commands)
    }

    @Test
    func usualImageIsEncodedAsTheOfficialToolsDo() throws {
        let image = try APLXImage(
            code: [0x18, 0xf0, 0x9f, 0xe5, 1, 2, 3, 4],
            data: [9, 8, 7, 6],
            dataAddress: 0x40_0000,
            clearedAddress: 0x40_0004,
            clearedBytes: 0x120
        )

        #expect(image.commands == Self.commands)
        #expect(image.encoded() == Self.file)
    }

    @Test
    func longListEndsWithAMark() throws {
        let commands: [APLXImage.Command] = [
            .copyMemory(to: 0x40_0000, from: 0x6000_0000, length: 64),
            .copy(to: 0x7f00, contents: [1, 2, 3, 4]),
            .execute(at: 0x7f00),
            .fill(at: 0x40_0100, length: 32, word: 0xdead_dead),
            .copy(to: 0, contents: [4, 0, 0, 0]),
            .execute(at: 0),
        ]
        let bytes = APLXImage(commands: commands).encoded()

        #expect(bytes.count == 7 * 16 + 8)
        #expect(bytes[96..<112].allSatisfy { $0 == 0 })
        #expect(try APLXImage(decoding: bytes).commands == commands)
    }

    @Test
    func bytesThatEndTooEarlyAreRefused() {
        for length in [0, 8, 15, 40, 63, 64, 70, 75] {
            #expect(throws: ImageError.self) { try APLXImage(decoding: Array(Self.file.prefix(length))) }
        }
    }

    @Test
    func otherFilesAreRefused() {
        #expect(throws: ImageError.unsupported(what: "first operation", found: 0x464c_457f, expected: "1 to 4")) {
            try APLXImage(decoding: [0x7f, 0x45, 0x4c, 0x46] + [UInt8](repeating: 0, count: 60))
        }
    }

    @Test
    func codeBeyondTheLoaderIsRefused() {
        #expect(throws: ImageError.tooLarge(what: "code", bytes: 0x7f04, limit: 0x7f00)) {
            try APLXImage(
                code: [UInt8](repeating: 0, count: 0x7f04),
                data: [],
                dataAddress: 0x40_0000,
                clearedAddress: 0x40_0000,
                clearedBytes: 0
            )
        }
    }

    @Test
    func noPrefixOrBitFlipTraps() {
        for index in Self.file.indices {
            for bit in 0..<8 {
                var bytes = Self.file
                bytes[index] ^= 1 << UInt8(bit)
                _ = try? APLXImage(decoding: bytes)
            }
        }
    }
}
