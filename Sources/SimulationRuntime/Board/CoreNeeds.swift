import ChipInterface
import GraphMapping
import NetworkLowering
import NetworkModel
import NeuralModels
import Synchronization

/// What parts of a network take on a core: memory, of which these are upper bounds known before keys and the parts of their
/// sources are, and the cycles of a step that are expected.
struct CoreNeeds {
    /// The network.
    let network: FixedPointNetwork
    /// The state that it goes on from; nil when it begins.
    let state: NetworkState?
    /// What a core has.
    let limit: CoreCost
    /// What is recorded.
    let recordings: RecordingLayout
    /// The most bytes that a core's recordings take.
    let recordingBudget: Int
    /// Into how many parts each population is cut at the most.
    var partCounts: [Int] = [] { didSet { if partCounts != oldValue { known.forgetNeeds() } } }

    /// How often neurons are expected to fire to each population, in Hz.
    private let expectedRates: [Double]
    /// How often the sources of each population fire; nil for neurons.
    private let sourceRates: [SpikeRates?]
    /// How much of the synaptic events that are expected of each population is counted; nil before it is known.
    private var shares: [Double]?
    private let known = Known()

    /// What a part takes, and with which size of ring buffer.
    typealias Need = (cost: CoreCost, totalBits: UInt32)

    /// What has been found out: finding it takes a look at every synapse.
    private final class Known: Sendable {
        struct Part: Hashable {
            let population: Int
            let neurons: Range<Int>
        }
        struct Rows: Hashable {
            let projection: Int
            let targets: Range<Int>
            let delayBits: UInt32
        }
        private let needs = Mutex<[Part: Need]>([:])
        private let rows = Mutex<[Rows: RowSummary]>([:])

        func need(_ part: Part, _ make: () -> Need) -> Need {
            if let need = needs.withLock({ $0[part] }) { return need }
            let need = make()
            needs.withLock { $0[part] = need }
            return need
        }

        func rows(_ key: Rows, _ make: () -> RowSummary) -> RowSummary {
            if let rows = rows.withLock({ $0[key] }) { return rows }
            let summary = make()
            rows.withLock { $0[key] = summary }
            return summary
        }

        /// Whatever rows were summarised to some targets.
        func anyRows(_ projection: Int, to targets: Range<Int>) -> RowSummary? {
            rows.withLock { rows in
                for bits in 0...SynapseShape.totalBits {
                    let key = Rows(projection: projection, targets: targets, delayBits: bits)
                    if let summary = rows[key] { return summary }
                }
                return nil
            }
        }

        func forgetNeeds() { needs.withLock { $0 = [:] } }
    }

    /// Creates the needs of a network; `partCounts` are still missing.
    init(
        network: FixedPointNetwork,
        description: NetworkDescription,
        state: NetworkState?,
        limit: CoreCost,
        recordings: RecordingLayout,
        recordingBudget: Int
    ) {
        self.network = network
        self.state = state
        self.limit = limit
        self.recordings = recordings
        self.recordingBudget = recordingBudget
        let perStep = description.timeStep / 1_000
        expectedRates = description.populations.map { $0.options.spikesPerSecond * perStep }
        sourceRates = network.populations.map { SpikeRates($0.content) }
    }

    /// What a part of a population takes, and with which size of ring buffer: the largest that leaves room for the rest.
    func need(of population: Int, part: Range<Int>) -> Need {
        known.need(Known.Part(population: population, neurons: part)) {
            var totalBits = SynapseShape.totalBits
            while true {
                let cost = cost(of: population, part: part, totalBits: totalBits)
                let isSource = network.populations[population].receptorCount == 0
                if isSource || cost.dtcm <= limit.dtcm || totalBits == SynapseShape.leastTotalBits {
                    return (cost, totalBits)
                }
                totalBits -= 1
            }
        }
    }

    /// Which neurons of a projection's source have synapses to some neurons.
    func reached(by projection: Int, targets: Range<Int>) -> RowSummary {
        // Which do does not depend on how delays are cut into stages.
        known.anyRows(projection, to: targets)
            ?? rows(of: projection, to: targets, shape: SynapseShape(neuronCount: 1, receptorCount: 1))
    }

    /// The most cycles that are counted for spikes that arrive: half of what a core may do. Cores of fewer neurons hardly
    /// have fewer of them, so that cutting a network does not help against more.
    private var mostArriving: Double { Double(limit.cycles) / 2 }

