import Foundation
import GRDB
import SimulationRuntime
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
