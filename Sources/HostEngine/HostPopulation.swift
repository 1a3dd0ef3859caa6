import ChipInterface
import NetworkLowering
import NeuralModels

extension FixedPointPopulation {
    /// How many variables can be recorded of its cells besides spikes.
    var variableCount: Int {
        switch content {
        case .ifCurrExp: IFCurrExpNeuron.variableCount
        case .poisson, .spikeArray: 0
        }
    }
}

/// A population in the middle of a run: its state and the inputs still to come.
struct HostPopulation {
    /// The neurons or sources as they are now.
    var content: FixedPointPopulation.Content
    /// The projections that start here.
    let outgoing: [Int]

    /// How many inputs did not fit into a ring buffer's entry, whole or in part.
    private(set) var saturations = 0

    private let weightShifts: WeightShifts
    private let entriesPerSlot: Int
    private let slotMask: UInt32
    /// The inputs of the coming steps: slot by slot, receptor by receptor, neuron by neuron.
    private var ring: [UInt16]
    /// What injected currents add to each neuron's voltage in a step, in 2⁻⁴⁷ mV; empty where none flows in.
    private var drifts: [Int64]
    private var currentGains: [CurrentGain]
    private var nextSpike = 0
    private let size: Int

    /// The populations of a network at a step, with the inputs that are on their way then.
    static func all(
        of network: FixedPointNetwork,
        from step: UInt32 = 0,
        inputs: [[PendingInput]] = []
    ) -> [HostPopulation] {
        network.populations.indices.map { index in
            let pending = inputs.indices.contains(index) ? inputs[index] : []
            let longest = network.projections.filter { $0.target == index }.map(\.longestDelay).max() ?? 0
            let last = pending.map { Int($0.step &- step) }.max() ?? 0
            var population = HostPopulation(
                network.populations[index],
                longestDelay: max(longest, last),
                outgoing: network.projections.indices.filter { network.projections[$0].source == index }
            )
            population.seek(step)
            for input in pending { population.add(input) }
            return population
        }
    }

    private init(_ population: FixedPointPopulation, longestDelay: Int, outgoing: [Int]) {
        content = population.content
        self.outgoing = outgoing
        weightShifts = population.weightShifts
        size = population.size
        currentGains = population.injection?.gains ?? []
        drifts = Array(repeating: 0, count: currentGains.count)
        entriesPerSlot = population.size * population.receptorCount
        // A stamp may be a step ahead, and the present slot is not free until its inputs are taken.
        var slots = 4
        while slots < longestDelay + 2 { slots *= 2 }
        slotMask = UInt32(slots - 1)
        ring = Array(repeating: 0, count: slots * entriesPerSlot)
    }

    /// Advances by a step and returns who fired, as often as it did.
    mutating func advance(_ step: UInt32) -> [Int32] {
        var fired: [Int32] = []
        switch content {
        case .ifCurrExp(var neurons):
            content = .poisson([])  // The array has no second owner while it is changed.
            let slot = Int(step & slotMask) * entriesPerSlot
            ring.withUnsafeMutableBufferPointer { ring in
                neurons.withUnsafeMutableBufferPointer { neurons in
                    drifts.withUnsafeBufferPointer { drifts in
                        guard let inputs = ring.baseAddress, let first = neurons.baseAddress else { return }
                        updateNeurons(
                            first,
                            count: neurons.count,
                            slot: inputs + slot,
                            stride: size,
                            shifts: weightShifts,
                            injected: { drifts.isEmpty ? 0 : drifts[$0] }
                        ) { fired.append(Int32(truncatingIfNeeded: $0)) }
                    }
                }
            }
            content = .ifCurrExp(neurons)
        case .poisson(var sources):
            content = .ifCurrExp([])
            for index in sources.indices {
                for _ in 0..<sources[index].step(step) { fired.append(Int32(truncatingIfNeeded: index)) }
            }
            content = .poisson(sources)
        case .spikeArray(_, let spikes):
            while nextSpike < spikes.count, spikes[nextSpike].stamp <= step {
                if spikes[nextSpike].stamp == step { fired.append(Int32(bitPattern: spikes[nextSpike].source)) }
                nextSpike += 1
            }
        }
        return fired
    }

    /// Adds the inputs that a projection's synapses make of spikes with a stamp.
    mutating func receive(_ rows: SynapseRows, receptor: Int, from fired: [Int32], stamp: UInt32) {
        let first = receptor * size
        ring.withUnsafeMutableBufferPointer { ring in
            for neuron in fired {
                for synapse in rows[Int(neuron)] {
                    let slot = Int((stamp &+ UInt32(synapse.delay)) & slotMask)
                    let entry = slot * entriesPerSlot + first + Int(synapse.target)
                    let sum = UInt32(ring[entry]) + UInt32(synapse.weight)
                    ring[entry] = UInt16(truncatingIfNeeded: min(sum, 0xFFFF))
                    if sum > 0xFFFF { saturations += 1 }
                }
            }
        }
    }

    /// Appends the values of a variable before step `step` is done.
    mutating func sample(_ variable: Int, of indices: [Int], _ step: UInt32, into samples: inout [Int32]) {
        guard case .ifCurrExp(let neurons) = content else { return }
        let slot = Int(step & slotMask) * entriesPerSlot
        ring.withUnsafeMutableBufferPointer { ring in
            guard let inputs = ring.baseAddress else { return }
            for index in indices {
                let own = SlotInputs(entry: inputs + slot + index, stride: size, shifts: weightShifts)
                samples.append(neurons[index].sample(variable, own))
            }
        }
    }

    /// Takes over other constants, keeping the state; false when they are of another kind or number.
    mutating func replaceConstants(with other: FixedPointPopulation, from step: UInt32) -> Bool {
        var changed = other.content
        guard changed.adoptState(of: content) else { return false }
        content = changed
        currentGains = other.injection?.gains ?? []
        seek(step)
        return true
    }

    /// Ends all injected currents.
    mutating func clearCurrents() {
        for index in drifts.indices { drifts[index] = 0 }
    }

    /// Changes the current that is injected into some neurons, in units of the population's.
    mutating func changeCurrent(by change: Int32, of members: [Int]) {
        for neuron in members { drifts[neuron] &+= currentGains[neuron].drift(of: change) }
    }

    /// Finds the first of the given spikes that is not before a step.
    private mutating func seek(_ step: UInt32) {
        guard case .spikeArray(_, let spikes) = content else { return }
        nextSpike = spikes.firstIndex { $0.stamp >= step } ?? spikes.count
    }

    /// The inputs of a step and those after it.
    func inputs(from step: UInt32) -> [PendingInput] {
        var inputs: [PendingInput] = []
        for ahead in 0...slotMask {
            let slot = Int((step &+ ahead) & slotMask) * entriesPerSlot
            for entry in 0..<entriesPerSlot where ring[slot + entry] != 0 {
                let (receptor, neuron) = entry.quotientAndRemainder(dividingBy: size)
                inputs.append(
                    PendingInput(step: step &+ ahead, receptor: receptor, neuron: neuron, amount: ring[slot + entry])
                )
            }
        }
        return inputs
    }

    private mutating func add(_ input: PendingInput) {
        let entry = Int(input.step & slotMask) * entriesPerSlot + input.receptor * size + input.neuron
        ring[entry] = UInt16(min(UInt32(ring[entry]) + UInt32(input.amount), 0xFFFF))
    }
}
