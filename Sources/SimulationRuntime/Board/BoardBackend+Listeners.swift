import BoardControl
import ChipInterface
import DatagramTransport
import Foundation
import NetworkModel
import RecordingStore
import SpiNNakerMachine
import SpiNNakerProtocol

/// Runs of which listeners are told.
extension BoardBackend {
    /// Does a run, and tells the listeners of it if there are any. Whatever becomes of a run that has begun, they hear that
    /// it has paused.
    func notifyingListeners(of steps: Int, _ run: () async throws -> Void) async throws {
        let addresses = options.listeners.all
        guard !addresses.isEmpty else { return try await run() }
        options.progress(ProgressReport("Waiting for listeners"))
        let path = try await listenerDatabase(steps: steps)
        let notifier = try ListenerNotifier(addresses)
        do {
            try await notifier.announce(path, within: options.patience)
            notifier.tell(EIEIOCommandMessage(.startResume))
            defer { notifier.tell(EIEIOCommandMessage(.stopPause)) }
            try await run()
        } catch {
            await notifier.close()
            throw error
        }
        await notifier.close()
    }

    /// The database of the network as it is loaded; the first run after loading writes it.
    private func listenerDatabase(steps: Int) async throws -> String {
        guard let loaded, let controller else { throw SimulationError(.notPrepared, "run came before prepare") }
        if let folder = loaded.listenerFolder { return folder.file(Self.databaseName) }
        let folder = try TemporaryFolder()
        let network = loaded.network
        let database = ListenerDatabase(
            parameters: [
                "machine_time_step": network.timeStep * 1_000,
                "time_scale_factor": Double(options.timeScaleFactor),
                "infinite_run": 0,
                "runtime": Double(steps) * network.timeStep,
                "app_id": Double(CoreGroup.applicationID),
            ],
            machine: loaded.machine,
            addresses: try await Self.addresses(of: loaded.machine, over: controller),
            populations: network.populations.map(\.label),
            parts: loaded.parts.map(\.listed)
        )
        try database.write(to: folder.file(Self.databaseName))
        self.loaded?.listenerFolder = folder
        return folder.file(Self.databaseName)
    }

    private static let databaseName = "input_output_database.sqlite3"

    /// The addresses of the machine's Ethernet connections: the one in use, and what the other boards say of themselves.
    private static func addresses(
        of machine: Machine,
        over controller: BoardController
    ) async throws -> [ChipID: String] {
        var addresses = [ChipID.boot: controller.endpoint.host]
        for chip in Set(machine.chips.values.map(\.ethernetChip)).subtracting([.boot]) {
            let reply = try await controller.request(.info(), to: CoreID(chip: chip, core: 0), port: 0)
            addresses[chip] = try ChipInformation(decoding: reply.data).address.description
        }
        return addresses
    }
}

extension LoadedPart {
    /// The part as listeners know it. The low bits of a key, which carry the spike's time, are 0.
    fileprivate var listed: ListenerDatabase.Part {
        ListenerDatabase.Part(
            population: part.population,
            core: core,
            firstCell: part.neurons.lowerBound,
            keys: part.neurons.indices.map { index in
                let neuron = UInt32(index - part.neurons.lowerBound)
                return KeyFormat.key(base: part.key, neuron: neuron, stamp: 0)
            }
        )
    }
}
