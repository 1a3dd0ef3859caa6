import NetworkModel
public import SimulationRuntime

// Programs beside the script that want to know of its runs.

/// Registers a program to be told of runs on a board, from the next one on: sPyNNaker's `add_database_socket_address`.
///
///     try addDatabaseSocketAddress(DatabaseSocketAddress(notifyPort: 19_999))
///
/// Before each run it gets the path of an SQLite database, which says where the populations are and which keys their
/// cells' spikes have, and has 10 s to confirm that it has read it, or the run fails. Then it hears when the run begins, and
/// when it pauses or ends. The low four bits of a spike's key carry its time and are 0 in the database. Without a board
/// nobody is told, of which a warning is given.
///
/// - Parameter address: Where it listens; one that is registered already is not told twice.
/// - Throws: ``NetworkError`` before `setup` and for port 0.
@MainActor
public func addDatabaseSocketAddress(_ address: DatabaseSocketAddress) throws {
    let simulation = try Simulation.active(for: "addDatabaseSocketAddress")
    try NetworkError.require(
        address.notifyPort > 0,
        what: "the UDP port at which the listener listens",
        location: "addDatabaseSocketAddress",
        given: "\(address.notifyPort)",
        allowed: "from 1 to 65535"
    )
    if simulation.options.target == .host {
        simulation.progress.warn("there is no board: the listener at \(address) is not told of runs")
    }
    simulation.options.listeners.add(address)
}

/// Registers a program to be told of runs on a board: sPyNNaker's `external_devices.register_database_notification_request`.
///
/// - Parameters:
///   - hostname: The program's host name or IPv4 address.
///   - notifyPort: The UDP port at which it listens, from 1.
///   - ackPort: The UDP port of this computer at which its confirmation is expected; 0 for any free one.
/// - Throws: As ``addDatabaseSocketAddress(_:)``.
@MainActor
public func registerDatabaseNotificationRequest(hostname: String, notifyPort: UInt16, ackPort: UInt16) throws {
    try addDatabaseSocketAddress(DatabaseSocketAddress(host: hostname, notifyPort: notifyPort, listenPort: ackPort))
}
