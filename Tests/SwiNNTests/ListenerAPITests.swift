import SimulationRuntime
import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct ListenerAPITests {
    @Test func listenersAreRegisteredOnce() throws {
        let address = DatabaseSocketAddress(host: "0.0.0.0", notifyPort: 4_000)
        #expect(networkError { try addDatabaseSocketAddress(address) }?.code == .state)
        try script { _ in
            try addDatabaseSocketAddress(address)
            try registerDatabaseNotificationRequest(hostname: "localhost", notifyPort: 4_001, ackPort: 0)
            try registerDatabaseNotificationRequest(hostname: "localhost", notifyPort: 4_001, ackPort: 0)
            let listeners = try #require(Simulation.current).options.listeners
            #expect(listeners.all.map(\.description) == ["localhost:4000", "localhost:4001"])
            let refused = DatabaseSocketAddress(notifyPort: 0)
            #expect(networkError { try addDatabaseSocketAddress(refused) }?.code == .valueOutOfRange)
            #expect(DatabaseSocketAddress() == DatabaseSocketAddress(host: "localhost", notifyPort: 19_999))
        }
    }

    @Test func setupRegistersListeners() throws {
        defer { try? end() }
        let addresses = [DatabaseSocketAddress(notifyPort: 4_000), DatabaseSocketAddress(notifyPort: 4_001)]
        try setup(timestep: 1, target: .virtual(.spin3), databaseSocketAddresses: addresses)
        #expect(Simulation.current?.options.listeners.all == addresses)
    }
}
