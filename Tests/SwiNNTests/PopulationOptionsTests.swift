import SwiNN
import Testing

/// What sPyNNaker adds to PyNN's populations.
@MainActor
@Suite(.serialized) struct PopulationOptionsTests {
    @Test func additionalParametersAreHonouredOrExplained() throws {
        try script { backend in
            let cells = try Population(
                10,
                IFCurrExp(),
                additionalParameters: [
                    "neurons_per_core": 4, "spikesPerSecond": 12, "ring_buffer_sigma": 3.5,
                    "max_expected_summed_weight": .reals([2, 1]), "n_synapse_cores": 1, "drop_late_spikes": true,
                ]
            )
            let source = try Population(2, SpikeSourcePoisson(), additionalParameters: ["max_rate": 200])
            try run(0)
            let options = try #require(backend.network?.populations.map(\.options))
            #expect(options[0].neuronsPerCore == 4 && options[0].spikesPerSecond == 12)
            #expect(options[0].ringBufferSigma == 3.5 && options[0].maxExpectedSummedWeight == [2, 1])
            #expect(options[1].maxRate == 200 && cells.size == 10 && source.size == 2)
            let refused: [(AdditionalParameters, NetworkError.Code)] = [
                (["sigma": 3], .unknownName), (["max_rate": 3], .unknownName), (["port": 12345], .unknownName),
                (["seed": -1], .valueOutOfRange), (["neurons_per_core": 257], .valueOutOfRange),
                (["ring_buffer_sigma": "many"], .valueOutOfRange),
                (["max_expected_summed_weight": .reals([1])], .valueOutOfRange),
            ]
            for (parameters, code) in refused {
                let error = networkError { _ = try Population(1, IFCurrExp(), additionalParameters: parameters) }
                #expect(error?.code == code && error?.allowed != nil)
            }
        }
    }

    @Test(arguments: [
        "n_synapse_cores", "allow_delay_extensions", "incoming_spike_buffer_size", "drop_late_spikes", "n_colour_bits",
        "splitter", "splitter_object", "n_steps_per_timestep",
    ]) func whatNothingDependsOnIsTakenWithAReason(_ name: String) throws {
        var warnings: [String] = []
        let options = try AdditionalParameters(dictionaryLiteral: (name, 2))
            .options(of: IFCurrExp.schema, "population 'cells'") { warnings.append($0) }
        #expect(options == PopulationOptions())
        #expect(warnings.count == 1 && warnings[0].hasPrefix("population 'cells': \(name) changes nothing: "))
    }

    @Test func aSeedOfItsOwnMakesAPopulationItsOwn() throws {
        @MainActor func draws(_ others: Int, networkSeed: UInt64, seed: Int) throws -> [[Double]] {
            var result: [[Double]] = []
            try script(seed: networkSeed) { _ in
                for _ in 0..<others { _ = try Population(3, IFCurrExp()) }
                let cells = try Population(
                    20,
                    IFCurrExp(tauM: .random(.uniform(low: 10, high: 20))),
                    structure: RandomStructure(Sphere(radius: 10)),
                    initialValues: ["v": .random(.uniform(low: -65, high: -50))],
                    additionalParameters: ["seed": .integer(seed)]
                )
                result = [try cells.tauM, try cells.initialValues("v"), cells.positions.map(\.x)]
            }
            return result
        }
        let first = try draws(0, networkSeed: 1, seed: 7)
        #expect(try draws(3, networkSeed: 2, seed: 7) == first)
        let other = try draws(0, networkSeed: 1, seed: 8)
        #expect(zip(first, other).allSatisfy { $0 != $1 })
    }

    @Test func aSeedOfItsOwnRepeatsPoissonSpikes() throws {
        @MainActor func spikes(_ others: Int, networkSeed: UInt64, seed: Int) throws -> [[Double]] {
            try setup(timestep: 1, target: .host, seed: networkSeed)
            defer { try? end() }
            for _ in 0..<others { _ = try Population(3, SpikeSourcePoisson(rate: 50)) }
            let source = try Population(5, SpikeSourcePoisson(rate: 50), additionalParameters: ["seed": .integer(seed)])
            try source.record("spikes")
            try run(200)
            return try source.getData().segments[0].spikeTrains.map(\.times)
        }
        let first = try spikes(0, networkSeed: 1, seed: 7)
        #expect(first.joined().count > 20)
        #expect(try spikes(2, networkSeed: 3, seed: 7) == first)
        #expect(try spikes(0, networkSeed: 1, seed: 8) != first)
    }

    @Test func placesAndCellsOnACoreReachTheBackEnd() throws {
        try script { backend in
            let cells = try Population(10, IFCurrExp())
            try cells.addPlacementConstraint(x: 1, y: 0, p: 4)
            try cells.setMaxAtomsPerCore(5)
            try run(1)
            let options = try #require(backend.network?.populations[0].options)
            #expect(options.place?.x == 1 && options.place?.core == 4 && options.neuronsPerCore == 5)
            #expect(networkError { try cells.setMaxAtomsPerCore(6) }?.code == .state)
            #expect(networkError { try cells.addPlacementConstraint(x: 0, y: 0) }?.code == .state)
            try reset()
            try cells.addPlacementConstraint(x: 0, y: 0)
            try run(1)
            #expect(backend.calls == [.prepare, .run(1), .reset, .apply, .run(1)])
            try reset()
            #expect(networkError { try cells.addPlacementConstraint(x: 0, y: 0, p: 18) }?.code == .valueOutOfRange)
            #expect(networkError { try cells.setMaxAtomsPerCore(0) }?.code == .valueOutOfRange)
        }
    }

    /// What PyNN does not have and sPyNNaker has with injectors, devices and plasticity: refused by name, with what there is.
    @Test func whatOnlySPyNNakerHasIsRefusedByName() throws {
        try script { _ in
            for name in ["port", "virtual_key", "reserve_reverse_ip_tag"] {
                let error = networkError {
                    _ = try Population(1, SpikeSourcePoisson(), additionalParameters: [name: 1])
                }
                #expect(error?.code == .unknownName && error?.given == "'\(name)'", "\(name)")
            }
            let cells = try Population(2, IFCurrExp())
            for name in ["packets-per-timestep", "rewiring", "profile"] {
                let error = networkError { try cells.record(Variables([name])) }
                #expect(error?.code == .notRecordable && error?.given == "'\(name)'", "\(name)")
                #expect(error?.allowed?.contains("'gsyn_exc'") == true)
            }
            #expect(networkError { _ = try nativeCellType("ICUBRetinaDevice") } != nil)
            #expect(networkError { _ = try nativeSynapseType("Convolution") } != nil)
        }
    }
}
