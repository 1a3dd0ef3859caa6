import SpiNNakerMachine
import SpiNNakerProtocol
import Testing

@Suite
struct DecoderTests {
    private struct ChipFixture: Decodable {
        var bytes: String, cores: Int, states: [UInt8], links: [UInt8], entries: Int, ethernet: Bool
        var sdram: UInt32, sram: UInt32, ethernetChip: [UInt8]
    }

    @Test
    func chipInformationIsReadAsSpiNNManReadsIt() throws {
        for fixture in try Fixtures.load("chips", as: [ChipFixture].self) {
            let bytes = try [UInt8](hex: fixture.bytes)
            let chip = try ChipInformation(decoding: bytes)

            #expect(chip.coreCount == fixture.cores)
            #expect(chip.coreStates.map(\.rawValue) == fixture.states)
            #expect(chip.links.map(\.rawValue) == fixture.links)
            #expect(chip.largestFreeEntryBlock == fixture.entries)
            #expect(chip.isEthernetUp == fixture.ethernet)
            #expect(chip.largestFreeSDRAM == fixture.sdram)
            #expect(chip.largestFreeSystemRAM == fixture.sram)
            #expect([chip.ethernetChip.x, chip.ethernetChip.y] == fixture.ethernetChip)
            #expect(chip.encode() == bytes)
        }
    }

    private struct CoreFixture: Decodable {
        var bytes: String, state: UInt8, application: UInt8, name: String, error: UInt8, physical: UInt8
        var registers: [UInt32], psr: UInt32, sp: UInt32, lr: UInt32, user: [UInt32], iobuf: UInt32, time: UInt32
        var line: UInt32, version: UInt32
    }

    @Test
    func coreStatusIsReadAsSpiNNManReadsIt() throws {
        for fixture in try Fixtures.load("cores", as: [CoreFixture].self) {
            let bytes = try [UInt8](hex: fixture.bytes)
            let core = try CoreStatus(decoding: bytes)

            #expect(core.state.rawValue == fixture.state)
            #expect(core.applicationID == fixture.application)
            #expect(core.name == fixture.name)
            #expect(core.errorCode.rawValue == fixture.error)
            #expect(core.physicalCore == fixture.physical)
            #expect(core.registers == fixture.registers)
            #expect(core.programStatus == fixture.psr)
            #expect(core.stackPointer == fixture.sp)
            #expect(core.linkRegister == fixture.lr)
            #expect(core.user == fixture.user)
            #expect(core.iobufAddress == fixture.iobuf)
            #expect(core.loadTime == fixture.time)
            #expect(core.softwareErrorLine == fixture.line)
            #expect(core.softwareVersion == fixture.version)
            #expect(core.encode() == bytes)
        }
    }

    private struct P2PFixture: Decodable {
        var height: Int, columns: [String], offsets: [UInt32], size: Int, routes: [[UInt8]]
    }

    @Test
    func p2pTablesAreReadAsSpiNNManReadsThem() throws {
        for fixture in try Fixtures.load("p2p-tables", as: [P2PFixture].self) {
            for (x, column) in fixture.columns.enumerated() {
                let place = P2PTable.column(x, height: fixture.height)

                #expect(place.address - P2PTable.address == fixture.offsets[x])
                #expect(place.byteCount == fixture.size)
                let entries = try P2PTable.decodeColumn([UInt8](hex: column), height: fixture.height)
                #expect(entries == fixture.routes[x])
            }
        }
    }

    private struct VersionFixture: Decodable {
        var bytes: String, name: String, hardware: String, version: [Int], x: UInt8, y: UInt8, p: UInt8, date: UInt32
    }

