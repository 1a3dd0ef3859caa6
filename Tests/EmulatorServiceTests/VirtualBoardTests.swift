import EmulatorService
import Foundation
import SpiNNakerMachine
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Asks a served board through sockets of the operating system.
@Suite(.serialized)
struct VirtualBoardTests {
    /// A UDP socket that gives up waiting after two seconds.
    private final class HostSocket {
        private let descriptor: Int32

        init() throws {
            #if canImport(Glibc)
                descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            #else
                descriptor = socket(AF_INET, SOCK_DGRAM, 0)
            #endif
            try #require(descriptor >= 0)
            var patience = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { close(descriptor) }

        func send(_ bytes: [UInt8], to address: String, port: UInt16) {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            inet_pton(AF_INET, address, &name.sin_addr)
            withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }

        func receive() -> [UInt8]? {
            var buffer = [UInt8](repeating: 0, count: 2048)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return count < 0 ? nil : Array(buffer.prefix(count))
        }

        func ask(_ bytes: [UInt8], of address: String) -> [UInt8]? {
            send(bytes, to: address, port: 17893)
            return receive()
        }
    }

    /// A request with three arguments, sent to the monitor of a chip.
    private func request(
        _ command: UInt8,
        _ arguments: [UInt32] = [0, 0, 0],
        sequence: UInt16 = 1,
        data: [UInt8] = []
    ) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 0x87, 0xff, 0, 0xff, 0, 0, 0, 0, command, 0]
        bytes += [UInt8(sequence & 0xff), UInt8(sequence >> 8)]
        for argument in arguments { bytes += (0..<4).map { UInt8(truncatingIfNeeded: argument >> UInt32(8 * $0)) } }
        return bytes + data
    }

    @Test
    func aBootedBoardAnswersAtItsOwnAddress() async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        let reply = try #require(try HostSocket().ask(request(0), of: board.hostAddress))

        #expect(board.hostAddress.hasPrefix("127."))
        #expect(String(decoding: reply[26...], as: UTF8.self).hasPrefix("SC&MP/SpiNNaker"))
        await board.stop()
    }

    @Test
    func twoBoardsHaveTwoAddresses() async throws {
        let first = try await VirtualBoard.start(kind: .spin3)
        let second = try await VirtualBoard.start(kind: .spin3)

        #expect(first.hostAddress != second.hostAddress)
        #expect(try HostSocket().ask(request(0), of: second.hostAddress) != nil)
        await first.stop()
        await second.stop()
    }

    @Test
    func anAddressInUseIsRefused() async throws {
        let first = try await VirtualBoard.start(kind: .spin3)
        await #expect(throws: (any Error).self) {
            try await VirtualBoard.start(kind: .spin3, address: first.hostAddress)
        }
        await first.stop()
    }

    @Test(arguments: ["nonsense", "127.0.0", "10.255.255.254", ""])
    func anAddressThatIsNotOursIsRefused(_ address: String) async throws {
        await #expect(throws: (any Error).self) {
            try await VirtualBoard.start(kind: .spin3, address: address)
        }
    }

    @Test
    func aStoppedBoardLeavesItsAddress() async throws {
        let first = try await VirtualBoard.start(kind: .spin3)
        await first.stop()
        await first.stop()
        let second = try await VirtualBoard.start(kind: .spin3, address: first.hostAddress)

        #expect(try HostSocket().ask(request(0), of: second.hostAddress) != nil)
        await second.stop()
    }

    @Test
    func anUnbootedBoardIsSilentUntilItIsBooted() async throws {
        let board = try await VirtualBoard.start(kind: .spin3, booted: false)
        let host = try HostSocket()
        #expect(host.ask(request(0), of: board.hostAddress) == nil)

        func send(_ words: [UInt32], _ data: [UInt8] = []) {
            let header: [UInt8] = words.flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
            }
            host.send([0, 1] + header + data, to: board.hostAddress, port: 54321)
        }
        send([1, 0, 0, 0])
        send([3, 255 << 8, 0, 0], Array(repeating: 0, count: 1024))
        send([5, 1, 0, 0])
        // Between two ports there is no order: the first question may come before the last of the boot messages.
        #expect((0..<3).contains { _ in host.ask(request(0), of: board.hostAddress) != nil })
        await board.stop()
    }

    /// A reverse tag opens its port, and its datagrams come to the core it names: here an idle one, which answers what it
    /// is asked through the tag.
    @Test
    func aReverseTagOpensItsPort() async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        let host = try HostSocket()
        // Tag 2, reverse: UDP port 23456 to port 0 of core 0 of (0, 0).
        #expect(host.ask(request(26, [3 << 28 | 1 << 16 | 2, 23456, 0]), of: board.hostAddress) != nil)
        // A write of one word; reverse tags ask for no reply, so it is read back.
        let write = Array(request(3, [0x6100_0000, 4, 2], data: [1, 2, 3, 4]).dropFirst(10))
        var found: [UInt8] = []
        for sequence in 0..<500 as Range<UInt16> where found != [1, 2, 3, 4] {
            // The port opens on a thread of its own, soon after the tag is set.
            try await Task.sleep(for: .milliseconds(10))
            host.send(write, to: board.hostAddress, port: 23456)
            let reply = host.ask(request(2, [0x6100_0000, 4, 2], sequence: sequence), of: board.hostAddress)
            found = Array((reply ?? []).dropFirst(14))
        }

        #expect(found == [1, 2, 3, 4])
        await board.stop()
    }

    @Test
    func aRequestIsAnsweredWithinTwoMilliseconds() async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        let host = try HostSocket()
        var times: [Duration] = []
        for sequence in 0..<200 as Range<UInt16> {
            let clock = ContinuousClock()
            times.append(
                clock.measure {
                    _ = host.ask(request(2, [0x6000_0000, 256, 2], sequence: sequence), of: board.hostAddress)
                }
            )
        }

        // The median: the machine may be busy with something else now and then.
        #expect(times.sorted()[100] < .milliseconds(2))
        await board.stop()
    }
}
