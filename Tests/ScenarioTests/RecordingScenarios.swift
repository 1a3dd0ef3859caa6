import Foundation
import SwiNN
import Testing

extension Scenarios {
    /// `test_recording.py`, and `get_spike_counts` of `test_nest.py`.
    @MainActor
    @Suite
    struct RecordingScenarios {
        @Test(arguments: targets)
        func dataAreReadAfterTheEnd(on target: SimulationTarget) throws {
            let (cells, before) = try script(on: target) {
                let cells = try Population(2, IFCurrExp(iOffset: 1))
                try cells.record(["spikes", "v"])
                try run(50)
                return (cells, try cells.getData())
            }
            #expect(before.segments[0].spikeCount > 0)
            #expect(try cells.getData() == before)
            #expect(try cells.getSpikeCounts().values.reduce(0, +) == before.segments[0].spikeCount)
            #expect(throws: NetworkError.self) { try cells.getData(clear: true) }
            // Also in the midst of the next simulation.
            let later = try script(on: target) { try cells.getData() }
            #expect(later == before)
        }

        @Test(arguments: targets)
        func recordingOfOtherCellsBeginsAnewAfterAReset(on target: SimulationTarget) throws {
            try script(on: target) {
                let cells = try Population(7, IFCurrExp())
                try cells[3].set(["i_offset": 0.1])
                try cells[4].set(["i_offset": 0.2])
                try cells[3..<4].record("v")
                try run(10)
                try reset()
                try cells.record(nil)
                try cells[4..<5].record("v")
                try run(10)
                let signals = try cells.getData().segments.map { try #require($0.analogSignals.first) }
                #expect(signals.map(\.channelIndices) == [[3], [4]])
                #expect(signals[0].times == signals[1].times)
                #expect(signals.allSatisfy { $0.shape == (100, 1) && $0.values[0] == -65 })
                #expect(!zip(signals[0].values, signals[1].values).dropFirst().contains { $0 == $1 })
            }
        }

        @Test(arguments: targets)
        func anAssemblyRecordsAcrossItsPopulations(on target: SimulationTarget) throws {
            try script(on: target) {
                let first = try Population(5, IFCurrExp())
                let second = try Population(6, IFCurrExp(vRest: -70.6, cm: 0.281))
                let cells = try first + second
                let inputs = try Population(5, SpikeSourcePoisson(rate: 50))
                try connect(inputs, cells, weight: 0.1, delay: 0.5, receptorType: "inhibitory")
                try connect(inputs, cells, weight: 0.1, delay: 0.3, receptorType: "excitatory")
                try cells.record("v")
                try cells[2..<9].record(["gsyn_exc", "gsyn_inh"])
                try run(100)
                let parts = try [first.getData(), second.getData()].map(\.segments[0])
                let all = try cells.getData().segments[0]
                func channels(_ segment: Segment, _ name: String) -> [[Int]] {
                    segment.filter(name: name).map(\.channelIndices)
                }
                #expect(channels(parts[0], "v") == [[0, 1, 2, 3, 4]])
                #expect(channels(parts[1], "v") == [[0, 1, 2, 3, 4, 5]])
                #expect(channels(parts[0], "gsyn_exc") == [[2, 3, 4]])
                #expect(channels(parts[1], "gsyn_exc") == [[0, 1, 2, 3]])
                #expect(all.filter(name: "v").map(\.channelCount).reduce(0, +) == 11)
                #expect(all.filter(name: "gsyn_exc").map(\.channelCount).reduce(0, +) == 7)
                #expect(all.analogSignals.allSatisfy { $0.sampleCount == 1_000 })
                let together = all.filter(name: "v").flatMap { signal in (0..<signal.channelCount).map(signal.column) }
                #expect(together[8] == parts[1].filter(name: "v")[0].column(3))
            }
        }

        @Test(arguments: targets)
        func clearedSpikesDoNotComeAgain(on target: SimulationTarget) throws {
            try script(on: target, timestep: 0.05) {
                let source = try Population(1, SpikeSourceArray(spikeTimes: [0.075, 10.025, 12.34, 1_000.025]))
                try source.record("spikes")
                let trains = try (0..<3).map { _ in
                    try run(10)
                    return try source.getData("spikes", clear: true).segments[0].spikeTrains[0].times
                }
                // Times are those of whole steps.
                #expect(isClose(trains, [[0.1], [10.05, 12.35], []], tolerance: 1e-9))
            }
        }

        @Test(arguments: targets)
        func samplesMayBeWiderApart(on target: SimulationTarget) throws {
            try script(on: target) {
                let first = try Population(3, IFCurrExp())
                let second = try Population(4, IFCurrExp())
                try first.record("v", samplingInterval: 1)
                try second.record("v", samplingInterval: 0.5)
                try run(10)
                let signals = try [first, second].map { try $0.getData().segments[0].analogSignals[0] }
                #expect(signals.map(\.samplingPeriod) == [1, 0.5])
                #expect(signals.map(\.sampleCount) == [10, 20])
                #expect(signals.map(\.channelCount) == [3, 4])
            }
        }

        @Test(arguments: targets)
        func aFileMayBeWrittenAtOnceOrAtTheEnd(on target: SimulationTarget) throws {
            let folder = try TemporaryFolder()
            let files = ["at-the-end.nix", "at-once.nix"].map(folder.file)
            try script(on: target) {
                let cells = try Population(5, IFCurrExp(iOffset: 0.2))
                try cells.record("v", toFile: files[0])
                try run(10)
                try cells.writeData(files[1])
                #expect(folder.names == ["at-once.nix"])
            }
            #expect(folder.names == ["at-once.nix", "at-the-end.nix"])
            // But for dates and identifiers they are the same.
            #expect(
                try Data(contentsOf: URL(filePath: files[0])).count == Data(contentsOf: URL(filePath: files[1])).count
            )
        }

