import Synchronization

/// Where a program listens that wants to know of runs, and what it is told: sPyNNaker's `SocketAddress`.
///
/// Before each run on a board it gets the path of a database that says which keys the cells' spikes have, and must confirm
/// that it has read it; then it hears when the run begins and when it pauses. The official `DatabaseConnection` and
/// `LiveEventConnection` are such programs.
public struct DatabaseSocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The listener's host name or IPv4 address.
    public let host: String
    /// The UDP port at which it listens.
    public let notifyPort: UInt16
    /// The UDP port of this computer at which its confirmation is expected; nil for any free one.
    public let listenPort: UInt16?

    /// Describes a listener.
    ///
    /// - Parameters:
    ///   - host: Its host name or IPv4 address; "0.0.0.0" is this computer.
    ///   - notifyPort: The UDP port at which it listens, from 1.
    ///   - listenPort: The UDP port of this computer at which its confirmation is expected; nil or 0 for any free one.
    public init(host: String = "localhost", notifyPort: UInt16 = 19_999, listenPort: UInt16? = nil) {
        self.host = host == "0.0.0.0" ? "localhost" : host
        self.notifyPort = notifyPort
        self.listenPort = listenPort
    }

    /// Host and port.
    public var description: String { "\(host):\(notifyPort)" }
}

/// The listeners that runs are told to; shared by those who register them and those who run.
package final class ListenerRegistry: Sendable {
    private let addresses = Mutex<[DatabaseSocketAddress]>([])

    /// Adds a listener, to be told from the next run on; one that is there already is not added again.
    package func add(_ address: DatabaseSocketAddress) {
        addresses.withLock { addresses in
            if !addresses.contains(address) { addresses.append(address) }
        }
    }

    /// All listeners, in the order in which they were added.
    package var all: [DatabaseSocketAddress] { addresses.withLock { $0 } }
}
