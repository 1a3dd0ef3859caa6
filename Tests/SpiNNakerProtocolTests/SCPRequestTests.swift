import SpiNNakerMachine
import SpiNNakerProtocol
import Testing

@Suite
struct SCPRequestTests {
    private static let data = (1...64).map { UInt8($0) }

    private static let requests: [(String, SDPAddress, SCPRequest)] = [
        ("version", .monitor(of: .root), .version()),
        ("versionOfCore", SDPAddress(CoreID(x: 3, y: 4, core: 5), port: 0), .version()),
        ("readWords", chip(1, 2), .read(address: 0x6024_0008, byteCount: 256)),
        ("readHalves", chip(1, 2), .read(address: 0xf500_7f02, byteCount: 2)),
        ("readBytes", chip(1, 2), .read(address: 0x6024_0001, byteCount: 7)),
        ("writeWords", chip(7, 3), .write(address: 0x6780_0000, data: data)),
        ("writeBytes", chip(7, 3), .write(address: 0x6780_0003, data: Array(data.prefix(5)))),
        ("fill", chip(2, 1), .fill(address: 0x6000_0000, word: 0xdead_beef, byteCount: 4096)),
        ("linkRead", chip(1, 1), .linkRead(.north, address: 0x6000_0000, byteCount: 128)),
        ("linkWrite", chip(1, 1), .linkWrite(.south, address: 0x6000_0000, data: data)),
        ("info", chip(4, 4), .info()),
        ("countCores", chip(0, 0), .countCores(applicationID: 30, state: .pause)),
        ("applicationRun", chip(1, 1), .applicationRun(start([1, 2, 17], waits: true))),
        ("applicationRunAtOnce", chip(1, 1), .applicationRun(start([3], waits: false))),
        (
            "applicationCopyRun", chip(2, 2),
            .applicationCopyRun(
                from: .southWest,
                byteCount: 12800,
                checksum: 0xfedc_ba98,
                start: start([1, 16], waits: true)
            )
        ),
        (
            "applicationCopyOnly", chip(2, 2),
            .applicationCopyRun(
                from: .southWest,
                byteCount: 12800,
                checksum: 0x1234_5678,
                start: start([], waits: false)
            )
        ),
        ("stopApplication", .monitor(of: .root), .stopApplication(id: 30)),
        (
            "setTag", chip(0, 0),
            .setTag(3, address: IPv4Address(192, 168, 1, 2), port: 10000, stripsHeader: true)
        ),
        (
            "setTagOfSender", chip(0, 0),
            .setTag(3, address: .zero, port: 10000, stripsHeader: false, usesSender: true)
        ),
        (
            "setReverseTag", chip(0, 0),
            .setReverseTag(4, port: 12346, destination: SDPAddress(CoreID(x: 1, y: 2, core: 3), port: 1))
        ),
        ("getTag", chip(0, 0), .getTags(from: 5)),
        ("clearTag", chip(0, 0), .clearTag(6)),
        ("tagInfo", chip(0, 0), .tagTimeout(code: nil)),
        ("tagTimeout", chip(0, 0), .tagTimeout(code: 9)),
        ("allocateSDRAM", chip(1, 0), .allocateSDRAM(byteCount: 100_000, tag: 207, applicationID: 30)),
        ("allocateSDRAMAgain", chip(1, 0), .allocateSDRAM(byteCount: 100_000, tag: 207, applicationID: 30).retried),
        ("freeSDRAM", chip(1, 0), .freeSDRAM(address: 0x6024_0008)),
        ("freeAllSDRAM", chip(1, 0), .freeAllSDRAM(applicationID: 30)),
        ("allocateEntries", chip(1, 0), .allocateEntries(count: 200, applicationID: 30)),
        ("loadEntries", chip(1, 0), .loadEntries(count: 200, address: 0x6780_0000, base: 17, applicationID: 30)),
        ("initialiseTable", chip(1, 0), .initialiseTable()),
        ("setFixedRoute", chip(1, 0), .setFixedRoute([.link(.east), .core(0)], applicationID: 30)),
        ("fixedRoute", chip(1, 0), .fixedRoute(applicationID: 30)),
        ("synchronise", .monitor(of: .root), .synchronise(true)),
        ("floodFillData", .monitor(of: .root), .floodFillData(id: 5, block: 3, address: 0x6780_0000, data: data)),
    ]

    private static func chip(_ x: UInt8, _ y: UInt8) -> SDPAddress { .monitor(of: ChipID(x: x, y: y)) }

    private static func start(_ cores: [UInt8], waits: Bool) -> ApplicationStart {
        ApplicationStart(applicationID: 30, cores: cores, waits: waits)
    }

    @Test
    func datagramsAreThoseOfSpiNNMan() throws {
        let fixtures = try Fixtures.load("scp-requests", as: [String: String].self)

        for (name, destination, request) in Self.requests {
            var request = request
            request.sequence = 0x1234
            let expected = try [UInt8](hex: #require(fixtures[name]))

            #expect(request.datagram(to: destination) == expected, "\(name)")
        }
        for number in UInt8(0)..<14 {
            var request = SCPRequest.signal(Signal(rawValue: number), applicationID: 30)
            request.sequence = 0x1234
            let expected = try [UInt8](hex: #require(fixtures["signal\(number)"]))

            #expect(request.datagram(to: .monitor(of: .root)) == expected, "signal \(number)")
        }
        #expect(fixtures.count == Self.requests.count + 14)
    }

    @Test
    func decodingThenEncodingGivesTheSameBytes() throws {
        for (name, hex) in try Fixtures.load("scp-requests", as: [String: String].self) {
            let datagram = try [UInt8](hex: hex)
            let message = try SDPMessage(decoding: datagram)
            let request = try SCPRequest(decoding: message.payload)

            #expect(message.encode() == datagram, "\(name)")
            #expect(request.encode() == message.payload, "\(name)")
        }
    }

    @Test
    func anAllocationWithoutTagIsNotRepeatedLightly() {
        #expect(SCPRequest.allocateSDRAM(byteCount: 4, tag: 0, applicationID: 30).repetition == .avoided)
        #expect(SCPRequest.allocateSDRAM(byteCount: 4, tag: 1, applicationID: 30).repetition == .harmless)
        #expect(SCPRequest.signal(.sync0, applicationID: 30).repetition == .avoided)
        #expect(SCPRequest.read(address: 0, byteCount: 4).repetition == .harmless)
    }
}