    @Test
    func versionsAreReadAsSpiNNManReadsThem() throws {
        for fixture in try Fixtures.load("versions", as: [VersionFixture].self) {
            let bytes = try [UInt8](hex: fixture.bytes)
            let version = try VersionReply(decoding: bytes)

            #expect(version.software == fixture.name)
            #expect(version.name == "\(fixture.name)/\(fixture.hardware)")
            #expect(
                [version.versionNumbers.major, version.versionNumbers.minor, version.versionNumbers.patch]
                    == fixture.version
            )
            #expect(version.chip == ChipID(x: fixture.x, y: fixture.y))
            #expect(version.virtualCore == fixture.p)
            #expect(version.buildDate == fixture.date)
            #expect(version.encode() == bytes)
        }
    }

    @Test
    func bootMessagesAreThoseOfSpiNNMan() throws {
        let fixtures = try Fixtures.load("boot-messages", as: [String: String].self)
        let data = (1...64).map { UInt8($0) }

        let messages = [
            "start": BootMessage(.start, 0, 0, 29),
            "block": BootMessage(.block, 0xff << 8 | 7, 0, 0, data: data),
            "control": BootMessage(.control, 1, 0, 0),
        ]
        for (name, message) in messages {
            let expected = try [UInt8](hex: #require(fixtures[name]))
            #expect(message.encode() == expected)
            #expect(try BootMessage(decoding: expected) == message)
        }
    }

    @Test
    func bootImageTravelsInBlocksOfSwappedWords() throws {
        let bytes = (0..<29868).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let image = try BootImage(bytes)

        let messages = image.messages()

        #expect(messages.count == 32)
        #expect(messages[0] == BootMessage(.start, 0, 0, 29))
        #expect(messages[31] == BootMessage(.control, 1, 0, 0))
        #expect(messages[1].data.prefix(4) == [bytes[3], bytes[2], bytes[1], bytes[0]])
        #expect(BootImage.wordsSwapped(messages[1...30].flatMap(\.data)) == bytes)
        #expect(throws: WireError.self) { try BootImage(Array(repeating: 0, count: 100)) }
        #expect(throws: WireError.self) { try BootImage(Array(repeating: 0, count: 40000)) }
        let patched = image.patched(hardwareVersion: 5, unixTime: 0x1234_5678).bytes
        #expect(patched[0x180 + 0x0a] == 5)
        #expect(Array(patched[0x19c..<0x1a0]) == [0x78, 0x56, 0x34, 0x12])
        #expect(patched[0x180 + 0x40] == 1)
    }

    @Test
    func everyDecoderRefusesShortenedBytesWithoutTrapping() throws {
        let decoders: [(Int, ([UInt8]) throws -> Void)] = [
            (10, { _ = try SDPMessage(decoding: $0) }), (16, { _ = try SCPRequest(decoding: $0) }),
            (4, { _ = try SCPReply(decoding: $0) }), (14, { _ = try SCPReply(decodingDatagram: $0) }),
            (32, { _ = try IPTagEntry(decoding: $0) }), (12, { _ = try VersionReply(decoding: $0) }),
            (38, { _ = try ChipInformation(decoding: $0) }), (128, { _ = try CoreStatus(decoding: $0) }),
            (16, { _ = try IOBUFBlock(decoding: $0) }), (4, { _ = try P2PTable.decodeColumn($0, height: 8) }),
            (10, { _ = try EIEIOCommandMessage.BufferRequest(decoding: $0) }),
        ]
        var generator = Generator(state: 77)
        for (least, decode) in decoders {
            for count in 0..<least {
                #expect(throws: WireError.self) { try decode(generator.bytes(count)) }
            }
            #expect(throws: Never.self) { try decode(generator.bytes(least)) }
        }
    }

    @Test
    func randomBytesDecodeToWhatEncodesToThem() throws {
        var generator = Generator(state: 4242)
        for _ in 0..<4_000 {
            let bytes = generator.bytes(Int.random(in: 0...300, using: &generator))
            if let message = try? SDPMessage(decoding: bytes) { #expect(message.encode() == bytes) }
            if let request = try? SCPRequest(decoding: bytes) { #expect(request.encode() == bytes) }
            if let reply = try? SCPReply(decoding: bytes) { #expect(reply.encode() == bytes) }
            if let message = try? EIEIODataMessage(decoding: bytes) { #expect(message.encode() == bytes) }
            if let message = try? EIEIOCommandMessage(decoding: bytes) { #expect(message.encode() == bytes) }
            if let message = try? BootMessage(decoding: bytes) { #expect(message.encode() == bytes) }
            if let tag = try? IPTagEntry(decoding: bytes) { #expect(tag.encode() == Array(bytes.prefix(32))) }
            if let chip = try? ChipInformation(decoding: bytes) { #expect(chip.encode() == bytes) }
            if let version = try? VersionReply(decoding: bytes) { #expect(version.encode() == bytes) }
        }
    }

    @Test
    func reverseTagEntryIsReadAsTheMachineWritesIt() throws {
        // Seen on the wire from SC&MP 4.0.0 after the request 30012304/0101303a.
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[14...15] = [0x00, 0x83]
        bytes[20...23] = [0x3a, 0x30, 0x01, 0x01]
        bytes[24] = 0x23

        let entry = try IPTagEntry(decoding: bytes)

        #expect(entry.flags == [.valid, .reverse, .stripsHeader])
        #expect(entry.receivePort == 0x303a)
        #expect(entry.destination == SDPAddress(CoreID(x: 1, y: 1, core: 3), port: 1))
    }
}
