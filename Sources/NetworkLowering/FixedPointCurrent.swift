import NetworkModel
package import NeuralModels

/// A source of injected current in the numbers that the chip computes with.
package struct FixedPointCurrent: Sendable {
    /// The neurons that it flows into, by population; one that is named twice gets it twice.
    package let members: [Int: [Int]]
    /// Whether it may change in every step.
    package let isUnsteady: Bool
    private let id: CurrentID
    private let waveform: CurrentWaveform
    private let timeStep: Double
    private let seed: UInt64

    init(_ id: CurrentID, in network: NetworkDescription) {
        let current = network[id]
        self.id = id
        members = Dictionary(current.targets.map { ($0.population.rawValue, $0.indices) }) { $0 + $1 }
        waveform = current.waveform
        isUnsteady =
            switch current.waveform {
            case .constant, .steps: false
            case .sine, .noise: true
            }
        timeStep = network.timeStep
        seed = network.sampleSeed(network.seed)
    }

    /// The current from a step on, in units of 2^−`fractionBits` nA: that of the first step, and then each that differs
    /// from the one before.
    func values(in steps: Range<Int>, fractionBits: Int) -> [(step: Int, current: Int32)] {
        let unit = Double(sign: .plus, exponent: fractionBits, significand: 1)
        var values: [(step: Int, current: Int32)] = []
        for (step, amplitude) in waveform.amplitudes(in: steps, timeStep: timeStep, seed: seed, of: id) {
            // Half of the range, so that the difference of two values is in it.
            let code = Int32(min(max((amplitude * unit).rounded(), -0x1p30), 0x1p30 - 1))
            if values.last?.current != code { values.append((step, code)) }
        }
        return values
    }
}

/// In which numbers currents are injected into a population's neurons.
package struct CurrentInjection: Sendable {
    /// What a current does to each neuron.
    package let gains: [CurrentGain]
    /// How many binary places currents have, in nA: as many as the strongest allows.
    package let fractionBits: Int
}

/// A change of an injected current.
package struct CurrentChange: Hashable, Sendable {
    /// The step from which on the current is another.
    package let step: UInt32
    /// Which of a list of currents.
    package let source: Int
    /// By how much it changes, in the units of the population.
    package let change: Int32
}

extension FixedPointNetwork {
    /// Which of the network's currents flow into some of a population's neurons.
    package func currents(into population: Int, part: Range<Int>) -> [Int] {
        currents.indices.filter { currents[$0].members[population]?.contains(where: part.contains) == true }
    }

    /// How currents that flow into a population change during some steps, sorted by step; all are 0 before the first.
    ///
    /// - Parameter sources: Which of the network's currents; the changes bear their positions in this list.
    package func currentChanges(of sources: [Int], into population: Int, in steps: Range<Int>) -> [CurrentChange] {
        guard let injection = populations[population].injection, !steps.isEmpty else { return [] }
        var changes: [CurrentChange] = []
        for (position, source) in sources.enumerated() {
            var present: Int32 = 0
            for (step, value) in currents[source].values(in: steps, fractionBits: injection.fractionBits)
            where value != present {
                changes.append(CurrentChange(step: UInt32(step), source: position, change: value - present))
                present = value
            }
        }
        return changes.sorted { ($0.step, $0.source) < ($1.step, $1.source) }
    }
}

extension NetworkDescription {
    /// In which numbers currents are injected into a population's neurons; nil where none flows in.
    ///
    /// - Throws: ``NetworkError`` for currents that would lead a voltage out of its range.
    func injection(
        into id: PopulationID,
        _ content: FixedPointPopulation.Content
    ) throws(NetworkError) -> CurrentInjection? {
        let own = currents.filter { current in current.targets.contains { $0.population == id && !$0.indices.isEmpty } }
        guard !own.isEmpty, case .ifCurrExp(let neurons) = content else { return nil }
        var sums = Array(repeating: 0.0, count: neurons.count)
        for current in own {
            for target in current.targets where target.population == id {
                for neuron in target.indices { sums[neuron] += current.waveform.largest }
            }
        }
        let population = self[id]
        var gains: [Double] = []
        var farthest = 0.0
        for (index, neuron) in neurons.enumerated() {
            let resistance = population.parameter(.tauM)[index] / population.parameter(.cm)[index]
            // The same factor as that of i_offset, from the decay as rounded.
            gains.append(resistance * (1 - Double(neuron.vDecay) * 0x1p-32))
            let rest = population.parameter(.vRest)[index] + population.parameter(.iOffset)[index] * resistance
            farthest = max(farthest, rest.magnitude + sums[index] * resistance)
        }
        let strongest = own.map(\.waveform.largest).max() ?? 0
        try NetworkError.require(
            strongest < 32_768 && farthest <= 60_000,
            what: "injected current",
            location: population.location,
            given: "up to \(strongest) nA, which with the others leads v as far as \(farthest) mV",
            allowed: "less than 32768 nA each, and together not beyond 60000 mV"
        )
        let fractionBits = strongest > 0 ? min(22, 29 - Int(strongest.exponent)) : 22
        // A current of so many binary places times the gain's 32 is to have the voltage's 47.
        let unit = Double(sign: .plus, exponent: 15 - fractionBits, significand: 1)
        return CurrentInjection(gains: gains.map { CurrentGain($0 * unit) }, fractionBits: fractionBits)
    }
}

extension CurrentGain {
    /// The gain nearest to a number below 2¹⁶.
    init(_ gain: Double) {
        let exponent = max(0, min(16, gain >= 1 ? Int(gain.exponent) + 1 : 0))
        let fraction = (gain * Double(sign: .plus, exponent: 32 - exponent, significand: 1)).rounded()
        self.init(fraction: UInt32(min(fraction, 0x1p32 - 1)), exponent: UInt32(exponent))
    }
}
