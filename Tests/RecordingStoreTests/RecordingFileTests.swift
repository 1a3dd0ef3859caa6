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

    /// SQLite's file format, 1.3 and 1.6: the application's ID at 68, and page 1, a leaf of 13, with as many cells as there
    /// are tables and indices at 103.
    @Test func databasesOfOthersAreNotReplaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("notes.sqlite")
        let (database, _) = try make(path)
        try database.close()
        let store = try Data(contentsOf: URL(filePath: path))
        #expect(store[68..<72] == Data([0x53, 0x77, 0x4E, 0x4E]) && store[100] == 13)
        for owner in [[0, 0, 0, 0], [0x53, 0x77, 0x4E, 0x4F]] as [[UInt8]] {
            var others = store
            others.replaceSubrange(68..<72, with: owner)
            try others.write(to: URL(filePath: path))
            for log in [nil, "their log"] {
                try log?.write(toFile: path + "-wal", atomically: false, encoding: .utf8)
                do {
                    _ = try make(path, replacing: true)
                    Issue.record("a database of others was replaced")
                } catch let error as RecordingStoreError {
                    #expect(error.code == .notAStore)
                }
                #expect(try Data(contentsOf: URL(filePath: path)) == others)
                if let log { #expect(try String(contentsOfFile: path + "-wal", encoding: .utf8) == log) }
            }
            try FileManager.default.removeItem(atPath: path + "-wal")
        }
        // Nobody's, and without a table: of a script that died at once.
        var empty = store.prefix(65_536)
        empty.replaceSubrange(68..<72, with: [0, 0, 0, 0])
        empty.replaceSubrange(103..<105, with: [0, 0])
        for content in [empty, Data()] {
            try content.write(to: URL(filePath: path))
            try make(path, replacing: true).0.close()
            #expect(try RecordingDatabase(openingAt: path).populations().count == 1)
        }
    }

    /// SQLite's file format, 2.1: whole numbers stand in as few bytes as hold them, the highest first, and others as in
    /// IEEE 754.
    @Test func damagedNumbersAreRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run.sqlite")
        let latest = 253_402_300_799
        let run = RunDescription(
            timeStep: 0.3,
            spikeTiming: "nest",
            seed: 3,
            date: RecordingDate(secondsSince1970: latest)
        )
        let database = try RecordingDatabase(creatingAt: path, run: run)
        try database.beginSegment(startDate: RecordingDate(secondsSince1970: latest - 1))
        try database.add(StoredPopulation(label: "p", firstID: 0x1A2B_3C4D, size: 0x0A_0B0C))
        let definition = RecordingDefinition(
            variable: "v",
            unit: "mV",
            kind: .matrix,
            interval: 0x3A4B_5C6D,
            neuronIndices: [0]
        )
        _ = try database.addRecording(definition, of: "p")
        try database.recordExtraction(steps: 0..<0x2A3B_4C5D, data: [])
        try database.close()
        func readAll() throws -> Block {
            let database = try RecordingDatabase(openingAt: path)
            #expect(try database.populations().count == 1)
            return try database.block(population: "p")
        }
        #expect(try readAll().filter(name: "v").map(\.shape.samples) == [1])
        let whole = try Data(contentsOf: URL(filePath: path))
        func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        let changes: [(what: String, old: [UInt8], new: [UInt8])] = [
            ("time step", bytes((0.3).bitPattern), bytes(0 as UInt64)),
            ("time step", bytes((0.3).bitPattern), bytes((-0.3).bitPattern)),
            ("time step", bytes((0.3).bitPattern), bytes(Double.infinity.bitPattern)),
            ("timeStep", bytes((0.3).bitPattern), bytes(Double.nan.bitPattern)),
            ("'date'", [0x3A, 0xFF, 0xF4, 0x41, 0x7F], [0x3A, 0xFF, 0xF4, 0x41, 0x80]),
            ("'startDate'", [0x3A, 0xFF, 0xF4, 0x41, 0x7E], [0xBA, 0xFF, 0xF4, 0x41, 0x7E]),
            ("'size'", [0x0A, 0x0B, 0x0C], [0xFF, 0xFF, 0xFF]),
            ("'firstID'", bytes(0x1A2B_3C4D as Int32), bytes(-1 as Int32)),
            ("'interval'", bytes(0x3A4B_5C6D as Int32), bytes(0 as Int32)),
            // Of the two numbers, the segment's comes first; the extraction's is less then.
            ("'lastStep'", bytes(0x2A3B_4C5D as Int32), bytes(Int32.max)),
            ("'lastStep'", bytes(0x2A3B_4C5D as Int32), bytes(-1 as Int32)),
        ]
        for (what, old, new) in changes {
            var damaged = whole
            let place = try #require(damaged.range(of: Data(old)))
            damaged.replaceSubrange(place, with: new)
            try damaged.write(to: URL(filePath: path))
            do {
                _ = try readAll()
                Issue.record("\(new) was read as \(what)")
            } catch {
                #expect((error as? RecordingStoreError)?.description.contains(what) == true, "\(error)")
            }
        }
    }

    /// Samples without a record take no room in the file: 2^32 of a thousand neurons would be 34 TB in memory.
    @Test func samplesThatNoMemoryHoldsAreRefused() throws {
        let database = try RecordingDatabase(inMemory: run)
        try database.beginSegment()
        try database.add(StoredPopulation(label: "p", firstID: 0, size: 1_000))
        let all = RecordingDefinition(variable: "v", unit: "mV", kind: .matrix, neuronIndices: Array(0..<1_000))
        _ = try database.addRecording(all, of: "p")
        try database.recordExtraction(steps: 0..<Int(UInt32.max), data: [])
        do {
            _ = try database.block(population: "p")
            Issue.record("34 TB were read")
        } catch {
            #expect((error as? RecordingStoreError)?.code == .damagedData, "\(error)")
        }
    }

    /// One byte is another, anywhere but in the empty parts: the store is read, or refused in words.
    @Test func damagedFilesAreReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run.sqlite")
        let (database, region) = try make(path)
        let potentials = RecordingDefinition(variable: "v", unit: "mV", kind: .matrix, neuronIndices: [0])
        let values = try database.addRegion(neuronIndices: [0], of: try database.addRecording(potentials, of: "p"))
        try database.recordExtraction(
            steps: 0..<5,
            data: [
                RegionData(region: region, bytes: RawRecords.spikes([(2, [0])], neuronCount: 1)),
                RegionData(region: values, bytes: RawRecords.matrix([(0, [-65]), (1, [-64])]), lostRecords: 3),
            ]
        )
        try database.close()
        let whole = try Data(contentsOf: URL(filePath: path))
        let places = whole.indices.filter { whole[$0] != 0 }
        var (state, refused) = (1 as UInt64, 0)
        for _ in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var damaged = whole
            damaged[places[Int(state >> 32) % places.count]] = UInt8(truncatingIfNeeded: state >> 56)
            try damaged.write(to: URL(filePath: path))
            do {
                let database = try RecordingDatabase(openingAt: path)
                for population in try database.populations() {
                    _ = try database.block(population: population.label)
                    _ = try database.spikeCounts(population: population.label)
                    _ = try database.lostRecords(population: population.label)
                }
            } catch {
                #expect(error is RecordingStoreError, "\(error)")
                refused += 1
            }
        }
        #expect(refused > 50)
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
        try database.close()
        try make(path, replacing: true).0.close()
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
