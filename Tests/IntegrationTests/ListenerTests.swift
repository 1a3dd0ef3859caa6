import BoardControl
import ChipInterface
import DatagramTransport
import GRDB
import NetworkModel
import SimulationRuntime
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization
import Testing

extension Together {
    /// Programs that want to know of runs, in this process.
    @Suite struct ListenerTests {
        /// A cell and its key, as the database has them.
        struct Cell: Hashable {
            var label: String
            var index: Int
            var key: UInt32
        }

        /// What a listener has heard and read.
        final class Listener: Sendable {
            struct Notes {
                var commands: [EIEIOCommandMessage.Command] = []
                var paths: [String] = []
                var cells: Set<Cell> = []
                var cores: [String: [CoreID]] = [:]
                var parameters: [String: Double] = [:]
                var ethernetAddress: String?
            }

            let notes = Mutex(Notes())
            let channel: UDPChannel

            init(answers: Bool = true) throws {
                channel = try UDPChannel.bind(to: DatagramEndpoint(host: "127.0.0.1", port: 0))
                channel.setReceiver { [weak self] in $0.forEach { self?.receive($0, answers: answers) } }
            }

            var address: DatabaseSocketAddress {
                DatabaseSocketAddress(host: "127.0.0.1", notifyPort: channel.localEndpoint.port)
            }

            private func receive(_ datagram: Datagram, answers: Bool) {
                guard let message = try? EIEIOCommandMessage(decoding: datagram.bytes) else { return }
                notes.withLock { $0.commands.append(message.command) }
                guard message.command == .database, answers else { return }
                try? read(String(decoding: message.body, as: UTF8.self))
                channel.send(EIEIOCommandMessage(.database).encode(), to: datagram.peer)
            }

            private func read(_ path: String) throws {
                var configuration = Configuration()
                configuration.readonly = true
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                try queue.read { database in
                    var read = Notes()
                    for row in try Row.fetchAll(database, sql: "SELECT * FROM label_event_atom_view") {
                        read.cells.insert(Cell(label: row["label"], index: row["atom"], key: row["event"]))
                    }
                    for row in try Row.fetchAll(database, sql: "SELECT * FROM application_vertex_placements") {
                        let core = CoreID(chip: ChipID(x: row["x"], y: row["y"]), core: row["p"])
                        read.cores[row["vertex_label"], default: []].append(core)
                    }
                    for row in try Row.fetchAll(database, sql: "SELECT * FROM configuration_parameters") {
                        read.parameters[row["parameter_id"]] = row["value"]
                    }
                    let ethernet = "SELECT eth_ip_address FROM chip_eth_info WHERE x = 1 AND y = 1"
                    read.ethernetAddress = try String.fetchOne(database, sql: ethernet)
                    #expect(try Row.fetchAll(database, sql: "SELECT * FROM app_output_tag_view").isEmpty)
                    notes.withLock { notes in
                        read.commands = notes.commands
                        read.paths = notes.paths + [path]
                        notes = read
                    }
                }
                try queue.close()
            }

            /// What it has heard once it has heard so much, or after 10 s.
            func notes(after count: Int) async throws -> Notes {
                for _ in 0..<1_000 where notes.withLock({ $0.commands.count }) < count {
                    try await Task.sleep(for: .milliseconds(10))
                }
                return notes.withLock { $0 }
            }
        }

