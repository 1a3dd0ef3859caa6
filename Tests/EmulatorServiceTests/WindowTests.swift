import EmulatorService
import Foundation
import SpiNNakerMachine
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The window of a served board, through sockets of the operating system.
@Suite(.serialized)
struct WindowTests {
    /// Sends bytes to the window and reads until it closes.
    private func answer(to request: String, at address: String) throws -> String {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(17893).bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        let result = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        _ = send(descriptor, request, request.utf8.count, 0)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test
    func requestsAreAnsweredOneAfterTheOther() async throws {
        let board = try await VirtualBoard.start(kind: .spin3, keepsPace: true)
        try board.openWindow()
        let address = board.hostAddress
        let pace = try answer(to: "pace\n", at: address).split(separator: " ")
        #expect(pace.count == 4 && pace.first == "ok")
        for nonsense in [
            "", "nothing", "trace packets 0,0", "trace packets 0,0 0", "trace bus 0,0 5", "snapshot now", "x",
        ] {
            #expect(try answer(to: nonsense + "\n", at: address).hasPrefix("error "))
        }
        #expect(try answer(to: String(repeating: "y", count: 5_000), at: address).hasPrefix("error "))
        #expect(try answer(to: "trace packets 7,7 5\n", at: address).hasPrefix("error "))
        #expect(try answer(to: "snapshot\n", at: address).hasPrefix("ok "))
        let data = try BoardWindow(address: address).snapshot()
        #expect(data.starts(with: Data("SwiNN board snapshot\n".utf8)))
        await board.stop()
        #expect(throws: EmulatorServiceError.self) { try BoardWindow(address: address).pace() }
    }

    @Test
    func aSnapshotCanEndTheBoard() async throws {
        let board = try await VirtualBoard.start(kind: .spin3)
        try board.openWindow()
        let data = try BoardWindow(address: board.hostAddress).snapshot(ends: true)
        await board.waitForEnd()
        await board.stop()
        let next = try await VirtualBoard.start(restoring: data)
        #expect(next.hostAddress == board.hostAddress)
        await next.stop()
    }
}
