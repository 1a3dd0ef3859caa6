import NetworkModel
import Testing

/// Every mistake names what was wrong, where, what was given and what is allowed.
@Suite struct NetworkErrorTests {
    private func expect(
        _ error: NetworkError?,
        _ code: NetworkError.Code,
        mentions words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(error?.code == code, sourceLocation: sourceLocation)
        for word in words {
            #expect(
                error?.description.contains(word) == true,
                "\(word) in \(String(describing: error))",
                sourceLocation: sourceLocation
            )
        }
    }

    private func population(_ size: Int, _ cell: any CellType) -> NetworkError? {
        networkError {
            var network = try NetworkDescription(timeStep: 1)
            _ = try network.addPopulation(size: size, cell: cell, label: "cortex")
        }
    }

    private func projection(
        _ connector: any Connector,
        _ synapse: StaticSynapse = StaticSynapse(weight: 1),
        _ receptor: String? = nil
    ) -> NetworkError? {
        networkError {
            var network = try Networks.pair(3, 4)
            _ = try network.connect(0, 1, connector, synapse, receptor)
        }
    }

    @Test func sizesBelowOneAreRefused() {
        expect(population(0, IFCurrExp()), .valueOutOfRange, mentions: "size", "cortex", "0", "from 1")
        expect(population(-4, IFCurrExp()), .valueOutOfRange, mentions: "-4")
    }

    @Test func unknownParametersAreRefusedWithTheKnownOnes() throws {
        var network = try NetworkDescription(timeStep: 1)
        let id = try network.addPopulation(size: 2, cell: IFCurrExp(), label: "cortex")
        let selection = CellSelection(population: id, indices: [0, 1])
        expect(
            networkError { try network.set(["tau_mem": 3], of: selection) },
            .unknownName,
            mentions: "tau_mem",
            "cortex",
            "tau_m",
            "v_thresh"
        )
        expect(
            networkError { try network.initialize(["u": 3], of: selection) },
            .unknownName,
            mentions: "state variable",
            "'u'",
            "isyn_exc"
        )
        #expect(throws: Never.self) { try network.set(["tauM": 3, "tau_syn_E": 2], of: selection) }
        #expect(network[id].parameter(.tauM) == .uniform(3))
    }

    @Test func wrongNumbersOfValuesAreRefused() {
        expect(population(4, IFCurrExp(tauM: [1, 2, 3])), .wrongCount, mentions: "tau_m", "cortex", "3", "4")
        expect(
            population(3, SpikeSourceArray(spikeTimes: [[1.0], [2.0]])),
            .wrongCount,
            mentions: "spike_times",
            "cortex",
            "2",
            "3"
        )
    }

    @Test func valuesOutOfRangeAreRefusedNamingTheCell() {
        expect(population(3, IFCurrExp(cm: 0)), .valueOutOfRange, mentions: "cm", "more than 0.0 nF")
        expect(population(3, IFCurrExp(tauM: [1, -2, 3])), .valueOutOfRange, mentions: "tau_m of cell 1", "-2.0", "ms")
        expect(population(3, IFCurrExp(iOffset: .value(.nan))), .valueOutOfRange, mentions: "i_offset", "nan")
        expect(population(3, IFCurrExp(vReset: -50)), .valueOutOfRange, mentions: "v_reset", "v_thresh")
        expect(population(3, SpikeSourcePoisson(rate: -1)), .valueOutOfRange, mentions: "rate", "-1.0", "Hz")
        expect(
            population(1, SpikeSourceArray(spikeTimes: [-1.0])),
            .valueOutOfRange,
            mentions: "spike_times of cell 0",
            "-1.0"
        )
    }

    @Test func negativeAndEndlessDelaysAreRefused() {
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: 1, delay: -1)),
            .valueOutOfRange,
            mentions: "delay",
            "pre → post",
            "-1.0 ms",
            "from 0.0 ms"
        )
        expect(projection(AllToAllConnector(), StaticSynapse(weight: 1, delay: .value(.infinity))), .valueOutOfRange)
        expect(projection(FromListConnector([(0, 0, 1, -3)])), .valueOutOfRange, mentions: "delay", "-3.0 ms")
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: 1, delay: .random(.normal(mu: 0, sigma: 1)))),
            .valueOutOfRange,
            mentions: "delay"
        )
    }

    @Test func weightsThatAreNoNumbersAreRefused() {
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: .value(.nan))),
            .valueOutOfRange,
            mentions: "weight",
            "pre → post",
            "nan"
        )
        expect(projection(FromListConnector([(0, 0, .infinity, 1)])), .valueOutOfRange, mentions: "weight", "inf")
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: .function { _, _ in .nan })),
            .valueOutOfRange,
            mentions: "weight"
        )
    }

    @Test func mixedAndContrarySignsAreRefused() {
        expect(
            projection(FromListConnector([(0, 0, 1, 1), (1, 1, -1, 1)]), StaticSynapse(), "inhibitory"),
            .weightSign,
            mentions: "both signs",
            "pre → post"
        )
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: -1), "excitatory"),
            .weightSign,
            mentions: "negative",
            "excitatory"
        )
        expect(
            projection(
                AllToAllConnector(),
                StaticSynapse(weight: .random(.normal(mu: 0, sigma: 1))),
                "inhibitory"
            ),
            .weightSign,
            mentions: "both signs"
        )
    }

    @Test(arguments: [-0.1, 1.5, .nan, .infinity]) func probabilitiesOutsideNoughtToOneAreRefused(_ p: Double) {
        expect(
            projection(FixedProbabilityConnector(p)),
            .valueOutOfRange,
            mentions: "probability",
            "pre → post",
            "\(p)",
            "from 0.0 to 1.0"
        )
    }

    @Test func listIndicesOutsideTheirPopulationsAreRefused() {
        expect(projection(FromListConnector([(0, 4)])), .indexOutOfRange, mentions: "postsynaptic", "4", "0 to 3")
        expect(projection(FromListConnector([(3, 0)])), .indexOutOfRange, mentions: "presynaptic", "row 0")
        expect(projection(FromListConnector([(0, 0), (-1, 0)])), .indexOutOfRange, mentions: "row 1", "-1")
        expect(
            projection(FromListConnector(ConnectionList(pre: [0, 1], post: [0]))),
            .wrongCount,
            mentions: "column post"
        )
    }

    @Test func receptorsThatTheTargetLacksAreRefused() throws {
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: 1), "gaba"),
            .receptor,
            mentions: "gaba",
            "excitatory",
            "inhibitory"
        )
        var network = try NetworkDescription(timeStep: 1)
        _ = try network.addPopulation(size: 1, cell: SpikeSourceArray(), label: "source")
        expect(
            networkError { _ = try network.connect(0, 0, AllToAllConnector()) },
            .receptor,
            mentions: "source",
            "takes no input"
        )
    }

    @Test func matricesOfTheWrongShapeAreRefused() {
        expect(
            projection(AllToAllConnector(), StaticSynapse(weight: .matrix([[1, 2], [3, 4]]))),
            .wrongCount,
            mentions: "weight matrix",
            "2 × 2",
            "3 × 4"
        )
    }

    @Test func unknownVariablesAreNotRecorded() throws {
        var network = try Networks.pair(2, 2)
        _ = try network.addPopulation(size: 1, cell: SpikeSourceArray(), label: "source")
        expect(
            networkError { try network.record("w", of: network.all(0)) },
            .notRecordable,
            mentions: "'w'",
            "population 'pre'",
            "'gsyn_exc'"
        )
        expect(networkError { try network.record("v", of: network.all(2)) }, .notRecordable, mentions: "'spikes'")
        expect(
            networkError { try network.record("v", of: network.all(0), samplingInterval: 1.5) },
            .valueOutOfRange,
            mentions: "sampling interval",
            "1.5 ms",
            "multiple"
        )
    }

    @Test(arguments: [0, -1, .nan, 1e9]) func timeStepsOutOfRangeAreRefused(_ step: Double) {
        expect(
            networkError { _ = try NetworkDescription(timeStep: step) },
            .valueOutOfRange,
            mentions: "timestep",
            "setup"
        )
    }

    @Test func minDelayBelowTheTimeStepIsRefused() {
        expect(
            networkError { _ = try NetworkDescription(timeStep: 1, minDelay: 0.5) },
            .valueOutOfRange,
            mentions: "minDelay",
            "0.5 ms"
        )
        expect(
            networkError {
                var network = try NetworkDescription(timeStep: 1, maxDelay: 10)
                _ = try network.addPopulation(size: 1, cell: IFCurrExp())
                _ = try network.connect(0, 0, AllToAllConnector(), StaticSynapse(weight: 1, delay: 11))
            },
            .valueOutOfRange,
            mentions: "delay",
            "11.0 ms",
            "10.0 ms"
        )
    }
}
