import ChipInterface
import NetworkLowering
import NeuralModels

/// The data regions of one core, before they have addresses.
struct CoreContent: Sendable {
    /// One region.
    struct Region: Sendable {
        var kind: RegionKind
        var words: [UInt32]
        /// Whether the core is to check the region against its checksum: not for those it only writes, nor the long ones.
        var isChecked: Bool
        /// Words of room that the core fills and the host need not write.
        var room: Int = 0
    }

    /// The program that the regions are for.
    let program: BoardProgram

    /// The regions, in the order in which they lie in memory, but for the recording region.
    private(set) var regions: [Region]

    /// What the core records.
    let recordings: [RecordingPlan]

    /// How many steps the recording buffers hold.
    let bufferSteps: Int

    /// The network's currents that flow into the core's neurons, in the order of the core's sources.
    private(set) var currents: [Int] = []

    /// Where a projection's rows lie, to read them back.
    let synapses: SynapseImage?

    /// How many words of rows the core draws itself.
    var drawnWords: Int { synapses?.drawnWords ?? 0 }

    /// Gathers the regions of the core that holds the neurons `part` of a population.
    init(
        network: FixedPointNetwork,
        population index: Int,
        part: Range<Int>,
        sources: [SynapseImage.Source],
        system: SystemRegion,
        recordings: [RecordingPlan],
        bufferSteps: Int,
        totalBits: UInt32,
        worthDrawing: Int,
        pending: [PendingInput]
    ) {
        let population = network.populations[index]
        program = BoardProgram(for: population.content)
        self.recordings = recordings
        self.bufferSteps = bufferSteps
        regions = [
            Region(kind: .system, words: Self.words { $0.append(layout: system) }, isChecked: true),
            Region(kind: .provenance, words: [], isChecked: false, room: Provenance.words),
        ]
        regions.append(Self.contentRegion(of: population.content, part: part))
        guard population.receptorCount > 0 else {
            synapses = nil
            return
        }
        let image = SynapseImage(
            network,
            target: index,
            targets: part,
            sources: sources,
            totalBits: totalBits,
            worthDrawing: worthDrawing
        )
        let parameters = Self.words { $0.append(layout: image.parameters) }
        regions.append(
            Region(
                kind: .synapseParameters,
                words: parameters,
                isChecked: false,
                room: (image.parameters.byteCount + 3) / 4 - parameters.count
            )
        )
        regions.append(Region(kind: .populationTable, words: image.populationTable, isChecked: true))
        // A core without synapses still needs the region; one word keeps it from being empty.
        let matrices = image.matrices.isEmpty && image.drawnWords == 0 ? [0] : image.matrices
        regions.append(
            Region(kind: .synapticMatrix, words: matrices, isChecked: false, room: image.drawnWords)
        )
        if !image.drawnSynapses.isEmpty {
            regions.append(Region(kind: .drawnSynapses, words: image.drawnSynapses, isChecked: true))
        }
        if let sources = Self.currentRegion(of: network, population: index, part: part) {
            currents = network.currents(into: index, part: part)
            regions.append(sources)
            let room = Int(InjectedCurrents.scheduleWords)
            regions.append(Region(kind: .currentSchedule, words: [], isChecked: false, room: room))
        }
        let shape = image.parameters.shape
        let savedWords = SavedInputs.wordCount(shape: shape, stageCount: Int(image.parameters.stageCount))
        regions.append(Region(kind: .savedInputs, words: [], isChecked: false, room: savedWords))
        if !pending.isEmpty {
            let list = Self.inputList(of: pending, part: part, shape: shape)
            regions.append(Region(kind: .pendingInputs, words: list, isChecked: false))
        }
        synapses = image
    }

    /// The region that says into which of a part's neurons currents flow; nil where none does.
    static func currentRegion(of network: FixedPointNetwork, population: Int, part: Range<Int>) -> Region? {
        let own = network.currents(into: population, part: part)
        guard !own.isEmpty, let injection = network.populations[population].injection else { return nil }
        let members = own.map { current in
            (network.currents[current].members[population] ?? []).filter(part.contains)
        }
        let words = words {
            $0.append(UInt32(own.count))
            var first = 0
            for list in members {
                $0.append(UInt32(first))
                $0.append(UInt32(list.count))
                first += list.count
            }
            $0.append(layouts: Array(injection.gains[part]))
            for list in members { for neuron in list { $0.append(UInt32(neuron - part.lowerBound)) } }
        }
        return Region(kind: .currentSources, words: words, isChecked: false)
    }

    /// Records {step, count, synapse words} of inputs sorted by step, and the end of the list.
    private static func inputList(of inputs: [PendingInput], part: Range<Int>, shape: SynapseShape) -> [UInt32] {
        var list: [UInt32] = []
        var countPlace = 0
        var last: UInt32?
        for input in inputs {
            if input.step != last {
                list += [input.step, 0]
                countPlace = list.count - 1
                last = input.step
            }
            list.append(
                shape.synapse(
                    weight: input.amount,
                    delay: 0,
                    receptor: UInt32(input.receptor),
                    neuron: UInt32(input.neuron - part.lowerBound)
                )
            )
            list[countPlace] += 1
        }
        return list + [PendingInputs.endOfList]
    }

    /// The region with the part's neurons or sources as they are at the start.
    static func contentRegion(of content: FixedPointPopulation.Content, part: Range<Int>) -> Region {
        switch content {
        case .ifCurrExp(let neurons):
            let header = NeuronParametersRegion(
                model: .ifCurrExp,
                bytesPerNeuron: MemoryLayout<IFCurrExpNeuron>.stride,
                receptorCount: IFCurrExpNeuron.receptorCount
            )
            let words = words {
                $0.append(layout: header)
                $0.append(layouts: Array(neurons[part]))
            }
            return Region(kind: .neuronParameters, words: words, isChecked: true)
        case .poisson(let sources):
            let header = PoissonRegion(sourceBytes: UInt32(MemoryLayout<PoissonSource>.stride))
            let words = words {
                $0.append(layout: header)
                $0.append(layouts: Array(sources[part]))
            }
            return Region(kind: .poissonSources, words: words, isChecked: true)
        case .spikeArray(_, let spikes):
            var list = spikeList(of: spikes, part: part)
            list.insert(UInt32(list.count), at: 0)
            return Region(kind: .spikeSourceArray, words: list, isChecked: false)
        }
    }

    /// Records {step, count, neurons} of a part's spikes, and the end of the list.
    private static func spikeList(of spikes: [SourceSpike], part: Range<Int>) -> [UInt32] {
        var list: [UInt32] = []
        var countPlace = 0
        var last: UInt32?
        for spike in spikes where part.contains(Int(spike.source)) {
            if spike.stamp != last {
                list += [spike.stamp, 0]
                countPlace = list.count - 1
                last = spike.stamp
            }
            list.append(spike.source - UInt32(part.lowerBound))
            list[countPlace] += 1
        }
        list.append(SpikeSourceArrayRegion.endOfList)
        return list
    }

    private static func words(_ fill: (inout WordBuffer) -> Void) -> [UInt32] {
        var buffer = WordBuffer()
        fill(&buffer)
        return buffer.words
    }
}
