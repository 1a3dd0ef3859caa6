import ChipInterface
import GraphMapping
import NetworkLowering
import NeuralModels

/// What parts of a network take on a core: upper bounds, known before keys and the parts of their sources are.
struct CoreNeeds {
    /// The network.
    let network: FixedPointNetwork
    /// The state that it goes on from; nil when it begins.
    let state: NetworkState?
    /// What a core has.
    let limit: CoreCost
    /// The most bytes that a core's recordings take.
    let recordingBudget: Int
    /// Into how many parts each population is cut at the most.
    var partCounts: [Int]

    /// What a part of a population takes, and with which size of ring buffer: the largest that leaves room for the rest.
    func need(of population: Int, part: Range<Int>) -> (cost: CoreCost, totalBits: UInt32) {
        let incoming = network.projections.filter { $0.target == population }
        var totalBits = SynapseShape.totalBits
        while true {
            let cost = cost(of: population, part: part, totalBits: totalBits, incoming: incoming)
            let isSource = network.populations[population].receptorCount == 0
            if isSource || cost.dtcm <= limit.dtcm || totalBits == SynapseShape.leastTotalBits {
                return (cost, totalBits)
            }
            totalBits -= 1
        }
    }

    private func cost(
        of population: Int,
        part: Range<Int>,
        totalBits: UInt32,
        incoming: [FixedPointProjection]
    ) -> CoreCost {
        var sdram = 4_096 + recordingBudget
        // Index lists of all variables that a core can record.
        let recordedIndices = 4 * part.count
        switch network.populations[population].content {
        case .ifCurrExp:
            let shape = SynapseShape(
                neuronCount: part.count,
                receptorCount: IFCurrExpNeuron.receptorCount,
                totalBits: totalBits
            )
            var longestRow = 1
            var stageCount = 0
            var references = 0
            sdram += part.count * MemoryLayout<IFCurrExpNeuron>.stride
            for projection in incoming {
                let lengths = RowLengths(projection, to: part, shape: shape)
                for stage in lengths.stages.indices {
                    let longest = lengths.longest(stage: stage, of: 0..<projection.sourceSize)
                    guard longest > 0 else { continue }
                    references += partCounts[projection.source]
                    stageCount = max(stageCount, stage)
                    longestRow = max(longestRow, 1 + longest)
                    sdram += projection.sourceSize * (1 + longest) * 4
                }
            }
            let tableEntries = Set(incoming.map(\.source)).reduce(0) { $0 + partCounts[$1] }
            sdram += stageCount * SynapseImage.largestCapacity * MemoryLayout<DeferredRow>.stride
            sdram += references * MemoryLayout<SynapticMatrixReference>.stride * 2
            sdram += 4 * SavedInputs.wordCount(shape: shape, stageCount: stageCount)
            sdram += 12 * (state?.inputs(of: population, part: part).count ?? 0)
            var dtcm = CoreMemory.neuronCoreBytes(
                neuronCount: part.count,
                bytesPerNeuron: MemoryLayout<IFCurrExpNeuron>.stride,
                shape: shape,
                tableEntries: tableEntries,
                references: references,
                stageCount: stageCount,
                longestRowWords: longestRow,
                recordedIndices: recordedIndices
            )
            if network.populations[population].injection != nil {
                dtcm += CoreMemory.injectedCurrentBytes(neuronCount: part.count)
                let region = CoreContent.currentRegion(of: network, population: population, part: part)
                sdram += 4 * (Int(InjectedCurrents.scheduleWords) + (region?.words.count ?? 0))
            }
            return CoreCost(sdram: sdram, dtcm: dtcm)
        case .poisson:
            let stride = MemoryLayout<PoissonSource>.stride
            return CoreCost(
                sdram: sdram + part.count * stride,
                dtcm: CoreMemory.spikeSourceBytes(
                    sourceCount: part.count,
                    bytesPerSource: stride,
                    recordedIndices: recordedIndices
                )
            )
        case .spikeArray(_, let spikes):
            sdram += 12 * spikes.count { part.contains(Int($0.source)) }
            return CoreCost(
                sdram: sdram,
                dtcm: CoreMemory.spikeSourceBytes(
                    sourceCount: part.count,
                    bytesPerSource: 0,
                    recordedIndices: recordedIndices
                )
            )
        }
    }
}
