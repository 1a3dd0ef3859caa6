import RecordedData
import RecordingStore
import Testing

@Suite struct RecordingDatabaseTests {
    static let run = RunDescription(
        timeStep: 0.5,
        spikeTiming: "nest",
        seed: .max,
        date: RecordingDate(secondsSince1970: 1_700_000_000)
    )

    let population = StoredPopulation(
        label: "cells",
        firstID: 100,
        size: 50,
        description: "Fifty cells",
        annotations: ["layer": 4, "gain": 1.0, "names": .texts(["a", "b"])]
    )

    func database() throws -> RecordingDatabase {
        let database = try RecordingDatabase(inMemory: Self.run)
        try database.beginSegment(startDate: RecordingDate(secondsSince1970: 1_700_000_060), annotations: ["trial": 7])
        try database.add(population)
        return database
    }

    func spikes(_ indices: [Int]) -> RecordingDefinition {
        RecordingDefinition(variable: "spikes", unit: "ms", kind: .spikes, neuronIndices: indices)
    }

    @Test func spikesOfSeveralCoresBecomeTrainsByIndex() throws {
        let database = try database()
        let indices = Array(0..<40) + [45]
        let recording = try database.addRecording(spikes(indices), of: "cells")
        // The second core was added first: the order of trains does not depend on it.
        let high = try database.addRegion(neuronIndices: [38, 39, 45], of: recording)
        let low = try database.addRegion(neuronIndices: Array(0..<38), of: recording)
        try database.recordExtraction(
            steps: 0..<10,
            data: [
                RegionData(region: high, bytes: RawRecords.spikes([(3, [0, 2])], neuronCount: 3)),
                RegionData(region: low, bytes: RawRecords.spikes([(1, [0, 37]), (10, [32])], neuronCount: 38)),
            ]
        )
        // Twice in one stamp, as a source may fire.
        try database.recordExtraction(
            steps: 10..<20,
            data: [RegionData(region: low, bytes: RawRecords.spikes([(12, [32]), (12, [32])], neuronCount: 38))]
        )

        let segment = try #require(try database.block(population: "cells").segments.first)
        #expect(segment.spikeTrains.map(\.sourceIndex) == indices)
        #expect(segment.spikeTrain(ofIndex: 0)?.times == [0.5])
        #expect(segment.spikeTrain(ofIndex: 37)?.times == [0.5])
        #expect(segment.spikeTrain(ofIndex: 32)?.times == [5, 6, 6])
        #expect(segment.spikeTrain(ofIndex: 38)?.times == [1.5])
        #expect(segment.spikeTrain(ofIndex: 45)?.times == [1.5])
        #expect(segment.spikeCount == 7)
        let silent = try #require(segment.spikeTrain(ofIndex: 20))
        #expect(silent.isEmpty && silent.tStart == 0 && silent.tStop == 10 && silent.sourceID == 120)
        #expect(try database.spikeCounts(population: "cells") == segment.spikeCounts)
        #expect(try database.spikeCounts(population: "cells", indices: [32, 44]) == [32: 3])
    }

    @Test func slicesOfMatricesStandSideBySide() throws {
        let database = try database()
        let recording = try database.addRecording(
            RecordingDefinition(variable: "v", unit: "mV", kind: .matrix, interval: 2, neuronIndices: [1, 2, 3, 7]),
            of: "cells"
        )
        let odd = try database.addRegion(neuronIndices: [1, 3, 7], of: recording)
        let even = try database.addRegion(neuronIndices: [2], of: recording)
        try database.recordExtraction(
            steps: 0..<3,
            data: [
                RegionData(
                    region: odd,
                    bytes: RawRecords.matrix([(0, [-65, -64.5, 0.25]), (2, [-60, 511, -32_768])])
                ),
                RegionData(region: even, bytes: RawRecords.matrix([(0, [1]), (2, [2])])),
            ]
        )
        // The sample of step 4 of the first core found no room.
        try database.recordExtraction(
            steps: 3..<5,
            data: [
                RegionData(region: odd, bytes: [], lostRecords: 1),
                RegionData(region: even, bytes: RawRecords.matrix([(4, [3])])),
            ]
        )

        let block = try database.block(population: "cells")
        let signal = try #require(block.filter(name: "v").first)
        #expect(signal.shape == (3, 4))
        #expect(signal.units == "mV" && signal.samplingPeriod == 1 && signal.tStart == 0)
        #expect(signal.channelIndices == [1, 2, 3, 7] && signal.sourceIDs == [101, 102, 103, 107])
        #expect(Array(signal.row(0)) == [-65, 1, -64.5, 0.25])
        #expect(Array(signal.row(1)) == [-60, 2, 511, -32_768])
        #expect(signal[2, 1] == 3)
        #expect(signal[2, 0].isNaN && signal[2, 2].isNaN && signal[2, 3].isNaN)
        #expect(try database.lostRecords(population: "cells") == 1)

        let view = try database.block(population: "cells", variables: ["v"], indices: [7, 2, 40])
        #expect(view.filter(name: "v").first?.channelIndices == [2, 7])
        #expect(view.filter(name: "v").first?.column(0) == [1, 2, 3])
    }

