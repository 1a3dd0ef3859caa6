import SpiNNakerMachine
import SpiNNakerProtocol
import Testing

@Suite
struct SCPWindowStateMachineTests {
    private typealias Window = SCPWindowStateMachine

    private static func order(_ token: Int, _ request: SCPRequest = .read(address: 0, byteCount: 4)) -> Window.Order {
        Window.Order(token: token, destination: .monitor(of: .boot), request: request)
    }

    private static func reply(to datagram: [UInt8], _ code: SCPReturnCode = .ok, data: [UInt8] = []) throws -> [UInt8] {
        let message = try SDPMessage(decoding: datagram)
        let request = try SCPRequest(decoding: message.payload)
        var answer = message
        answer.flags = .always
        swap(&answer.destination, &answer.source)
        answer.payload = SCPReply(code: code, sequence: request.sequence, data: data).encode()
        return answer.encode()
    }

    private static func datagrams(_ actions: [Window.Action]) -> [[UInt8]] {
        actions.compactMap { if case .send(let bytes) = $0 { bytes } else { nil } }
    }

    private static func delivered(_ actions: [Window.Action]) -> [Int] {
        actions.compactMap { if case .deliver(let token, _) = $0 { token } else { nil } }
    }

    @Test
    func everyRequestIsAnsweredOnceOverABadLink() throws {
        for seed in UInt64(1)...20 {
            var generator = Generator(state: seed &* 0x9e37_79b9)
            var window = Window(configuration: .init(windowSize: 8), firstSequence: 65_500)
            var link: [(arrival: Duration, toBoard: Bool, bytes: [UInt8])] = []
            var now = Duration.zero
            var next = 0
            var answers: [Int: Int] = [:]
            let count = 500
            func put(_ bytes: [UInt8], toBoard: Bool) {
                for _ in 0..<(Int.random(in: 0..<50, using: &generator) == 0 ? 2 : 1)
                where Int.random(in: 0..<20, using: &generator) != 0 {
                    let delay = Duration.microseconds(Int.random(in: 50...2000, using: &generator))
                    link.append((now + delay, toBoard, bytes))
                }
            }
            while answers.count < count {
                var actions: [Window.Action] = []
                while window.hasRoom, next < count {
                    window.send(
                        Self.order(next, .read(address: UInt32(next) * 4, byteCount: 4)),
                        at: now,
                        into: &actions
                    )
                    next += 1
                }
                for bytes in Self.datagrams(actions) { put(bytes, toBoard: true) }
                actions = []
                let deadline = try #require(window.nextDeadline)
                if let index = link.indices.min(by: { link[$0].arrival < link[$1].arrival }),
                    link[index].arrival <= deadline
                {
                    let (arrival, toBoard, bytes) = link.remove(at: index)
                    now = max(now, arrival)
                    if toBoard {
                        let request = try SCPRequest(decoding: SDPMessage(decoding: bytes).payload)
                        var data: [UInt8] = []
                        for shift in 0..<4 { data.append(UInt8(truncatingIfNeeded: request.argument1 >> (8 * shift))) }
                        put(try Self.reply(to: bytes, data: data), toBoard: false)
                    } else {
                        _ = window.receive(bytes, at: now, into: &actions)
                    }
                } else {
                    now = deadline
                    window.advance(to: now, into: &actions)
                }
                for action in actions {
                    switch action {
                    case .send(let bytes): put(bytes, toBoard: true)
                    case .deliver(let token, let reply):
                        #expect(try reply.word(at: 0) == UInt32(token) * 4)
                        answers[token, default: 0] += 1
                    case .fail(_, _, _, let failure): Issue.record("seed \(seed): \(failure)")
                    }
                }
            }
            #expect(window.isIdle)
            #expect(answers.values.allSatisfy { $0 == 1 })
        }
    }

    @Test
    func noMoreThanTheWindowIsUnderWay() {
        var window = Window(configuration: .init(windowSize: 3))
        var actions: [Window.Action] = []

        for token in 0..<3 { window.send(Self.order(token), at: .zero, into: &actions) }

        #expect(!window.hasRoom)
        #expect(actions.count == 3)
    }

