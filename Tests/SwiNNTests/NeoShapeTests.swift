import RecordedData
import SwiNN
import Testing

/// What PyNN 0.13 puts into Neo's objects (`pyNN/recording/__init__.py`), on the host's engine.
@MainActor
@Suite(.serialized) struct NeoShapeTests {
    private func onHost(_ body: @MainActor () throws -> Void) throws {
        try setup(timestep: 0.5, target: .host)
        do {
            try body()
            try end()
        } catch {
            try? end()
            throw error
        }
    }

    @Test func aBlockTellsOfItsPopulation() throws {
        try onHost {
            _ = try Population(2, IFCurrExp())
            let cells = try Population(4, IFCurrExp(), label: "cells")
            cells.annotate(["layer": "L4"])
            try cells.record("v")
            try run(5)
            let block = try cells.getData(annotations: ["trial": 2])
            #expect(block.name == "cells" && block.description == cells.describe())
            #expect(
                block.annotations == [
                    "size": 4, "first_index": 0, "last_index": 4, "first_id": 2, "last_id": 5, "label": "cells",
                    "simulator": "SwiNN", "dt": 0.5, "mpi_processes": 1, "layer": "L4", "trial": 2,
                ]
            )
            #expect(block.recordingDate != nil && block.recordingDate == block.segments[0].recordingDate)
        }
    }

    @Test func segmentsAreNumberedFromTheFirstRun() throws {
        try onHost {
            let cells = try Population(2, IFCurrExp(iOffset: 1), label: "cells")
            try cells.record("spikes")
            try run(30)
            try reset(annotations: ["trial": 0])
            try run(20)
            let block = try cells.getData()
            #expect(block.segments.map(\.name) == ["segment000", "segment001"])
            #expect(block.segments.allSatisfy { $0.description == cells.describe() && $0.recordingDate != nil })
            #expect(block.segments.map { $0.annotations["trial"] } == [0, nil])
            #expect(block.segments.map { $0.spikeTrains[0].tStop } == [30, 20])
        }
    }

    @Test func eachRecordedCellHasATrainAndEachVariableASignal() throws {
        try onHost {
            _ = try Population(2, IFCurrExp())
            let cells = try Population(4, IFCurrExp(iOffset: [0, 2, 0, 2]), label: "cells")
            try cells[[3, 0, 1]].record(["spikes", "v"], samplingInterval: 1)
            try cells[[3]].record("gsyn_exc")
            try run(20)
            let segment = try cells.getData().segments[0]
            #expect(segment.spikeTrains.map(\.sourceIndex) == [0, 1, 3])
            for train in segment.spikeTrains {
                #expect(train.isEmpty == (train.sourceIndex == 0))
                #expect((train.tStart, train.tStop, train.units) == (0, 20, "ms"))
                #expect(train.sourcePopulation == "cells" && train.sourceID == train.sourceIndex + 2)
                #expect(train.channelID == train.sourceID)
            }
            let v = try #require(segment.filter(name: "v").first)
            #expect(segment.filter(name: "v").count == 1 && segment.analogSignals.count == 2)
            #expect(v.shape == (20, 3) && v.units == "mV" && v.tStart == 0)
            #expect(v.samplingPeriod == 1 && v.samplingRate == 1_000 && v.tStop == 20)
            #expect(v.channelIndices == [0, 1, 3] && v.sourceIDs == [2, 3, 5] && v.sourcePopulation == "cells")
            let input = try #require(segment.filter(name: "gsyn_exc").first)
            #expect(input.shape == (40, 1) && input.samplingPeriod == 0.5 && input.units == "nA")
        }
    }

    @Test func whatIsClearedIsGoneAndTheRestGrows() throws {
        try onHost {
            let cells = try Population(1, IFCurrExp(iOffset: 2), label: "cells")
            try cells.record(["spikes", "v"])
            try run(20)
            let first = try cells.getData().segments[0]
            try run(20)
            let both = try cells.getData(clear: true).segments[0]
            #expect(both.spikeTrains[0].times.starts(with: first.spikeTrains[0].times))
            #expect(both.spikeTrains[0].count > first.spikeTrains[0].count)
            #expect(first.analogSignals[0].sampleCount == 40 && both.analogSignals[0].sampleCount == 80)
            try run(20)
            let last = try cells.getData().segments[0]
            #expect(last.spikeTrains[0].tStart == 40 && last.spikeTrains[0].times.allSatisfy { $0 > 40 })
            #expect(last.analogSignals[0].tStart == 40 && last.analogSignals[0].sampleCount == 40)
        }
    }

    @Test func annotationsOfResetsStayWithTheirSegmentsAfterAClear() throws {
        try onHost {
            let cells = try Population(1, IFCurrExp())
            try cells.record("v")
            try run(5)
            try reset(annotations: ["trial": 1])
            try run(5)
            _ = try cells.getData(clear: true)
            try run(5)
            try reset(annotations: ["trial": 2])
            try run(5)
            let segments = try cells.getData().segments
            #expect(segments.map(\.name) == ["segment001", "segment002"])
            #expect(segments.map { $0.annotations["trial"] } == [2, nil])
        }
    }

    @Test func segmentsOfOneNumberAreJoinedAfterAClear() throws {
        try onHost {
            let (a, b) = (try Population(1, IFCurrExp(), label: "a"), try Population(1, IFCurrExp(), label: "b"))
            try (a + b).record("v")
            try run(5)
            try reset(annotations: ["trial": 1])
            try run(5)
            _ = try a.getData(clear: true)
            try run(10)
            for both in [try a + b, try b + a] {
                let segments = try both.getData().segments
                #expect(segments.map(\.name) == ["segment000", "segment001"])
                #expect(segments.map { $0.annotations["trial"] } == [1, nil])
                #expect(segments[0].analogSignals.map(\.sourcePopulation) == ["b"])
                let parts = segments[1].analogSignals.sorted { $0.sourcePopulation < $1.sourcePopulation }
                #expect(parts.map(\.sourcePopulation) == ["a", "b"] && parts.map(\.sampleCount) == [20, 30])
            }
        }
    }

    /// A clear forgets all of a population, as PyNN's recorder does, but not before everything is read.
    @Test func allViewsOfAPopulationAreReadBeforeItIsCleared() throws {
        try onHost {
            let cells = try Population(4, IFCurrExp(iOffset: 2), label: "cells")
            try cells.record(["spikes", "v"])
            try run(20)
            let views = try cells[0..<2] + cells[3...]
            let whole = try views.getData()
            let block = try views.getData(clear: true)
            #expect(block == whole && block.segments[0].spikeTrains.map(\.sourceIndex) == [0, 1, 3])
            #expect(block.segments[0].spikeTrains.allSatisfy { $0.count > 0 })
            #expect(try cells.getData().segments[0].spikeCount == 0)
            // What cannot be read clears nothing.
            try run(20)
            let other = try Population(1, IFCurrExp())
            #expect(networkError { _ = try (cells + other).getData("spikes", clear: true) }?.code == .notRecordable)
            #expect(try cells.getData().segments[0].spikeCount > 0)
        }
    }
}
