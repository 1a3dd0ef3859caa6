package import NetworkModel

/// A projection's synapses in the numbers that the chip computes with.
///
/// They are not kept but listed when they are wanted, target by target: a projection drawn at random takes no memory.
package struct FixedPointProjection: Sendable {
    /// The projection's label, for messages.
    package let label: String
    /// The index of the population the synapses come from.
    package let source: Int
    /// The index of the population they go to.
    package let target: Int
    /// The receptor they act on.
    package let receptor: Int
    /// How many neurons the source population has.
    package let sourceSize: Int
    /// The longest delay in steps; 0 without synapses.
    package let longestDelay: Int

    let expansion: ProjectionExpansion
    let sources: CellPlaces
    let targets: CellPlaces
    let scale: WeightScale

    init(
        _ projection: ProjectionDescription,
        in network: NetworkDescription,
        expansion: ProjectionExpansion,
        receptor: Int,
        scale: WeightScale,
        longestDelay: Int
    ) {
        label = projection.label
        source = projection.pre.population.rawValue
        target = projection.post.population.rawValue
        self.receptor = receptor
        sourceSize = network[projection.pre.population].size
        self.longestDelay = longestDelay
        self.expansion = expansion
        sources = CellPlaces(projection.pre.indices)
        targets = CellPlaces(projection.post.indices)
        self.scale = scale
    }

    /// Visits the synapses to some neurons, target by target in ascending order.
    ///
    /// - Parameters:
    ///   - neurons: The targets' indices in their population.
    ///   - body: Takes the index of the source in its population, and the synapse.
    package func forEachSynapse(to neurons: Range<Int>, _ body: (_ source: Int, FixedPointSynapse) -> Void) {
        var own = ProjectionExpansion.Synapses()
        for neuron in neurons {
            guard let place = targets.place(of: neuron) else { continue }
            expansion.list(place, into: &own)
            for index in own.sources.indices {
                let synapse = FixedPointSynapse(
                    target: Int32(neuron),
                    weight: scale.code(for: abs(own.weights[index])),
                    delay: UInt16(truncatingIfNeeded: own.delaySteps[index])
                )
                body(sources.index(at: Int(own.sources[index])), synapse)
            }
        }
    }
}

extension FixedPointProjection {
    /// Synapses as a back end holds them, with their weights in nA.
    ///
    /// - Parameter synapses: The synapses of each neuron of the source population; each neuron's are sorted by target.
    package func list(_ synapses: [[FixedPointSynapse]]) -> SynapseList {
        var result = SynapseList(count: synapses.reduce(0) { $0 + $1.count })
        var place = 0
        for (source, row) in synapses.enumerated() {
            for synapse in row.sorted(by: { $0.target < $1.target }) {
                result.pre[place] = Int32(source)
                result.post[place] = synapse.target
                result.weights[place] = scale.weight(of: synapse.weight)
                result.delaySteps[place] = Int32(synapse.delay)
                place += 1
            }
        }
        return result
    }
}

/// Where the cells of a selection stand in their population, and the other way round.
struct CellPlaces: Sendable {
    private let first: Int
    private let count: Int
    /// The indices in the population, by place; empty when they are consecutive.
    private let indices: [Int]
    /// The places, by rising index; empty when the indices are consecutive.
    private let order: [Int]

    init(_ indices: [Int]) {
        first = indices.first ?? 0
        count = indices.count
        let first = first
        if indices.indices.allSatisfy({ indices[$0] == first + $0 }) {
            self.indices = []
            order = []
        } else {
            self.indices = indices
            order = indices.indices.sorted { indices[$0] < indices[$1] }
        }
    }

    /// The first index, if they are consecutive and ascending.
    var firstOfRun: Int? { indices.isEmpty ? first : nil }

    /// The index in the population of the cell at a place of the selection.
    func index(at place: Int) -> Int { indices.isEmpty ? first + place : indices[place] }

    /// The place in the selection of the cell of that index; nil for one that is not in it.
    func place(of index: Int) -> Int? {
        if indices.isEmpty {
            let place = index - first
            return place >= 0 && place < count ? place : nil
        }
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if indices[order[middle]] < index { low = middle + 1 } else { high = middle }
        }
        return low < order.count && indices[order[low]] == index ? order[low] : nil
    }
}

/// A synapse without its source neuron.
package struct FixedPointSynapse: Hashable, Sendable {
    /// The neuron it acts on, counted from its population's first.
    package var target: Int32
    /// The weight in the receptor's units of 2^(shift − 15) nA.
    package var weight: UInt16
    /// The delay in steps, at least 1.
    package var delay: UInt16

    /// Creates a synapse.
    package init(target: Int32, weight: UInt16, delay: UInt16) {
        self.target = target
        self.weight = weight
        self.delay = delay
    }
}
