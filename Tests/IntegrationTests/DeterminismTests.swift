import BoardEmulator
import EmulatorService
import Foundation
import GRDB
import NetworkModel
import SimulationRuntime
import SpiNNakerMachine
import Testing

extension Together {
    /// What a board records does not depend on when its host asked for it.
    @Suite struct DeterminismTests {
        @Test(arguments: [32, 256]) func theSameNetworkGivesTheSameBytesTwice(neuronsPerCore: Int) async throws {
            let folder = try TemporaryFolder()
            let network = try Networks.mixed()
            var files: [[StoredBytes]] = []
            for name in ["first.sqlite", "second.sqlite"] {
                let path = folder.file(name)
                let board = Trial.Engine.board(.spin5, neuronsPerCore: neuronsPerCore)
                _ = try await Trial(network, on: board, storePath: path) { backend in
                    try await backend.run(steps: 150)
                    try await backend.run(steps: 100)
                }
                files.append(try StoredBytes.all(in: path))
            }
            // Two extractions of a recording for noise and pulses, and four for cells, on each of its cores.
            let cores = neuronsPerCore == 32 ? 2 : 1
            let buffers = 2 + 4 * cores
            #expect(files[0].count == 2 * buffers)
            #expect(files[0].contains { $0.bytes.count > 1_000 })
            #expect(files[0] == files[1])
        }

        /// 32 cores on two chips and more, which send each other spikes.
        @Test func theNumberOfThreadsChangesNoByte() async throws {
            let folder = try TemporaryFolder()
            let network = try Networks.balanced()
            var files: [[StoredBytes]] = []
            for threads in 1...3 {
                let path = folder.file("\(threads).sqlite")
                let board = Trial.Engine.board(.spin5, neuronsPerCore: 32, link: .init(boardThreads: threads))
                _ = try await Trial(network, on: board, storePath: path, steps: 200)
                files.append(try StoredBytes.all(in: path))
            }
            #expect(files[0].contains { $0.bytes.count > 1_000 })
            #expect(files[0] == files[1])
            #expect(files[0] == files[2])
        }

        /// What may happen to a board while a network runs on it, without a trace in what is recorded.
        enum Disturbance: CaseIterable {
            case none, tracedInstructions, tracedAccesses, snapshotAndRestore
        }

        /// The same network on served boards: in the midst of one run the board is ended, and another process's board could
        /// go on from the snapshot, at the same address and with another number of threads.
        @Test func neitherTracesNorSnapshotsChangeAByte() async throws {
            let folder = try TemporaryFolder()
            var files: [[StoredBytes]] = []
            for disturbance in Disturbance.allCases {
                let path = folder.file("\(disturbance).sqlite")
                var board = try await VirtualBoard.start(kind: .spin5)
                var options = SimulationOptions(target: .board(board.hostAddress))
                for kind in CellSchema.Kind.allCases { options.neuronsPerCore[kind] = 32 }
                options.storePath = path
                let backend = BoardBackend()
                try await backend.prepare(try Networks.balanced(), options)
                async let running: Void = backend.run(steps: 1_000)
                var isCore1Running = false
                for _ in 0..<10_000 where !isCore1Running {
                    isCore1Running = await Self.isCore1Running(on: board)
                    try await Task.sleep(for: .milliseconds(1))
                }
                #expect(isCore1Running)
                switch disturbance {
                case .none: break
                case .tracedInstructions, .tracedAccesses:
                    let core = CoreID(chip: .boot, core: 1)
                    let subject: Trace.Subject =
                        disturbance == .tracedAccesses ? .accesses(core) : .instructions(core)
                    #expect(await board.inspect { $0.begin(Trace(subject, lines: 100_000)) } == true)
                case .snapshotAndRestore:
                    let address = board.hostAddress
                    let snapshot = try await board.snapshot(ends: true)
                    await board.stop()
                    board = try await VirtualBoard.start(restoring: snapshot, threads: 2)
                    #expect(board.hostAddress == address)
                    #expect(await Self.isCore1Running(on: board), "the snapshot did not fall into the run")
                }
                try await running
                try await backend.end()
                await board.stop()
                files.append(try StoredBytes.all(in: path))
            }
            #expect(files[0].contains { $0.bytes.count > 1_000 })
            for (file, disturbance) in zip(files, Disturbance.allCases) {
                #expect(file == files[0], "\(disturbance)")
            }
        }

        /// Whether core 1 of the boot chip says that it runs.
        private static func isCore1Running(on board: VirtualBoard) async -> Bool {
            await board.inspect { $0.chips[.boot]?.load8(0xe500_70ae) == 7 } ?? false
        }

        @Test func anotherSeedGivesOtherSpikes() async throws {
            let one = try await Trial(try Networks.mixed(seed: 1), on: .host, steps: 250)
            let other = try await Trial(try Networks.mixed(seed: 2), on: .host, steps: 250)
            #expect(one.outcome[Networks.Mixed.noise] != other.outcome[Networks.Mixed.noise])
        }
    }
}

/// What a recording file keeps of one fetched buffer.
private struct StoredBytes: Equatable {
    var region: Int
    var extraction: Int
    var lostRecords: Int
    var bytes: [UInt8]

    /// All of a file, read with SQLite itself.
    static func all(in path: String) throws -> [Self] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM data ORDER BY extraction, region").map { row in
                Self(
                    region: row["region"],
                    extraction: row["extraction"],
                    lostRecords: row["lostRecords"],
                    bytes: Array(row["bytes"] as Data)
                )
            }
        }
    }
}