        @Test(arguments: targets)
        func eachFileHasItsOwnCellsAndVariables(on target: SimulationTarget) throws {
            let folder = try TemporaryFolder()
            try script(on: target, minDelay: 1) {
                let cells = try Population(2, IFCurrExp(tauRefrac: 5, vThresh: -55))
                try cells[0].set(["i_offset": 2.5])
                let groups: [(String, any PopulationBase)] = [
                    ("first", try cells[0].asView()), ("second", try cells[1].asView()), ("both", cells),
                ]
                let choices: [(String, Variables)] = [("all", ["spikes", "v"]), ("spikes", "spikes"), ("v", "v")]
                for (name, group) in groups {
                    for (choice, variables) in choices {
                        try group.record(variables, toFile: folder.file("\(name)-\(choice).nix"))
                    }
                }
                try run(100)
                for (name, group) in groups {
                    for (choice, variables) in choices {
                        let segment = try group.getData(variables).segments[0]
                        let trains = segment.spikeTrains.map { $0.isEmpty ? "silent" : "spiking" }
                        let expected =
                            name == "both" ? ["spiking", "silent"] : [name == "first" ? "spiking" : "silent"]
                        #expect(trains == (choice == "v" ? [] : expected))
                        #expect(segment.analogSignals.map(\.channelCount) == (choice == "spikes" ? [] : [group.size]))
                    }
                }
            }
            #expect(folder.names.count == 9)
            for name in folder.names {
                let file = try Data(contentsOf: URL(filePath: folder.file(name)))
                #expect(file.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]), "\(name)")
            }
        }

        @Test(arguments: targets)
        func countingSpikesDoesNotEndTheirRecording(on target: SimulationTarget) throws {
            try script(on: target) {
                let cells = try Population(2, IFCurrExp(iOffset: 70), structure: Grid2D(aspectRatio: 2))
                try cells.record("spikes")
                try run(50)
                let before = try cells.getSpikeCounts()
                try run(50)
                let after = try cells.getSpikeCounts()
                let id = try cells[0].id
                #expect(try #require(before[id]) > 0)
                #expect(try #require(after[id]) > #require(before[id]))
            }
        }
    }
}

/// A folder that goes with its object.
private final class TemporaryFolder {
    private let url = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { url.appending(path: name).path() }

    /// The names of the files in it.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path()).sorted()) ?? [] }
}