    /// Finds out where more spikes would arrive than that: the network can only be meant to fire less, and have fewer synaptic
    /// events.
    ///
    /// `partCounts` are those of the fewest parts.
    mutating func boundArrivals() {
        guard shares == nil else { return }
        shares = network.populations.indices.map { population in
            let incoming = network.projections.indices.filter { network.projections[$0].target == population }
            // If all neurons of all sources were heard.
            let bound = arrivals(incoming, from: { [0..<network.populations[$0].size] }, isHeard: { _, _ in true })
            guard bound > mostArriving else { return 1 }
            let dearest = parts(of: population).reduce(0) { dearest, part in
                let shape = SynapseShape(neuronCount: part.count, receptorCount: IFCurrExpNeuron.receptorCount)
                let cycles = arrivals(incoming, from: parts(of:)) { projection, source in
                    rows(of: projection, to: part, shape: shape).reaches(from: source)
                }
                return max(dearest, cycles)
            }
            return dearest > mostArriving ? mostArriving / dearest : 1
        }
    }

    /// What it takes to look up spikes and fetch a row of each projection that they belong to.
    private func arrivals(
        _ incoming: [Int],
        from parts: (Int) -> [Range<Int>],
        isHeard: (_ projection: Int, _ part: Range<Int>) -> Bool
    ) -> Double {
        var cycles = 0.0
        let bySource = Dictionary(grouping: incoming, by: { network.projections[$0].source })
        for (source, projections) in bySource.sorted(by: { $0.key < $1.key }) {
            let rates = rates(of: source, to: network.projections[projections[0]].target)
            for part in parts(source) {
                let rows = projections.count { isHeard($0, part) }
                if rows > 0 { cycles += rates[part] * (KernelCost.packet + Double(rows) * KernelCost.row) }
            }
        }
        return cycles
    }

    private func rows(of projection: Int, to targets: Range<Int>, shape: SynapseShape) -> RowSummary {
        known.rows(Known.Rows(projection: projection, targets: targets, delayBits: shape.delayBits)) {
            let own = network.projections[projection]
            return RowSummary(
                RowLengths(own, to: targets, shape: shape),
                rates: rates(of: own.source, to: own.target)
            )
        }
    }

    /// How often neurons of a population are expected to fire, as another sees it.
    private func rates(of source: Int, to target: Int) -> SpikeRates {
        sourceRates[source] ?? SpikeRates(alike: expectedRates[target])
    }

    private func cost(of population: Int, part: Range<Int>, totalBits: UInt32) -> CoreCost {
        let content = network.populations[population].content
        var cost = CoreCost(sdram: 4_096 + recordingBudget, dtcm: 0)
        cost.itcm = BoardProgram(for: content).codeBytes
        var load = CoreLoad()
        // Index lists of all variables that a core can record.
        let recordedIndices = 4 * part.count
        let fired = (sourceRates[population] ?? SpikeRates(alike: expectedRates[population]))[part]
        load.record(recordings.plans(population: population, part: part), spikes: fired)
        switch content {
        case .ifCurrExp:
            load.expected += fired * KernelCost.neuronSpike
            addNeurons(of: population, part: part, totalBits: totalBits, recordedIndices, to: &cost, &load)
        case .poisson(let sources):
            let stride = MemoryLayout<PoissonSource>.stride
            cost.sdram += part.count * stride
            cost.dtcm = CoreMemory.spikeSourceBytes(
                sourceCount: part.count,
                bytesPerSource: stride,
                recordedIndices: recordedIndices
            )
            let draws = sources[part].reduce(0) { $0 + Int($1.draws) }
            load.certain += KernelCost.poissonStep + Double(draws) * KernelCost.poissonDraw
            load.expected += fired * KernelCost.poissonSpike
        case .spikeArray(_, let spikes):
            cost.sdram += 12 * spikes.count { part.contains(Int($0.source)) }
            cost.dtcm = CoreMemory.spikeSourceBytes(
                sourceCount: part.count,
                bytesPerSource: 0,
                recordedIndices: recordedIndices
            )
            load.certain += KernelCost.arrayStep
            load.expected += fired * KernelCost.arraySpike
        }
        cost.cycles = load.cycles(neurons: part.count, limit: limit.cycles)
        return cost
    }

