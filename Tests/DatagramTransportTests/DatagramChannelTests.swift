import DatagramTransport
import Synchronization
import Testing

@Suite
struct DatagramChannelTests {
    enum Kind: CaseIterable { case udp, memory }

    private static func makePair(_ kind: Kind) throws -> (any DatagramChannel, any DatagramChannel) {
        switch kind {
        case .udp:
            let any = DatagramEndpoint(address: 0x7f00_0001, port: 0)
            return (try UDPChannel.bind(to: any), try UDPChannel.bind(to: any))
        case .memory: return MemoryChannel.makePair()
        }
    }

    @Test(arguments: Kind.allCases)
    func datagramsArriveInOrderWithTheirSender(_ kind: Kind) async throws {
        let (a, b) = try Self.makePair(kind)
        let mailbox = DatagramMailbox(b)
        a.send((0..<100).map { Datagram(peer: b.localEndpoint, bytes: [UInt8($0), 1, 2]) })

        for index in UInt8(0)..<100 {
            let datagram = try #require(await mailbox.receive(within: .seconds(5)))
            #expect(datagram.bytes == [index, 1, 2])
            #expect(datagram.peer == a.localEndpoint)
        }
        await a.close()
        await b.close()
    }

    @Test(arguments: Kind.allCases)
    func bothEndsMayAnswerFromTheirReceivers(_ kind: Kind) async throws {
        let (a, b) = try Self.makePair(kind)
        let peer = a.localEndpoint
        b.setReceiver { batch in b.send(batch.map { Datagram(peer: $0.peer, bytes: $0.bytes + [9]) }) }
        let mailbox = DatagramMailbox(a)

        a.send([7], to: b.localEndpoint)

        let datagram = try #require(await mailbox.receive(within: .seconds(5)))
        #expect(datagram.bytes == [7, 9])
        #expect(peer == a.localEndpoint)
        await a.close()
        await b.close()
    }

    @Test(arguments: Kind.allCases)
    func waitingEndsAtTheDeadline(_ kind: Kind) async throws {
        let (a, b) = try Self.makePair(kind)
        let mailbox = DatagramMailbox(b)
        let start = ContinuousClock.now

        #expect(await mailbox.receive(within: .milliseconds(30)) == nil)

        #expect(ContinuousClock.now - start >= .milliseconds(30))
        await a.close()
        await b.close()
    }

    @Test
    func aPortInUseIsAClearError() async throws {
        let channel = try UDPChannel.bind(to: DatagramEndpoint(address: 0x7f01_0203, port: 0))
        #expect(channel.localEndpoint.address == 0x7f01_0203)
        #expect(channel.localEndpoint.port != 0)

        let error = #expect(throws: DatagramTransportError.self) {
            _ = try UDPChannel.bind(to: channel.localEndpoint)
        }
        #expect(error?.code == .cannotBind)
        #expect(error?.message.contains("\(channel.localEndpoint)") == true)
        await channel.close()
    }

    @Test
    func endpointsAreFoundByAddressAndName() throws {
        #expect(try DatagramEndpoint(host: "127.1.2.3", port: 5).address == 0x7f01_0203)
        #expect(try DatagramEndpoint(host: "localhost", port: 5).description == "127.0.0.1:5")
        #expect(throws: DatagramTransportError.self) { _ = try DatagramEndpoint(host: "no.such.host.invalid", port: 5) }
    }

    @Test
    func faultsFollowTheirProbabilitiesAndSeed() async throws {
        func arrivals(seed: UInt64) async throws -> (Int, [[UInt8]]) {
            let (a, b) = MemoryChannel.makePair()
            let faulty = FaultyChannel(
                a,
                faults: .init(loss: 0.1, duplication: 0.05, reordering: 0.05),
                seed: seed
            )
            let mailbox = DatagramMailbox(b)
            faulty.send((0..<2000).map { Datagram(peer: b.localEndpoint, bytes: [UInt8($0 & 0xff), UInt8($0 >> 8)]) })
            var received: [[UInt8]] = []
            while let datagram = await mailbox.receive(within: .milliseconds(200)) { received.append(datagram.bytes) }
            let statistics = faulty.statistics
            #expect(received.count == 2000 - statistics.lost + statistics.doubled)
            #expect((150...250).contains(statistics.lost))
            #expect((50...140).contains(statistics.doubled))
            #expect((50...140).contains(statistics.heldBack))
            return (statistics.lost, received)
        }

        let first = try await arrivals(seed: 1)
        let again = try await arrivals(seed: 1)
        let other = try await arrivals(seed: 2)

        #expect(first == again)
        #expect(first.1 != other.1)
    }
}
