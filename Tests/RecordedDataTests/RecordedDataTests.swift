import RecordedData
import Testing

@Suite struct RecordedDataTests {
    let signal = AnalogSignal(
        name: "v",
        units: "mV",
        samplingPeriod: 0.5,
        tStart: 10,
        values: [1, 2, 3, 4, 5, 6],
        sourcePopulation: "p",
        channelIndices: [4, 9, 11],
        sourceIDs: [14, 19, 21]
    )

    func train(_ index: Int, _ times: [Double]) -> SpikeTrain {
        SpikeTrain(times: times, tStop: 100, sourcePopulation: "p", sourceIndex: index, sourceID: 10 + index)
    }

    @Test func signalIsSampleByChannel() {
        #expect(signal.shape == (2, 3))
        #expect(signal[1, 0] == 4)
        #expect(signal[0, 2] == 3)
        #expect(signal.column(1) == [2, 5])
        #expect(Array(signal.row(1)) == [4, 5, 6])
        #expect(signal.column(ofIndex: 11) == [3, 6])
        #expect(signal.column(ofIndex: 5) == nil)
        #expect(signal.times == [10, 10.5])
        #expect(signal.tStop == 11)
        #expect(signal.samplingRate == 2_000)
    }

    @Test func emptySignalKeepsItsChannels() {
        let empty = AnalogSignal(
            name: "v",
            units: "mV",
            samplingPeriod: 1,
            values: [],
            sourcePopulation: "p",
            channelIndices: [0, 1],
            sourceIDs: [0, 1]
        )
        #expect(empty.shape == (0, 2))
        #expect(empty.column(1).isEmpty)
    }

    @Test func segmentFindsAndCounts() {
        let segment = Segment(
            name: "segment000",
            spikeTrains: [train(0, [5, 9]), train(2, []), train(7, [5])],
            analogSignals: [signal]
        )
        let block = Block(name: "p", segments: [Segment(name: "first"), segment])
        #expect(segment.filter(name: "v") == [signal])
        #expect(segment.filter(name: "gsyn_exc").isEmpty)
        #expect(block.filter(name: "v").count == 1)
        #expect(block.segments.last?.spikeCounts == [0: 2, 2: 0, 7: 1])
        #expect(segment.spikeCount == 3)
        #expect(segment.meanSpikeCount == 1)
        #expect(segment.spikes.map(\.index) == [0, 7, 0])
        #expect(segment.spikeTrain(ofIndex: 7)?.times == [5])
        #expect(train(0, [5, 9]).firingRate == 20)
        #expect(train(0, [5, 9]).slice(from: 6, to: 9).isEmpty)
        #expect(train(3, []).channelID == 13)
    }

    /// Moments from `date -u -d @N`.
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_735_689_599, "2024-12-31T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (.min, "-292277022657-01-27T08:29:52Z"),
    ])
    func datesFollowTheCalendar(seconds: Int, text: String) {
        #expect(RecordingDate(secondsSince1970: seconds).description == text)
    }

    @Test func annotationsAreLiterals() {
        let annotations: Annotations = ["size": 3, "dt": 0.5, "label": "p", "flag": true]
        #expect(annotations["size"]?.integerValue == 3)
        #expect(annotations["size"]?.realValue == 3)
        #expect(annotations["dt"]?.realValue == 0.5)
        #expect(annotations["label"]?.textValue == "p")
        #expect(annotations["flag"] == .boolean(true))
    }
}
