import ChipInterface
import NetworkLowering
import NetworkModel
import NeuralModels
import Testing

@Suite
struct LoweringTests {
    private func network(weight: Double = 1, delay: Double = 1, cm: Double = 1) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1)
        let cells = try network.addPopulation(
            size: 3,
            cell: IFCurrExp(cm: .value(cm), iOffset: [0, 0.1, 0.2]),
            initialValues: [.v: [-65, -60, -55], .isynExc: 0.5],
            label: "cells"
        )
        let source = try network.addPopulation(
            size: 2,
            cell: SpikeSourceArray(spikeTimes: [[3, 0.5, 3], [1]]),
            label: "source"
        )
        _ = try network.addProjection(
            from: CellSelection(population: source, indices: [0, 1]),
            to: CellSelection(population: cells, indices: [0, 1, 2]),
            rule: .list(
                ConnectionList(
                    pre: [1, 0, 1, 0],
                    post: [0, 2, 1, 1],
                    weights: [weight, weight / 2, weight / 4, weight],
                    delays: [delay, 2, 3, 40]
                )
            ),
            synapse: StaticSynapse(),
            receptor: "inhibitory",
            label: "drive"
        )
        return network
    }

    @Test
    func everyPartOfADescriptionIsCarriedOver() throws {
        let lowered = try FixedPointNetwork(network())

        guard case .ifCurrExp(let neurons) = lowered.populations[0].content else {
            Issue.record("not neurons")
            return
        }
        #expect(neurons.map(\.v) == [-2_129_920, -1_966_080, -1_802_240])
        #expect(neurons.map(\.excitation) == [16384, 16384, 16384])
        #expect(Set(neurons.map(\.driftLow)).count == 3)
        guard case .spikeArray(2, let spikes) = lowered.populations[1].content else {
            Issue.record("not sources")
            return
        }
        #expect(spikes.map(\.stamp) == [1, 1, 3, 3])
        #expect(spikes.map(\.source) == [0, 1, 0, 0])
        let projection = lowered.projections[0]
        #expect(projection.receptor == 1)
        let rows = SynapseRows(projection, to: 0..<3)
        #expect(rows[0].map(\.target) == [1, 2])
        #expect(rows[0].map(\.delay) == [40, 2])
        #expect(rows[1].map(\.target) == [0, 1])
        #expect(projection.longestDelay == 40)
        #expect(rows[0].count + rows[1].count == 4)
    }

    @Test
    func rowsAreReadBackAsTheyWereBuilt() throws {
        let lowered = try FixedPointNetwork(network())
        // 256 neurons leave 32 slots, so that a delay of 40 steps needs a second stage.
        let targets = 1..<257
        let sources = [SynapseImage.Source(population: 1, neurons: 0..<2, key: 0x10000, mask: 0xFFFF_0000)]

        let image = SynapseImage(lowered, target: 0, targets: targets, sources: sources)

        #expect(image.references.map(\.stage) == [0, 1])
        var synapses: [[FixedPointSynapse]] = [[], []]
        for place in image.placements {
            for row in 0..<2 {
                let length = Int(place.reference.rowWords)
                let start = Int(place.reference.offset) / 4 + row * length
                synapses[row] += try #require(
                    SynapseImage.decode(
                        row: image.matrices[start..<(start + length)],
                        stage: Int(place.reference.stage),
                        firstTarget: 1,
                        shape: image.parameters.shape
                    )
                )
            }
        }
        let rows = SynapseRows(lowered.projections[0], to: targets)
        for row in 0..<2 { #expect(Set(synapses[row]) == Set(rows[row])) }
        #expect(
            SynapseImage.decode(row: [5, 0, 0], stage: 0, firstTarget: 0, shape: image.parameters.shape) == nil
        )
    }

    @Test
    func errorsNameThePopulationTheParameterAndTheRange() throws {
        let slow = #expect(throws: NetworkError.self) { try FixedPointNetwork(network(delay: 20000)) }
        #expect(slow?.description.contains("projection 'drive'") == true)
        #expect(slow?.description.contains("16383") == true)

        let small = #expect(throws: NetworkError.self) { try FixedPointNetwork(network(cm: 0.001)) }
        #expect(small?.description.contains("cm of cell 0") == true)

        let jumpy = #expect(throws: NetworkError.self) { try FixedPointNetwork(network(weight: 30000, cm: 0.01)) }
        #expect(jumpy?.description.contains("60000 mV") == true)
    }

    @Test
    func weightsTooSmallForTheirScaleAreNoted() throws {
        #expect(try FixedPointNetwork(network()).notes.isEmpty)

        var network = try network(weight: 1000)
        _ = try network.addProjection(
            from: CellSelection(population: PopulationID(rawValue: 1), indices: [0]),
            to: CellSelection(population: PopulationID(rawValue: 0), indices: [0]),
            rule: OneToOneConnector().rule,
            synapse: StaticSynapse(weight: 0.01),
            receptor: "inhibitory"
        )
        let notes = try FixedPointNetwork(network).notes

        #expect(notes.count == 1)
        #expect(notes[0].contains("population 'cells': inhibitory weights are multiples of"))
    }

    @Test
    func aCoreHasATableOfThoseThatReachItOnly() throws {
        let lowered = try FixedPointNetwork(network())
        let sources = [
            SynapseImage.Source(population: 1, neurons: 1..<2, key: 0x20000, mask: 0xFFFF_0000),
            SynapseImage.Source(population: 0, neurons: 0..<3, key: 0x30000, mask: 0xFFFF_0000),
            SynapseImage.Source(population: 1, neurons: 0..<1, key: 0x10000, mask: 0xFFFF_0000),
        ]

        let image = SynapseImage(lowered, target: 0, targets: 1..<3, sources: sources)

        // Two neurons of two receptors leave 4096 slots: no stages, one matrix for each source.
        #expect(image.parameters.shape == SynapseShape(neuronBits: 1, receptorBits: 1, delayBits: 12))
        #expect(image.parameters.stageCount == 0)
        #expect(image.parameters.byteCount == MemoryLayout<SynapseParametersRegion>.size)
        #expect(image.parameters.longestRowWords == 3)
        let rows = SynapseRows(lowered.projections[0], to: 0..<3)
        let weights = (0..<2).map { rows[$0].map { UInt32($0.weight) << 16 } }
        #expect(
            image.matrices == [
                2, weights[0][0] | 40 << 2 | 2, weights[0][1] | 2 << 2 | 3, 1, weights[1][1] | 3 << 2 | 2,
            ]
        )
        #expect(
            image.populationTable == [
                2, 2, 0x10000, 0xFFFF_0000, 0, 1, 0x20000, 0xFFFF_0000, 1, 1, 0, 3, 12, 2,
            ]
        )
    }
}
