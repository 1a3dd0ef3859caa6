import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct PopulationTests {
    @Test func idsRunOnAndIndicesStartAnew() throws {
        try script { _ in
            let first = try Population(3, IFCurrExp())
            let second = try Population(2, IFCurrExp())
            #expect((first.firstID, first.lastID, second.firstID, second.lastID) == (0, 2, 3, 4))
            #expect(second.all.map(\.id) == [3, 4])
            #expect(try second[1] == 4)
            #expect(try second[-1].index == 1)
            #expect(try second.idToIndex(second[1]) == 1)
            #expect(networkError { _ = try first.idToIndex(second[0]) }?.code == .indexOutOfRange)
        }
    }

    @Test func functionsMayLookAtOtherCells() throws {
        try script { _ in
            let some = try Population(3, IFCurrExp())
            let others = try Population(2, IFCurrExp(cm: .function { Double($0 + some.size) }))
            #expect(try others.get(.cm) == [3, 4])
            try some.set([.cm: .function { (try? others.get(.cm)[$0 % 2]) ?? 1 }])
            #expect(try some.get(.cm) == [3, 4, 3])
        }
    }

    @Test func viewsTakeRangesListsMasksAndSteps() throws {
        try script { _ in
            let cells = try Population(6, IFCurrExp(), label: "six")
            #expect(try cells[1..<4].indices == [1, 2, 3])
            #expect(try cells[1...4].indices == [1, 2, 3, 4])
            #expect(try cells[4...].indices == [4, 5])
            #expect(try cells[..<2].indices == [0, 1])
            #expect(try cells[[5, 0, -2, 5]].indices == [5, 0, 4])
            #expect(try cells[[true, false, false, true, false, false]].indices == [0, 3])
            #expect(try cells[.every(by: 2)].indices == [0, 2, 4])
            // An index of a view counts in the view.
            let view = try cells[2...]
            #expect(try view[1].index == 3)
            #expect(try view[1...2].indices == [3, 4])
            #expect(try view.indexInGrandparent([0, -1]) == [2, 5])
            #expect(try cells[1..<3] == cells[[1, 2]])
        }
    }

    @Test func viewsKnowWhereTheyComeFrom() throws {
        try script { _ in
            let cells = try Population(6, IFCurrExp(), label: "six")
            let view = try cells[2...]
            let inner = try view[.indices([3, 0])]
            #expect(inner.grandparent === cells && inner.parent === view && inner.selector == .indices([3, 0]))
            #expect(inner.indices == [5, 2])
            #expect(try inner.indexFromParentIndex([0, 3]) == [1, 0])
            #expect(networkError { _ = try inner.indexFromParentIndex([1]) }?.code == .indexOutOfRange)
            #expect((inner.firstID, inner.lastID) == (2, 5))
            let both = try view[0..<1] + cells[0..<1]
            #expect((both.firstID, both.lastID) == (0, 2))
            #expect(try cells.indexToID(-1) == 5)
            #expect(try cells.idToIndex([cells[4], cells[1]]) == [4, 1])
        }
    }

    @Test func everythingIsLocalToTheOnlyProcess() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp())
            let other = try Population(1, IFCurrExp())
            let view = try cells[1...]
            #expect(view.localCells.map(\.id) == [1, 2] && view.localSize == 2 && view.allCells.count == 2)
            #expect(try view.isLocal(cells[2]) && view.idToLocalIndex(cells[2]) == 1)
            #expect(try !view.contains(cells[0]) && cells.contains(cells[0]))
            #expect(networkError { _ = try view.isLocal(other[0]) }?.code == .indexOutOfRange)
            #expect(try cells[0].local)
        }
    }

    @Test func cellsHaveParametersAndStatesOfTheirOwn() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp(tauM: [10, 11, 12]), initialValues: ["v": [-60, -61, -62]])
            let cell = try cells[1]
            #expect(try cell.getParameters()[.tauM] == 11)
            #expect(try cell.getParameters().count == cell.schema.parameters.count)
            try cell.setParameters([.tauM: 15])
            try cell.setInitialValue("v", -55)
            #expect(try cells.get("tau_m") == [10, 15, 12])
            #expect(try cells.initialValues("v") == [-60, -55, -62])
            #expect(try cell.getInitialValue(.v) == -55)
            #expect(cell.isStandardCell && cell.population === cells)
            #expect(cell.asView().indices == [1] && cell.asView().grandparent === cells)
            #expect(networkError { _ = try cell.getInitialValue("w") }?.code == .unknownName)
        }
    }

    @Test func annotationsAreAskedForByName() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp())
            cells.annotate(["layer": 4, "area": "V1"])
            #expect(try cells.getAnnotations(["layer"]) == ["layer": 4])
            #expect(networkError { _ = try cells.getAnnotations(["column"]) }?.code == .unknownName)
        }
    }

    @Test func sizesOfTwoAndThreeNumbersAreGrids() throws {
        try script { _ in
            let flat = try Population((2, 3), IFCurrExp())
            #expect(flat.size == 6 && flat.positions[1] == SIMD3(0, 1, 0) && flat.positions[3] == SIMD3(1, 0, 0))
            let deep = try Population((4, 2, 4), IFCurrExp())
            #expect(deep.size == 32 && deep.positions[31] == SIMD3(3, 1, 3))
            #expect(networkError { _ = try Population((0, 3), IFCurrExp()) }?.code == .valueOutOfRange)
            #expect(networkError { _ = try Population((Int.max, 3), IFCurrExp()) }?.code == .valueOutOfRange)
        }
    }

    @Test func positionsAndStructuresCanBeSet() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp(), structure: Line(dx: 5))
            try cells.setStructure(Grid2D(dx: 3))
            #expect(cells.positions[2] == SIMD3(3, 0, 0) && cells.structure is Grid2D)
            try cells.setPositions((0..<4).map { SIMD3(Double($0), 1, 2) })
            #expect(cells.structure == nil)
            #expect(try cells.positionGenerator(3) == SIMD3(3, 1, 2))
            try cells[1].setPosition(SIMD3(9, 9, 9))
            #expect(try cells[1].position == SIMD3(9, 9, 9))
            #expect(networkError { try cells.setPositions([.zero]) }?.code == .wrongCount)
            #expect(networkError { try cells[0].setPosition(SIMD3(.nan, 0, 0)) }?.code == .valueOutOfRange)
            #expect(networkError { try cells.setStructure(Grid2D(aspectRatio: 3)) }?.code == .mismatch)
            #expect(cells.positions[0] == SIMD3(0, 1, 2))
        }
    }

    @Test func viewsOutOfRangeAreRefused() throws {
        try script { _ in
            let cells = try Population(6, IFCurrExp(), label: "six")
            let attempts: [@MainActor () throws -> Void] = [
                { _ = try cells[6] }, { _ = try cells[-7] }, { _ = try cells[0..<7] }, { _ = try cells[2...6] },
                { _ = try cells[7...] }, { _ = try cells[...Int.max] }, { _ = try cells[[0, 6]] },
                { _ = try cells[[true, false]] }, { _ = try cells[.every(by: 0)] }, { _ = try cells[0..<3][3] },
            ]
            for attempt in attempts {
                let error = networkError(attempt)
                #expect(error?.code == .indexOutOfRange || error?.code == .wrongCount)
                #expect(error?.location.contains("six") == true)
                #expect(error?.allowed != nil)
            }
        }
    }

    @Test func parametersAreSetThroughPopulationsViewsAndCells() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp(tauM: 10))
            try cells[1...2].set(["tau_m": [11, 12]])
            try cells[3].set([.tauM: 13])
            #expect(try cells.get("tau_m") == [10, 11, 12, 13])
            #expect(try cells[2].get(.tauM) == 12)
            #expect(networkError { try cells.set(["tau_mem": 1]) }?.code == .unknownName)
            #expect(networkError { try cells.set(["tau_m": [1, 2]]) }?.code == .wrongCount)
            #expect(networkError { _ = try cells.get("rate") }?.code == .unknownName)
        }
    }

    @Test func spikeTimesOfAViewLeaveTheOthersAlone() throws {
        try script { _ in
            let source = try Population(3, SpikeSourceArray(spikeTimes: [1, 2]))
            try source[[1]].set(spikeTimes: [5])
            #expect(source.spikeTimes == [[1, 2], [5], [1, 2]])
            try source.set(spikeTimes: [[], [1], [3, 2]])
            #expect(source.spikeTimes == [[], [1], [2, 3]])
            let cells = try Population(3, IFCurrExp())
            #expect(networkError { try cells.set(spikeTimes: [1]) }?.code == .unknownName)
        }
    }

    @Test func sizesAndLabelsAreRefusedClearly() throws {
        try script { _ in
            let error = networkError { _ = try Population(0, IFCurrExp(), label: "none") }
            #expect(error?.description == "population 'none': size, got 0; allowed: from 1 to 16777216 cells")
        }
    }

    @Test func unknownVariablesAreRefusedBeforeAnythingIsRecorded() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp(), label: "cortex")
            let error = networkError { try cells.record(["v", "w"]) }
            #expect(error?.code == .notRecordable)
            #expect(error?.description.contains("'w'") == true)
            #expect(error?.description.contains("cortex") == true)
            #expect(networkError { _ = try cells.getData("v") }?.code == .notRecordable)
            #expect(networkError { try cells.record("v", samplingInterval: 0.5) }?.code == .valueOutOfRange)
        }
    }

    @Test func dataComeInNeosShape() throws {
        try script { _ in
            _ = try Population(5, IFCurrExp())
            let cells = try Population(3, IFCurrExp(), label: "cortex")
            cells.annotate(["area": "V1"])
            try cells.record(["spikes", "v"], samplingInterval: 2)
            try run(10)
            let block = try cells.getData(annotations: ["by": "test"])
            #expect(block.name == "cortex")
            for (name, value) in [
                "area": "V1", "by": "test", "label": "cortex", "size": 3, "first_id": 5, "last_id": 7, "dt": 1.0,
            ] as Annotations {
                #expect(block.annotations[name] == value)
            }
            #expect(block.segments[0].spikeTrains.map(\.sourceID) == [5, 6, 7])
            #expect(block.filter(name: "v")[0].shape == (5, 3))
            #expect(try cells.getData("spikes").filter(name: "v").isEmpty)
            // A view reads its own cells.
            #expect(try cells[1...].getData("v").filter(name: "v")[0].channelIndices == [1, 2])
        }
    }

    @Test func countsAreKeyedByID() throws {
        try script { _ in
            _ = try Population(5, IFCurrExp())
            let cells = try Population(3, IFCurrExp())
            try cells[[0, 2]].record("spikes")
            try run(10)
            try run(10)
            #expect(try cells.getSpikeCounts() == [5: 2, 7: 2])
            #expect(try cells.meanSpikeCount() == 2)
        }
    }

    @Test func clearingForgetsWhatWasRead() throws {
        try script { backend in
            let cells = try Population(1, IFCurrExp())
            try cells.record("spikes")
            try run(10)
            #expect(try cells.getData(clear: true).segments[0].spikeTrains[0].count == 1)
            try run(10)
            #expect(try cells.getData().segments[0].spikeTrains[0].times == [15])
            #expect(backend.calls.filter { $0 == .clear }.count == 1)
        }
    }

    @Test func recordingNilStopsRecording() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp())
            try cells.record(.all)
            try cells.record(nil)
            try run(1)
            #expect(networkError { _ = try cells.getData("spikes") }?.code == .notRecordable)
        }
    }

    @Test func filesWithoutAWriterAreRefusedAtOnce() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp())
            let error = networkError { try cells.record("spikes", toFile: "x.docx") }
            #expect(error?.code == .unsupported)
            #expect(error?.allowed?.contains(".nix") == true)
            #expect(networkError { try cells.writeData("x") }?.code == .unsupported)
        }
    }

    @Test func aSampleHasEachCellOnce() throws {
        try script { _ in
            let cells = try Population(50, IFCurrExp())
            let sample = try cells.sample(20, seed: 3)
            #expect(Set(sample.all.map(\.id)).count == 20)
            #expect(try cells.sample(20, seed: 3) == sample && sample.grandparent === cells)
            #expect(try cells[10...].sample(40).all.allSatisfy { $0.index >= 10 })
            #expect(networkError { _ = try cells.sample(51) }?.code == .valueOutOfRange)
        }
    }

    /// PyNN makes a new generator for each sample; here the script as a whole gives the same samples each time.
    @Test func samplesDifferFromEachOtherButNotFromRunToRun() throws {
        func samples() throws -> [[Int]] {
            var samples: [[Int]] = []
            try script { _ in
                let cells = try Population(50, IFCurrExp(), label: "cells")
                samples = try (0..<3).map { _ in try cells.sample(10).indices }
                let both = try cells + Population(50, IFCurrExp())
                samples += try (0..<2).map { _ in try both.sample(10).all.map(\.id) }
            }
            return samples
        }
        let first = try samples()
        #expect(Set(first).count == 5)
        #expect(try samples() == first)
    }
}