        @Test func listenersAreToldOfEachRun() async throws {
            let (first, second) = (try Listener(), try Listener())
            let backend = BoardBackend()
            let network = try Networks.synfire()
            var options = Trial.Engine.board(.spin3, neuronsPerCore: 64).options
            options.timeScaleFactor = 2
            options.listeners.add(first.address)
            try await backend.prepare(network, options)
            try await backend.run(steps: 20)
            options.listeners.add(second.address)
            try await backend.run(steps: 5)

            let run: [EIEIOCommandMessage.Command] = [.database, .startResume, .stopPause]
            let notes = try await first.notes(after: 6)
            #expect(notes.commands == run + run)
            #expect(Set(notes.paths).count == 1 && notes.paths.count == 2)
            #expect(try await second.notes(after: 3).commands == run)
            #expect(notes.parameters["machine_time_step"] == 1_000 && notes.parameters["time_scale_factor"] == 2)
            #expect(notes.parameters["runtime"] == 20)
            let board = try #require(await backend.boardAddress)
            #expect(notes.ethernetAddress == board)

            // What the cores themselves have as the keys of their neurons.
            #expect(notes.cores.mapValues(\.count) == ["ring": 4, "start": 1])
            var sent: Set<Cell> = []
            let controller = try await BoardController.connect(host: board)
            for (label, cores) in notes.cores {
                var next = 0
                for core in cores {
                    let system = try await Self.systemRegion(of: core, over: controller)
                    for neuron in 0..<system[1] {
                        sent.insert(Cell(label: label, index: next, key: system[3] + neuron << 4))
                        next += 1
                    }
                }
            }
            #expect(sent.count == 201 && notes.cells == sent)
            await controller.close()
            try await backend.end()
        }

        @Test func whatStaysOfAChangedNetworkKeepsItsCoresAndKeys() async throws {
            let listener = try Listener()
            let backend = BoardBackend()
            var network = try Networks.synfire()
            let options = Trial.Engine.board(.spin5, neuronsPerCore: 8).options
            options.listeners.add(listener.address)
            try await backend.prepare(network, options)
            try await backend.run(steps: 3)
            let before = try await listener.notes(after: 3)
            #expect(before.cores["ring"]?.count == 25)

            let ring = CellSelection(population: PopulationID(rawValue: 0), indices: Array(0..<200))
            let echo = try network.add(40, IFCurrExp(), label: "echo")
            try network.connect(ring, echo, AllToAllConnector(), StaticSynapse(weight: 0.001, delay: 1))
            try await backend.apply(network)
            try await backend.run(steps: 3)
            let after = try await listener.notes(after: 6)
            #expect(after.cores["echo"]?.count == 5)
            #expect(after.cores["ring"] == before.cores["ring"] && after.cores["start"] == before.cores["start"])
            #expect(after.cells.isSuperset(of: before.cells) && after.cells.count == before.cells.count + 40)
            try await backend.end()
        }

        /// The words of a core's system region, by the table that the core reads.
        private static func systemRegion(of core: CoreID, over board: BoardController) async throws -> [UInt32] {
            func words(_ address: UInt32, _ count: Int) async throws -> [UInt32] {
                let bytes = try await board.read(from: core.chip, address: address, byteCount: 4 * count)
                return (0..<count).map { index in
                    (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << (8 * UInt32($1)) }
                }
            }
            let table = try await board.status(of: core).user[0]
            let header = try await words(table, 4)
            for entry in 0..<header[3] {
                let line = try await words(table + 16 + 16 * entry, 4)
                if line[0] == RegionKind.system.rawValue { return try await words(line[1], Int(line[2])) }
            }
            throw SimulationError(.internalInconsistency, "core \(core) has no system region")
        }

        @Test func aDeafListenerIsNamedAndHangsNothing() async throws {
            let (listener, deaf) = (try Listener(), try Listener(answers: false))
            let backend = BoardBackend()
            var options = Trial.Engine.board(.spin3).options
            options.patience = .seconds(1)
            for address in [listener.address, deaf.address] { options.listeners.add(address) }
            try await backend.prepare(try Networks.synfire(), options)
            let start = ContinuousClock.now
            let error = await #expect(throws: SimulationError.self) { try await backend.run(steps: 5) }
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(error?.code == .listenerSilent)
            #expect(error?.description.contains(deaf.address.description) == true)
            try await backend.end()
            #expect(try await listener.notes(after: 1).commands == [.database])
        }
    }
}
