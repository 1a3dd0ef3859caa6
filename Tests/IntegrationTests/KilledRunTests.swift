import Foundation
import NetworkModel
import RecordedData
import RecordingStore
import SimulationRuntime
import Synchronization
import Testing

extension Together {
    /// A script that is killed leaves all that it had fetched from its board.
    @Suite struct KilledRunTests {
        @Test func aKilledRunLeavesCompleteExtractions() async throws {
            let folder = try TemporaryFolder()
            let path = folder.file("killed.sqlite")
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
                // In the midst of one run, in its third stretch, after two extractions.
                let extractions = Atomic(0)
                var options = Trial.Engine.board(.spin3, neuronsPerCore: 256).options
                options.storePath = path
                options.progress = { report in
                    if report.stage == "Extracting" { extractions.add(1, ordering: .relaxed) }
                    if report.stage == "Running", extractions.load(ordering: .relaxed) == 2 {
                        kill(getpid(), SIGKILL)
                    }
                }
                let backend = BoardBackend()
                try await backend.prepare(try Networks.richlyRecorded(), options)
                try await backend.run(steps: 4_000)
            }
            let database = try RecordingDatabase(openingAt: path)
            let block = try database.block(population: "cells")
            let segment = Outcome.Segment(try #require(block.segments.first))
            let voltage = try #require(segment.signals["v"])
            let steps = voltage.values.count / 256
            // Each extraction has as many steps as fit 4 MiB of buffers, of about 3 KiB a step.
            #expect(steps.isMultiple(of: 2) && (2_000...2_800).contains(steps))
            let host = try await Trial(try Networks.richlyRecorded(), on: .host, steps: steps)
            #expect(segment == host.outcome.populations[0][0])
        }
    }
}
