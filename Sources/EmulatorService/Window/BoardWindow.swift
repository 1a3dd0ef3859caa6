package import BoardEmulator
import DatagramTransport
public import Foundation

/// The window into a board that `swinn board serve` serves, seen from outside.
///
/// Its calls block until the board has answered.
public struct BoardWindow: Sendable {
    private let address: String
    private let patience: Int

    /// Creates a way to a board's window, which is used by each call anew.
    ///
    /// - Parameters:
    ///   - address: The first board's address.
    ///   - patience: How long the board may be silent, in seconds.
    public init(address: String, patience: Int = 30) {
        self.address = address
        self.patience = patience
    }

    /// A snapshot of all boards, as bytes for a file.
    ///
    /// - Parameter ends: Whether the boards end with it, so that nothing happens on them that it does not know of.
    /// - Throws: `EmulatorServiceError` when there is no window, or no snapshot to be had.
    public func snapshot(ends: Bool = false) throws -> Data {
        var (connection, words, data) = try ask(.snapshot(ends: ends))
        guard let count = words.first.flatMap({ Int($0) }) else { throw Self.failure("The board said nothing of use.") }
        while data.count < count, let more = try receive(connection) { data.append(contentsOf: more) }
        guard data.count == count else {
            throw Self.failure("The snapshot has ended after \(data.count) bytes of \(count).")
        }
        return data
    }

    /// How the board keeps pace with the clock on the wall; `nil` where it need not.
    ///
    /// - Throws: `EmulatorServiceError` when there is no window.
    public func pace() throws -> PaceReport? {
        let numbers = try ask(.pace).words.compactMap { Double($0) }
        guard numbers.count == 3 else { return nil }
        return PaceReport(boardSeconds: numbers[0], secondsBehind: numbers[1], mostSecondsBehind: numbers[2])
    }

    /// Follows what a core or a router does.
    ///
    /// - Parameters:
    ///   - subject: What is traced.
    ///   - lines: The number of lines, 1 to 10,000,000.
    ///   - take: Takes lines as they come, and says whether more are wanted; called once, perhaps without any, when the
    ///     trace has begun, and every few seconds of silence.
    /// - Throws: `EmulatorServiceError` when there is no window, or nothing to be traced.
    package func trace(_ subject: Trace.Subject, lines: Int, take: ([UInt8]) throws -> Bool) throws {
        let (connection, _, data) = try ask(.trace(subject, lines: lines))
        var bytes = Array(data)
        while try take(bytes) {
            do {
                guard let more = try connection.receive() else { return }
                bytes = more
            } catch {
                // A core may sleep for as long as it likes.
                guard error.code == .timedOut else { throw error }
                bytes = []
            }
        }
    }

    // MARK: - Requests

    private func receive(_ connection: StreamConnection) throws -> [UInt8]? {
        do {
            return try connection.receive()
        } catch {
            throw Self.failure("The board at \(address) is silent.", error)
        }
    }

    /// Asks; returns what followed `ok` on the first line, and what has already come behind that.
    private func ask(_ request: WindowRequest) throws -> (connection: StreamConnection, words: [String], rest: Data) {
        let connection: StreamConnection
        do {
            let endpoint = try DatagramEndpoint(host: address, port: WindowRequest.port)
            connection = try StreamConnection(to: endpoint, patience: patience)
            try connection.send(Array("\(request.line)\n".utf8))
        } catch {
            throw Self.failure(
                "There is no window into a board at \(address); is it served by 'swinn board serve'?",
                error
            )
        }
        var data = Data()
        while true {
            if let end = data.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: data[..<end], as: UTF8.self)
                let words = line.split(separator: " ").map(String.init)
                guard words.first == "ok" else { throw Self.failure(String(line.dropFirst("error ".count))) }
                return (connection, Array(words.dropFirst()), Data(data[(end + 1)...]))
            }
            guard let bytes = try receive(connection) else { throw Self.failure("The board at \(address) hung up.") }
            data.append(contentsOf: bytes)
        }
    }

    private static func failure(_ message: String, _ cause: (any Error)? = nil) -> EmulatorServiceError {
        EmulatorServiceError(.noWindow, message, cause: cause)
    }
}
