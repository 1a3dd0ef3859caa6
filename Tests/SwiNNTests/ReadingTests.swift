import SwiNN
import Testing

/// Recorded data as tables, compared and checked, as sPyNNaker's helpers do.
@MainActor
@Suite(.serialized) struct ReadingTests {
    private func train(_ index: Int, _ times: [Double]) -> SpikeTrain {
        SpikeTrain(times: times, tStop: 10, sourcePopulation: "p", sourceIndex: index, sourceID: index)
    }

    private func signal(_ name: String, _ values: [Double], cells: [Int] = [2, 5]) -> AnalogSignal {
        AnalogSignal(
            name: name,
            units: "mV",
            samplingPeriod: 0.5,
            values: values,
            sourcePopulation: "p",
            channelIndices: cells,
            sourceIDs: cells
        )
    }

    private func block(_ segments: [Segment]) -> Block { Block(name: "p", segments: segments) }

    private var example: Block {
        block([
            Segment(
                name: "segment000",
                spikeTrains: [train(2, [1, 4]), train(5, [3])],
                analogSignals: [signal("v", [-65, -60, -64, -59]), signal("gsyn_exc", [0, 1, 2, 3])]
            ),
            Segment(name: "segment001", spikeTrains: [train(2, [])], analogSignals: [signal("v", [-50, -51])]),
        ])
    }