    @Test func blockSaysWhatPyNNSays() throws {
        let block = try database().block(population: "cells", annotations: ["note": "mine"])
        #expect(block.name == "cells" && block.description == "Fifty cells")
        #expect(block.recordingDate?.secondsSince1970 == 1_700_000_060)
        #expect(
            block.annotations == [
                "label": "cells", "size": 50, "first_index": 0, "last_index": 50, "first_id": 100, "last_id": 149,
                "simulator": "SwiNN", "dt": 0.5, "mpi_processes": 1, "layer": 4, "gain": 1.0,
                "names": .texts(["a", "b"]), "note": "mine",
            ]
        )
        #expect(block.segments.map(\.name) == ["segment000"])
        #expect(block.segments[0].annotations == ["trial": 7])
        #expect(block.segments[0].description == "empty")
    }

    @Test func aResetBeginsTheNextSegment() throws {
        let database = try database()
        for trial in 0..<2 {
            if trial > 0 { try database.beginSegment() }
            let region = try database.addRegion(
                neuronIndices: [5],
                of: try database.addRecording(spikes([5]), of: "cells")
            )
            let bytes = RawRecords.spikes([(UInt32(trial + 1), [0])], neuronCount: 1)
            try database.recordExtraction(
                steps: 0..<(10 * (trial + 1)),
                data: [RegionData(region: region, bytes: bytes)]
            )
        }
        let block = try database.block(population: "cells")
        #expect(block.segments.map(\.name) == ["segment000", "segment001"])
        #expect(block.segments.map { $0.spikeTrains[0].times } == [[0.5], [1]])
        #expect(block.segments.map { $0.spikeTrains[0].tStop } == [5, 10])
        #expect(try database.spikeCounts(population: "cells") == [5: 1])
    }

    @Test func clearedDataAreGoneAndTheStartMoves() throws {
        let database = try database()
        try database.beginSegment()
        let trains = try database.addRegion(
            neuronIndices: [5],
            of: try database.addRecording(spikes([5]), of: "cells")
        )
        let potentials = try database.addRegion(
            neuronIndices: [5],
            of: try database.addRecording(
                RecordingDefinition(variable: "v", unit: "mV", kind: .matrix, interval: 4, neuronIndices: [5]),
                of: "cells"
            )
        )
        try database.recordExtraction(
            steps: 0..<10,
            data: [
                RegionData(region: trains, bytes: RawRecords.spikes([(4, [0])], neuronCount: 1)),
                RegionData(region: potentials, bytes: RawRecords.matrix([(0, [1]), (4, [2]), (8, [3])])),
            ]
        )
        try database.clear(population: "cells")
        let cleared = try database.block(population: "cells")
        #expect(cleared.segments.map(\.name) == ["segment001"])
        #expect(cleared.segments[0].spikeTrains[0].isEmpty)
        #expect(cleared.filter(name: "v")[0].shape == (0, 1))

        try database.recordExtraction(
            steps: 10..<20,
            data: [
                RegionData(region: trains, bytes: RawRecords.spikes([(15, [0])], neuronCount: 1)),
                RegionData(region: potentials, bytes: RawRecords.matrix([(12, [4]), (16, [5])])),
            ]
        )
        let segment = try #require(try database.block(population: "cells").segments.first)
        #expect(segment.spikeTrains[0].times == [7.5])
        #expect(segment.spikeTrains[0].tStart == 5 && segment.spikeTrains[0].tStop == 10)
        #expect(segment.analogSignals[0].tStart == 6)
        #expect(segment.analogSignals[0].values == [4, 5])
    }

    @Test func mistakesAreNamed() throws {
        let database = try database()
        func code(_ body: () throws -> Void) -> RecordingStoreError.Code? {
            do {
                try body()
                return nil
            } catch {
                return (error as? RecordingStoreError)?.code
            }
        }
        let recording = try database.addRecording(spikes([1, 2]), of: "cells")
        let region = try database.addRegion(neuronIndices: [1, 2], of: recording)
        #expect(code { _ = try database.block(population: "none") } == .unknownPopulation)
        #expect(code { _ = try database.block(population: "cells", variables: ["v"]) } == .notRecorded)
        #expect(code { _ = try database.addRecording(spikes([1]), of: "cells") } == .invalidArgument)
        #expect(code { _ = try database.addRegion(neuronIndices: [3], of: recording) } == .invalidArgument)
        var outside = spikes([49, 50])
        outside.variable = "w"
        #expect(code { _ = try database.addRecording(outside, of: "cells") } == .invalidArgument)
        var other = population
        other.size = 3
        #expect(code { try database.add(other) } == .invalidArgument)
        for (id, size) in [(-1, 1), (1 << 32, 1), (0, -1), (0, 1 << 25)] {
            let outside = StoredPopulation(label: "x", firstID: id, size: size)
            #expect(code { try database.add(outside) } == .invalidArgument)
        }

        // Half a record is damage, not a trap.
        try database.recordExtraction(steps: 0..<5, data: [RegionData(region: region, bytes: [1, 2, 3])])
        #expect(code { _ = try database.block(population: "cells") } == .damagedData)
        #expect(code { try database.recordExtraction(steps: 4..<6, data: []) } == .invalidArgument)
        do {
            _ = try database.block(population: "none")
        } catch {
            #expect("\(error)".contains("'none'") && "\(error)".contains("'cells'"))
        }
    }
}