    @Test
    func silenceEndsInAFailureAfterTheTriesAllowed() throws {
        var window = Window(configuration: .init(timeout: .seconds(1), tries: 4))
        var actions: [Window.Action] = []
        window.send(Self.order(7), at: .zero, into: &actions)

        for second in 1...3 { window.advance(to: .seconds(second), into: &actions) }
        #expect(Self.datagrams(actions).count == 4)
        #expect(Set(Self.datagrams(actions)).count == 1)
        actions = []
        window.advance(to: .seconds(4), into: &actions)

        guard case .fail(token: 7, _, _, .noReply(tries: 4, waited: .seconds(4))) = try #require(actions.first) else {
            Issue.record("unexpected \(actions)")
            return
        }
        #expect(window.isIdle)
        #expect(window.nextDeadline == nil)
    }

    @Test
    func patienceGrowsWithEachSilence() throws {
        var window = Window(configuration: .init(timeout: .seconds(1), shortestTimeout: .milliseconds(20)))
        var actions: [Window.Action] = []
        window.send(Self.order(0), at: .zero, into: &actions)
        _ = window.receive(try Self.reply(to: Self.datagrams(actions)[0]), at: .milliseconds(1), into: &actions)
        window.send(Self.order(1), at: .seconds(1), into: &actions)

        var waits: [Duration] = []
        var now = Duration.seconds(1)
        for _ in 0..<8 {
            let deadline = try #require(window.nextDeadline)
            waits.append(deadline - now)
            now = deadline
            window.advance(to: now, into: &actions)
        }

        #expect(waits == [20, 40, 80, 160, 320, 640, 1000, 1000].map { .milliseconds($0) })
    }

    @Test
    func lateReplyToARetiredRequestIsIgnored() throws {
        var window = Window()
        var actions: [Window.Action] = []
        window.send(Self.order(0), at: .zero, into: &actions)
        let reply = try Self.reply(to: Self.datagrams(actions)[0])

        #expect(window.receive(reply, at: .milliseconds(1), into: &actions) == .reply)
        #expect(window.receive(reply, at: .milliseconds(2), into: &actions) == .unmatched)
        #expect(Self.delivered(actions) == [0])
    }

    @Test
    func busyCodeIsTriedAgainAfterAPause() throws {
        var window = Window(configuration: .init(busyDelay: .milliseconds(100)))
        var actions: [Window.Action] = []
        window.send(Self.order(0), at: .zero, into: &actions)
        let busy = try Self.reply(to: Self.datagrams(actions)[0], .p2pBusy)

        _ = window.receive(busy, at: .milliseconds(1), into: &actions)
        _ = window.receive(busy, at: .milliseconds(2), into: &actions)
        window.advance(to: .milliseconds(100), into: &actions)
        #expect(actions.count == 1)
        window.advance(to: .milliseconds(101), into: &actions)

        #expect(Self.datagrams(actions).count == 2)
    }

    @Test(arguments: [SCPReturnCode.badArgument, .noRoute, .badCore, .badPort, SCPReturnCode(rawValue: 0x99)])
    func fatalCodeFailsOnlyItsOwnRequest(_ code: SCPReturnCode) throws {
        var window = Window()
        var actions: [Window.Action] = []
        window.send(Self.order(0), at: .zero, into: &actions)
        window.send(Self.order(1), at: .zero, into: &actions)
        let sent = Self.datagrams(actions)
        actions = []

        _ = window.receive(try Self.reply(to: sent[0], code), at: .milliseconds(1), into: &actions)
        _ = window.receive(try Self.reply(to: sent[1]), at: .milliseconds(1), into: &actions)

        guard case .fail(token: 0, _, _, .refused(code, _, _)) = actions[0] else {
            Issue.record("unexpected \(actions)")
            return
        }
        #expect(Self.delivered(actions) == [1])
    }

    @Test
    func overtakenReadIsSentAgainAtOnce() throws {
        var window = Window(configuration: .init(overtakingLimit: 3))
        var actions: [Window.Action] = []
        for token in 0..<4 { window.send(Self.order(token), at: .zero, into: &actions) }
        let sent = Self.datagrams(actions)
        actions = []

        for index in 1...3 { _ = window.receive(try Self.reply(to: sent[index]), at: .milliseconds(1), into: &actions) }

        #expect(Self.datagrams(actions) == [sent[0]])
    }

    @Test
    func requestThatMustNotRunTwiceWaitsTheWholeTimeout() throws {
        var window = Window(configuration: .init(timeout: .seconds(1), overtakingLimit: 1))
        var actions: [Window.Action] = []
        window.send(Self.order(9), at: .zero, into: &actions)
        _ = window.receive(try Self.reply(to: Self.datagrams(actions)[0]), at: .milliseconds(1), into: &actions)

        window.send(Self.order(0, .signal(.start, applicationID: 30)), at: .zero, into: &actions)

        #expect(window.nextDeadline == .seconds(1))
    }

    @Test
    func repeatedAllocationSaysThatItIsOne() throws {
        var window = Window()
        var actions: [Window.Action] = []
        let request = SCPRequest.allocateSDRAM(byteCount: 64, tag: 3, applicationID: 30)
        window.send(Self.order(0, request), at: .zero, into: &actions)
        window.advance(to: .seconds(2), into: &actions)

        let requests = try Self.datagrams(actions).map {
            try SCPRequest(decoding: SDPMessage(decoding: $0).payload).argument1 >> 16
        }
        #expect(requests == [0, 4])
    }

    @Test
    func sequenceNumbersWrapAndAvoidThoseUnderWay() throws {
        var window = Window(configuration: .init(windowSize: 2), firstSequence: 65_535)
        var actions: [Window.Action] = []
        window.send(Self.order(0, .version()), at: .zero, into: &actions)
        var sequences: Set<UInt16> = []
        for token in 1...70_000 {
            var step: [Window.Action] = []
            window.send(Self.order(token), at: .zero, into: &step)
            let datagram = Self.datagrams(step)[0]
            sequences.insert(try SCPRequest(decoding: SDPMessage(decoding: datagram).payload).sequence)
            _ = window.receive(try Self.reply(to: datagram), at: .zero, into: &step)
            #expect(Self.delivered(step) == [token])
        }

        #expect(sequences.count == 65_535)
        #expect(!sequences.contains(65_535))
    }

    @Test
    func junkIsUnmatched() {
        var window = Window()
        var actions: [Window.Action] = []
        window.send(Self.order(0), at: .zero, into: &actions)
        var generator = Generator(state: 5)
        for count in 0..<14 {
            #expect(window.receive(generator.bytes(count), at: .zero, into: &actions) == .unmatched)
        }
        #expect(actions.count == 1)
    }
}