    @Test func dataAreConvertedToRows() throws {
        let spikes = try example.convertSpikes()
        #expect(spikes == [DataRow(index: 2, time: 1), DataRow(index: 2, time: 4), DataRow(index: 5, time: 3)])
        #expect(try example.convertData("spikes") == spikes && example.convertSpikes(run: 1).isEmpty)
        #expect(
            try example.convertData("v") == [
                DataRow(index: 2, time: 0, value: -65), DataRow(index: 2, time: 0.5, value: -64),
                DataRow(index: 5, time: 0, value: -60), DataRow(index: 5, time: 0.5, value: -59),
            ]
        )
        #expect(try example.convertDataList("v").map(\.count) == [4, 2])
        #expect(try example.convertDataList("v", runs: [1]).map(\.count) == [2])
        #expect(networkError { _ = try example.convertData("v", run: 2) }?.code == .indexOutOfRange)
        #expect(networkError { _ = try example.convertData("gsyn_exc", run: 1) }?.code == .notRecordable)
        let other = block([Segment(name: "segment000", analogSignals: [signal("gsyn_inh", [4, 5, 6, 7])])])
        let both = try example.convertGsyn(inhibitory: other)
        #expect(both.map(\.excitatory) == [0, 2, 1, 3] && both.map(\.inhibitory) == [4, 6, 5, 7])
        #expect(both.map(\.index) == [2, 2, 5, 5] && both[1].time == 0.5)
        #expect(networkError { _ = try example.convertGsyn() }?.code == .notRecordable)
    }

    @Test func spikesAreCounted() throws {
        #expect(try example.countSpikes() == 3 && example.countSpikes(run: 1) == 0)
        #expect(example.segments[0].spikeTrains.spikeCount == 3 && example.segments[0].spikeTrains.rows.count == 3)
        #expect(networkError { _ = try example.countSpikes(run: -1) }?.code == .indexOutOfRange)
    }

    @Test func recordingsAreCompared() {
        let same = example
        #expect(example.difference(from: same) == nil)
        var other = example
        other.segments[0].spikeTrains[1].times = [3.5]
        let expected = "segment 0: spikes of cell 5: number 0 at 3.0 ms, the other's at 3.5 ms"
        #expect(example.difference(from: other) == expected)
        other = example
        other.segments[0].analogSignals[0][1, 0] = -64.5
        #expect(example.difference(from: other) == "segment 0: v of cell 2, sample 1: -64.0, the other's -64.5")
        // What is longer, and what only one has, counts unless told otherwise.
        other = block([Segment(name: "segment000", spikeTrains: [train(2, [1]), train(5, [3])])])
        var comparison = DataComparison(sameRuns: false)
        #expect(example.difference(from: other)?.contains("2 segments") == true)
        #expect(example.difference(from: other, comparison)?.contains("spikes of cell 2: 2") == true)
        comparison.sameLength = false
        #expect(example.difference(from: other, comparison)?.contains("records") == true)
        comparison.sameData = false
        #expect(example.difference(from: other, comparison) == nil)
        other.segments[0].spikeTrains[0] = train(3, [1])
        #expect(example.difference(from: other, comparison)?.contains("[2, 5]") == true)
    }

    @Test func wavesAreCheckedSpikeBySpike() throws {
        let ring = (0..<7).map { DataRow(index: $0 % 3, time: Double($0)) }
        try SpikeChecker.synfire(ring.reversed(), cells: 3)
        let late = DataRow(index: 2, time: 7)
        #expect(networkError { try SpikeChecker.synfire(ring + [late], cells: 3) }?.given == "cell 2")
        let second = (0..<5).map { DataRow(index: $0 % 3, time: Double($0) + 0.5) }
        try SpikeChecker.synfire(ring + second, cells: 3, lines: 2)
        #expect(networkError { try SpikeChecker.synfire(ring, cells: 3, lines: 2) }?.given == "1")
        #expect(networkError { try SpikeChecker.synfire(ring, cells: 3, lines: 1, wrapsAround: false) } != nil)
        #expect(networkError { try SpikeChecker.synfire(ring, cells: 3, lines: .max) }?.allowed == "\(Int.max)")
        #expect(networkError { try SpikeChecker.synfire(ring, cells: 3, lines: -1) }?.code == .mismatch)
    }

    @Test func groupsGiveRowsAndMatrices() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp())
            try cells[1...].record(["v", "spikes"])
            try run(2)
            #expect(try cells.getRows("spikes") == [DataRow(index: 1, time: 1), DataRow(index: 2, time: 1)])
            #expect(try cells[[2]].getRows("v").map(\.value) == [2, 2])
            #expect(try cells.getMatrix("v") == [[1, 2], [1, 2]])
            #expect(try (cells[[2]] + cells[[1]]).getMatrix("v") == [[2, 1], [2, 1]])
            #expect(networkError { _ = try cells.getMatrix("spikes") }?.code == .notRecordable)
            #expect(networkError { _ = try cells.getRows("gsyn_exc") }?.code == .notRecordable)
            try reset()
            #expect(try cells.getRows("spikes").isEmpty)
        }
    }

    @Test func cellsThatAreRecordedLaterHaveTheirRowsToo() throws {
        defer { try? end() }
        try setup(timestep: 1, target: .host)
        let cells = try Population(2, IFCurrExp(), label: "cells")
        try cells[0..<1].record("v")
        try run(10)
        try cells.record("v")
        try run(10)
        let rows = try cells.getRows("v")
        #expect(rows.map(\.index) == Array(repeating: 0, count: 20) + Array(repeating: 1, count: 10))
        #expect(rows.map(\.time) == (0..<20).map(Double.init) + (10..<20).map(Double.init))
        let error = networkError { _ = try cells.getMatrix("v") }
        #expect(error?.code == .mismatch && error?.given?.contains("1 cells from 0.0 to 10.0 ms") == true)
        let first = try cells[0..<1].getMatrix("v")
        #expect(first == rows[0..<20].map { [$0.value ?? .nan] })
    }

    @Test func allPopulationsOfAnAssemblyAreConvertedAndCompared() throws {
        try script { _ in
            let (a, b) = (try Population(2, IFCurrExp(), label: "a"), try Population(3, IFCurrExp(), label: "b"))
            try (a + b).record("v")
            try run(2)
            let block = try (a + b).getData("v")
            #expect(try block.convertData("v").map(\.index) == [0, 0, 1, 1, 0, 0, 1, 1, 2, 2])
            #expect(block.difference(from: block) == nil)
            var other = block
            other.segments[0].analogSignals[1][1, 2] = 7
            let expected = "segment 0: v of cell 2, sample 1: 2.0, the other's 7.0"
            #expect(block.difference(from: other) == expected)
            #expect(try (a + b).getMatrix("v") == [[0, 1, 0, 1, 2], [0, 1, 0, 1, 2]])
        }
    }
}
