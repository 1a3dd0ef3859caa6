import Foundation
import RecordedData
import RecordingStore
import Testing

@Suite struct RecordingFileTests {
    let run = RunDescription(timeStep: 1, spikeTiming: "nest", seed: 3)

    /// A database with one recorded neuron and its region.
    func make(_ path: String, replacing: Bool = false) throws -> (RecordingDatabase, RegionID) {
        let database = try RecordingDatabase(creatingAt: path, run: run, replacing: replacing)
        try database.beginSegment()
        try database.add(StoredPopulation(label: "p", firstID: 0, size: 1))
        let definition = RecordingDefinition(variable: "spikes", unit: "ms", kind: .spikes, neuronIndices: [0])
        let region = try database.addRegion(
            neuronIndices: [0],
            of: try database.addRecording(definition, of: "p")
        )
        return (database, region)
    }

    @Test func aClosedFileStandsAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run.sqlite")
        let (database, region) = try make(path)
        let bytes = RawRecords.spikes([(2, [0])], neuronCount: 1)
        try database.recordExtraction(steps: 0..<5, data: [RegionData(region: region, bytes: bytes)])
        let live = try Data(contentsOf: URL(fileURLWithPath: path))
        // SQLite's file format, section 1.3: page size 65,536 is stored as 1; 2 and 2 mean a write-ahead log.
        #expect(Array(live[16..<20]) == [0, 1, 2, 2])
        try database.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.sqlite"])

        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        let again = try RecordingDatabase(openingAt: path)
        #expect(again.run == run)
        #expect(try again.populations().map(\.label) == ["p"])
        #expect(try again.recordedVariables(population: "p") == ["spikes"])
        #expect(try again.block(population: "p").segments[0].spikeTrains[0].times == [2])
        #expect(throws: RecordingStoreError.self) { try again.beginSegment() }
        try again.close()
    }

    @Test func othersFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("notes.txt")
        try Data("Not a database, but long enough to look like one at the first glance.".utf8)
            .write(to: URL(fileURLWithPath: path))
        func code(_ body: () throws -> Void) -> RecordingStoreError.Code? {
            do {
                try body()
                return nil
            } catch {
                return (error as? RecordingStoreError)?.code
            }
        }
        #expect(code { _ = try RecordingDatabase(openingAt: path) } == .notAStore)
        #expect(code { _ = try RecordingDatabase(openingAt: folder.file("none")) } == .cannotOpen)
        #expect(code { _ = try make(path) } == .fileExists)
        #expect(code { _ = try make(folder.file("no/such/folder.sqlite")) } == .cannotOpen)
        #expect(code { _ = try make(path, replacing: true) } == .notAStore)
        #expect(code { _ = try make(folder.path, replacing: true) } == .notAStore)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: Data("Not a database".utf8)))
    }

    @Test func aDatabaseIsReplaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run.sqlite")
        let (database, _) = try make(path)
        try database.close()
        let (replaced, _) = try make(path, replacing: true)
        #expect(try replaced.populations().count == 1)
    }

    @Test func aFailedExtractionLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let (database, region) = try make(folder.file("a.sqlite"))
        // The second region belongs to a larger database, and does not exist here.
        let (larger, first) = try make(folder.file("b.sqlite"))
        let recording = try larger.addRecording(
            RecordingDefinition(variable: "v", unit: "mV", kind: .matrix, neuronIndices: [0]),
            of: "p"
        )
        let stranger = try larger.addRegion(neuronIndices: [0], of: recording)
        #expect(first == region && stranger != region)
        let bytes = RawRecords.spikes([(1, [0])], neuronCount: 1)
        #expect(throws: RecordingStoreError.self) {
            try database.recordExtraction(
                steps: 0..<5,
                data: [RegionData(region: region, bytes: bytes), RegionData(region: stranger, bytes: bytes)]
            )
        }
        let train = try database.block(population: "p").segments[0].spikeTrains[0]
        #expect(train.isEmpty && train.tStop == 0)
        // The same steps can be stored again.
        try database.recordExtraction(steps: 0..<5, data: [RegionData(region: region, bytes: bytes)])
        #expect(try database.block(population: "p").segments[0].spikeTrains[0].times == [1])
    }

    /// A process that writes extractions of two regions is killed in the midst of it, at several moments.
    @Test(arguments: [UInt32(100), 1_000, 3_000, 8_000])
    func aKilledScriptLeavesCompleteExtractions(microseconds: UInt32) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("killed.sqlite")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = microseconds as UInt32] in
            try KilledScript.run(path: path, delay: delay)
        }
        let database = try RecordingDatabase(openingAt: path)
        let segment = try #require(try database.block(population: "p").segments.first)
        let first = try #require(segment.filter(name: "v").first)
        let second = try #require(segment.filter(name: "gsyn_exc").first)
        #expect(first.sampleCount >= KilledScript.samples)
        #expect(first.sampleCount.isMultiple(of: KilledScript.samples))
        #expect(first.sampleCount == second.sampleCount)
        // A sample without value would be NaN: then an extraction would be there in parts.
        #expect(first.column(0) == (0..<first.sampleCount).map(Double.init))
        #expect(second.column(0) == (0..<first.sampleCount).map(Double.init))
    }
}

/// What the killed process does.
enum KilledScript {
    static let samples = 1_000
    static let neurons = 200

    static func run(path: String, delay: UInt32) throws {
        let run = RunDescription(timeStep: 1, spikeTiming: "nest", seed: 3)
        let database = try RecordingDatabase(creatingAt: path, run: run)
        try database.beginSegment()
        try database.add(StoredPopulation(label: "p", firstID: 0, size: neurons))
        let regions = try ["v", "gsyn_exc"].map { variable in
            let definition = RecordingDefinition(
                variable: variable,
                unit: "mV",
                kind: .matrix,
                neuronIndices: Array(0..<neurons)
            )
            return try database.addRegion(
                neuronIndices: Array(0..<neurons),
                of: try database.addRecording(definition, of: "p")
            )
        }
        for extraction in 0..<10 {
            let steps = (extraction * samples)..<((extraction + 1) * samples)
            let records = steps.map { step in
                (step: UInt32(step), values: [Double](repeating: Double(step), count: neurons))
            }
            let bytes = RawRecords.matrix(records)
            // While the fourth is being written, a second thread ends the process.
            if extraction == 3 {
                Thread.detachNewThread {
                    usleep(delay)
                    kill(getpid(), SIGKILL)
                }
            }
            try database.recordExtraction(steps: steps, data: regions.map { RegionData(region: $0, bytes: bytes) })
        }
        // Unless it is too fast for the thread.
        sleep(10)
    }
}