    /// Adds what neurons with their synapses take.
    private func addNeurons(
        of population: Int,
        part: Range<Int>,
        totalBits: UInt32,
        _ recordedIndices: Int,
        to cost: inout CoreCost,
        _ load: inout CoreLoad
    ) {
        let shape = SynapseShape(
            neuronCount: part.count,
            receptorCount: IFCurrExpNeuron.receptorCount,
            totalBits: totalBits
        )
        var longestRow = 1
        var stageCount = 0
        var references = 0
        // Cycles of spikes that arrive and of fetching their rows; synaptic events.
        var arriving = 0.0
        var events = 0.0
        var hasSynapses = [Bool](repeating: false, count: part.count)
        // Which parts of each population are heard.
        var heard: [Int: [Bool]] = [:]
        cost.sdram += part.count * MemoryLayout<IFCurrExpNeuron>.stride
        for (number, projection) in network.projections.enumerated() where projection.target == population {
            let rows = rows(of: number, to: part, shape: shape)
            let parts = parts(of: projection.source)
            var own = heard[projection.source] ?? Array(repeating: false, count: parts.count)
            for (stage, summary) in rows.stages.enumerated() where summary.longest > 0 {
                references += partCounts[projection.source]
                stageCount = max(stageCount, stage)
                longestRow = max(longestRow, 1 + summary.longest)
                cost.sdram += projection.sourceSize * (1 + summary.longest) * 4
                for index in parts.indices where !own[index] { own[index] = summary.reaches(from: parts[index]) }
            }
            heard[projection.source] = own
            for (neuron, has) in rows.hasSynapses.enumerated() where has { hasSynapses[neuron] = true }
            let rates = rates(of: projection.source, to: population)
            for (stage, summary) in rows.stages.enumerated() where summary.longest > 0 {
                let fetched = parts.reduce(0) { $0 + (summary.reaches(from: $1) ? rates[$1] : 0) }
                arriving += fetched * (KernelCost.row + (stage > 0 ? KernelCost.deferredRow : 0))
                events += summary.events
            }
        }
        let tableEntries = heard.keys.reduce(0) { $0 + partCounts[$1] }
        cost.sdram += stageCount * SynapseImage.largestCapacity * MemoryLayout<DeferredRow>.stride
        cost.sdram += references * MemoryLayout<SynapticMatrixReference>.stride * 2
        cost.sdram += 4 * SavedInputs.wordCount(shape: shape, stageCount: stageCount)
        cost.sdram += 12 * (state?.inputs(of: population, part: part).count ?? 0)
        cost.dtcm = CoreMemory.neuronCoreBytes(
            neuronCount: part.count,
            bytesPerNeuron: MemoryLayout<IFCurrExpNeuron>.stride,
            shape: shape,
            tableEntries: tableEntries,
            references: references,
            stageCount: stageCount,
            longestRowWords: longestRow,
            recordedIndices: recordedIndices
        )
        load.certain += KernelCost.neuronStep + Double(stageCount) * KernelCost.stage
        for has in hasSynapses { load.certain += has ? KernelCost.neuron : KernelCost.idleNeuron }
        // In a fixed order, for sums of rounded numbers depend on it.
        for (source, own) in heard.sorted(by: { $0.key < $1.key }) {
            let rates = rates(of: source, to: population)
            for (part, isHeard) in zip(parts(of: source), own) where isHeard {
                arriving += rates[part] * KernelCost.packet
            }
        }
        load.expected += min(arriving, mostArriving)
        load.expected += events * KernelCost.synapticEvent * (shares?[population] ?? 1)
        if network.populations[population].injection != nil {
            cost.dtcm += CoreMemory.injectedCurrentBytes(neuronCount: part.count)
            let region = CoreContent.currentRegion(of: network, population: population, part: part)
            cost.sdram += 4 * (Int(InjectedCurrents.scheduleWords) + (region?.words.count ?? 0))
            load.certain += network.injectedLoad(population: population, part: part)
        }
    }

    /// The parts of a population, as far as they are known: as many as there may be, all of a size.
    private func parts(of population: Int) -> [Range<Int>] {
        let size = network.populations[population].size
        let count = max(1, min(partCounts[population], size))
        let (length, longer) = size.quotientAndRemainder(dividingBy: count)
        return (0..<count).map { $0 * length + min($0, longer)..<($0 + 1) * length + min($0 + 1, longer) }
    }
}

extension FixedPointNetwork {
    /// The cycles of a step that injected currents take.
    fileprivate func injectedLoad(population: Int, part: Range<Int>) -> Double {
        let own = currents(into: population, part: part)
        guard !own.isEmpty else { return 0 }
        let changing = own.filter { currents[$0].isUnsteady }
        let changes = changing.reduce(0) { count, current in
            count + (currents[current].members[population] ?? []).count(where: part.contains)
        }
        return Double(part.count) * KernelCost.injectedNeuron + Double(changes) * KernelCost.currentChange
    }
}
