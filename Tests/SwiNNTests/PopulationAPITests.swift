import Foundation
import SwiNN
import Testing

/// What PyNN says of populations, views and cells beside making and cutting them.
@MainActor
@Suite(.serialized) struct PopulationAPITests {
    @Test func populationsAreTheSameWhenTheyAreOne() throws {
        try script { _ in
            let first = try Population(3, IFCurrExp())
            let second = try Population(3, IFCurrExp())
            let again = first
            #expect(first == again && first != second)
            #expect(try first[1] == again[1] && first[1] != second[1])
        }
    }

    @Test func valuesGoByName() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp())
            try cells.set(tauM: 12, cm: [0.1, 0.2, 0.3])
            try cells[1...].set(tau_refrac: 3)
            try cells[2].set(tauM: 15)
            #expect(try cells.tauM == [12, 12, 15] && cells.tau_m == [12, 12, 15])
            #expect(try cells[1...].tauRefrac == [3, 3] && cells[0].tauRefrac == 0.1)
            #expect(try cells[2].tau_m == 15 && cells[2].cm == 0.3)
            #expect(try cells.get(["tau_m", "cm"]) == [.tauM: [12, 12, 15], .cm: [0.1, 0.2, 0.3]])
            let ranges = try cells.getRanges("tau_m")
            #expect(ranges.map(\.indices) == [0..<2, 2..<3] && ranges.map(\.value) == [12, 15])
            #expect(try cells[0..<0].getRanges("tau_m").isEmpty)
            #expect(networkError { _ = try cells[0].tauMem }?.code == .unknownName)
            #expect(networkError { try cells.set(tauMem: 1) }?.code == .unknownName)
        }
    }

    @Test func functionsListsAndDrawsAreTakenEverywhere() throws {
        try script { _ in
            let ramp = ParameterValue.function { 10 + Double($0) }
            let cells = try Population(
                4,
                IFCurrExp(cm: .random(.uniform(low: 0.5, high: 1)), tauM: ramp),
                initialValues: ["v": [-61, -62, -63, -64]]
            )
            #expect(try cells.tauM == [10, 11, 12, 13])
            #expect(try Set(cells.cm).count == 4 && cells.cm.allSatisfy { (0.5..<1).contains($0) })
            // A function of a view counts in the view, as in PyNN.
            try cells[2...].set([.tauM: ramp])
            #expect(try cells.tauM == [10, 11, 10, 11])
            try cells.initialize(v: .function { -60 - Double($0) })
            #expect(try cells.initialValues("v") == [-60, -61, -62, -63])
            let source = try Population(2, SpikeSourceArray(spikeTimes: { [Double($0) + 1, 9] }))
            #expect(source.spikeTimes == [[1, 9], [2, 9]])
        }
    }

    @Test func statesAreChangedNowAndInitialValuesStay() throws {
        try script { backend in
            let cells = try Population(3, IFCurrExp(), initialValues: ["v": -60])
            #expect(try cells.currentValues("v") == [-60, -60, -60])
            try cells[1...].setState(v: [-51, -52])
            #expect(try cells.currentValues("v") == [-60, -51, -52] && cells.initialValues("v") == [-60, -60, -60])
            try run(10)
            #expect(backend.calls == [.prepare, .setState([.v: .each([-51, -52])], [1, 2]), .run(10)])
            #expect(networkError { try cells.setState(["v": [1, 2]]) }?.code == .wrongCount)
            #expect(networkError { try cells.setState(["w": 1]) }?.code == .unknownName)
            #expect(networkError { _ = try cells.currentValues("w") }?.code == .unknownName)
            // A change that waits for the next run is forgotten by a reset.
            try cells.setState(v: -55)
            try reset()
            #expect(try cells.currentValues("v") == [-60, -60, -60])
            #expect(try cells.currentValues.keys.map(\.rawValue).sorted() == ["isyn_exc", "isyn_inh", "v"])
        }
    }

    @Test func initialValuesGivenAfterARunActAtOnceAndAfterResets() throws {
        try script { backend in
            let cells = try Population(2, IFCurrExp())
            try cells.initialize(v: -60)
            try run(1)
            try cells.initialize(v: -61)
            #expect(try cells.initialValues("v") == [-61, -61] && cells.currentValues("v") == [-61, -61])
            try run(1)
            #expect(backend.calls == [.prepare, .run(1), .apply, .setState([.v: .uniform(-61)], [0, 1]), .run(1)])
            try reset()
            #expect(try cells.currentValues("v") == [-61, -61])
        }
    }

    @Test func hostsCellsAreReadAndChangedInMidRun() throws {
        try setup(timestep: 1, target: .host)
        defer { try? end() }
        let cells = try Population(3, IFCurrExp(iOffset: 0.3), initialValues: ["v": -60])
        try cells.record("v")
        try run(10)
        let recorded = try cells.getData("v").segments[0].filter(name: "v")[0]
        let now = try cells.currentValues("v")
        // Sample 10 would be the state now; the cells creep on from sample 9.
        #expect(now[0] > recorded[0, 0] && now[0] != recorded[9, 0] && Set(now).count == 1)
        try cells[[1]].setState(v: -52.5, isynExc: 0.25)
        #expect(try cells.currentValues("v") == [now[0], -52.5, now[2]])
        try run(1)
        let next = try cells.getData("v").segments[0].filter(name: "v")[0]
        #expect(next.row(10) == [now[0], -52.5, now[2]])
        #expect(try cells[1].asView().currentValues("isyn_exc")[0] > 0)
        try reset()
        try run(1)
        #expect(try cells.getData("v").segments[1].filter(name: "v")[0].row(0) == [-60, -60, -60])
    }

    @Test func abilitiesAreThoseOfTheCellType() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp())
            let source = try Population(2, SpikeSourcePoisson())
            #expect(cells.canRecord("gsyn_exc") && !cells.canRecord("w") && !source.canRecord("v"))
            #expect(source.canRecord("spikes"))
            #expect(cells.injectable && !source.injectable && cells.schema.kind == .ifCurrExp)
            #expect(cells.receptorTypes == [.excitatory, .inhibitory] && source.receptorTypes.isEmpty)
            #expect(!cells.conductanceBased)
            let units = ["v": "mV", "gsyn_exc": "nA", "spikes": "ms", "tau_m": "ms", "cm": "nF", "isyn_inh": "nA"]
            for (name, unit) in units { #expect(try cells.findUnits(name) == unit) }
            #expect(try source.findUnits("rate") == "Hz")
            #expect(networkError { _ = try cells.findUnits("rate") }?.code == .unknownName)
            let view = try cells[1...]
            #expect(view.canRecord("v") && view.injectable && view.receptorTypes == cells.receptorTypes)
            #expect(try view.findUnits("v_rest") == "mV" && !view.conductanceBased)
        }
    }

    @Test func descriptionsFillTemplates() throws {
        try script { _ in
            let cells = try Population(4, IFCurrExp(), structure: Line(dx: 2), label: "cortex")
            cells.annotate(["layer": 4])
            #expect(cells.describe() == "cortex: 4 × IF_curr_exp")
            let text = "$label has ${size}$$ of $celltype_name in layer $layer on $structure_name; $unknown"
            #expect(cells.describe(template: text) == "cortex has 4$ of IF_curr_exp in layer 4 on Line; $unknown")
            let facts = cells.describe(template: nil)
            for name in ["label", "celltype", "structure", "size", "size_local", "first_id", "last_id", "layer"] {
                #expect(facts[name] != nil, "\(name)")
            }
            let file = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString).txt")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data("<$label>".utf8).write(to: file)
            #expect(cells.describe(template: file.path) == "<cortex>")
            let view = try PopulationView(cells, .indices([1, 3]), label: "pair")
            #expect(view.describe(template: "$label: $size of $parent") == "pair: 2 of cortex")
            #expect(view.describe() == "pair: 2 × IF_curr_exp")
            #expect(Line(dx: 2).describe(template: "$name, $parameters_dx") == "Line, 2.0")
        }
    }

    @available(*, deprecated)
    @Test func oldNamesStillWork() throws {
        try script { _ in
            let cells = try Population(2, IFCurrExp())
            try cells.tset("tau_m", [10, 12])
            #expect(try cells.tauM == [10, 12])
            try cells.rset("cm", .uniform(low: 0.5, high: 0.6))
            #expect(try cells.cm.allSatisfy { (0.5..<0.6).contains($0) })
            try cells.recordV()
            try cells[0..<1].recordGsyn()
            try cells.record("spikes")
            try run(4)
            #expect(try cells.getV() == cells.getData("v") && cells.getV().filter(name: "v").count == 1)
            #expect(try cells.getGsyn().segments[0].analogSignals.map(\.name) == ["gsyn_exc", "gsyn_inh"])
            #expect(try cells.getSpikes().segments[0].spikeTrains.count == 2)
            let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try cells.printSpikes("\(folder.path)/s.nix")
            try cells.printV("\(folder.path)/v.nix")
            try cells.printGsyn("\(folder.path)/g.nix")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
        }
    }

    @Test func viewsDoWhatPopulationsDo() throws {
        try script { _ in
            let cells = try Population(5, IFCurrExp(), structure: Line(dx: 10), label: "five")
            let view = try PopulationView(cells, .indices([4, 1]), label: "two")
            #expect(view.label == "two" && view.size == 2 && view.all.map(\.index) == [4, 1])
            #expect(view.allCells.map(\.id) == [4, 1] && view.components.count == 1)
            #expect(try view.idToIndex(cells[1]) == 1)
            #expect(networkError { _ = try view.idToIndex(cells[0]) }?.code == .indexOutOfRange)
            #expect(try view.positions == [SIMD3(40, 0, 0), SIMD3(10, 0, 0)] && view.positionGenerator(1).x == 10)
            #expect((view.structure as? Line)?.dx == 10)
            try view.set([.tauM: [11, 12]])
            #expect(try view.get("tau_m") == [11, 12] && cells.get("tau_m") == [20, 12, 20, 20, 11])
            try view.initialize(["v": [-51, -52]])
            #expect(try view.initialValues("v") == [-51, -52] && view.initialValues[.v] == [-51, -52])
            try view.setState(v: -53)
            #expect(try view.currentValues("v") == [-53, -53] && cells.currentValues("v")[0] == -65)
            try view.record(["spikes", "v"])
            try run(4)
            #expect(try view.getSpikeCounts() == [1: 1, 4: 1] && view.meanSpikeCount() == 1)
            #expect(try cells.getData("v").segments[0].filter(name: "v")[0].channelIndices == [1, 4])
            #expect(try Set(view.sample(2).all.map(\.index)) == [1, 4])
            let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try view.writeData("\(folder.path)/view.nix")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["view.nix"])
        }
    }

    @Test func aCellIsAViewOfOne() throws {
        try script { _ in
            let cells = try Population(3, IFCurrExp(), structure: Line(dx: 10), initialValues: ["v": [-60, -61, -62]])
            let cell = try cells[2]
            #expect(try cell.initialValues[.v] == -62 && cell.initialValues.count == 3)
            #expect(cell.position.x == 20 && cell.asView().positions == [cell.position])
            #expect((cell.asView().structure as? Line)?.dx == 10)
            try cell.asView().record("spikes")
            try run(2)
            #expect(try cells.getSpikeCounts() == [2: 1])
            #expect(cell.asView().parent === cells && cell.asView().selector == .indices([2]))
        }
    }
}
