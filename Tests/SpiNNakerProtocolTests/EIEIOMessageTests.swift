import SpiNNakerMachine
import SpiNNakerProtocol
import Testing

@Suite
struct EIEIOMessageTests {
    private struct Fixture: Decodable {
        var bytes: String, kind: UInt8, elements: [[UInt32]], prefix: UInt16?, upper: Bool, payloadPrefix: UInt32?
        var times: Bool
    }

    @Test
    func dataMessagesAreThoseOfSpiNNMan() throws {
        let fixtures = try Fixtures.load("eieio-data", as: [Fixture].self)
        #expect(fixtures.count == 36)
        for fixture in fixtures {
            let message = EIEIODataMessage(
                kind: try #require(EIEIODataMessage.Kind(rawValue: fixture.kind)),
                payloadsAreTimes: fixture.times,
                keyPrefix: fixture.prefix,
                prefixIsUpperHalf: fixture.upper,
                payloadPrefix: fixture.payloadPrefix,
                elements: fixture.elements.map { .init(key: $0[0], payload: $0[1]) }
            )
            let expected = try [UInt8](hex: fixture.bytes)

            #expect(message.encode() == expected)
            #expect(try EIEIODataMessage(decoding: expected) == message)
        }
    }

    @Test
    func prefixesCompleteKeys() {
        let element = EIEIODataMessage.Element(key: 0x12)
        func key(_ kind: EIEIODataMessage.Kind, upper: Bool) -> UInt32 {
            EIEIODataMessage(kind: kind, keyPrefix: 0xabcd, prefixIsUpperHalf: upper, elements: [])
                .fullKey(of: element)
        }

        #expect(key(.key16, upper: true) == 0xabcd_0012)
        #expect(key(.key16, upper: false) == 0x0012_abcd)
        #expect(key(.key32, upper: true) == 0xabcd_0012)
        #expect(key(.key32, upper: false) == 0x0000_abdf)
    }

    @Test
    func commandsAreThoseOfSpiNNMan() throws {
        let fixtures = try Fixtures.load("eieio-commands", as: [String: String].self)
        let events = EIEIODataMessage(kind: .key32, elements: [.init(key: 0xabcd)])
        let request = try EIEIOCommandMessage.BufferRequest(
            decoding: EIEIOCommandMessage(decoding: [UInt8](hex: #require(fixtures["requestBuffers"]))).body
        )
        let messages: [String: EIEIOCommandMessage] = [
            "database": .database(path: "/tmp/input_output_database.sqlite3"),
            "databaseReply": EIEIOCommandMessage(.database), "eventPadding": EIEIOCommandMessage(.eventPadding),
            "eventStop": EIEIOCommandMessage(.eventStop), "stopRequests": EIEIOCommandMessage(.stopRequests),
            "startRequests": EIEIOCommandMessage(.startRequests), "requestBuffers": request.message,
            "sendSequencedData": .sendSequencedData(region: 4, sequence: 5, events),
            "stopPause": EIEIOCommandMessage(.stopPause), "startResume": EIEIOCommandMessage(.startResume),
        ]

        for (name, message) in messages {
            #expect(message.encode() == (try [UInt8](hex: #require(fixtures[name]))), "\(name)")
        }
        #expect(request.core == CoreID(x: 1, y: 2, core: 3))
        #expect(request.region == 4)
        #expect(request.lastSequence == 5)
        #expect(request.freeByteCount == 6000)
        #expect(messages.count == fixtures.count)
    }
}
