import ChipInterface
import NeuralModels

/// A network in the midst of a run: what its cells hold, and the inputs that are on their way to them.
///
/// It says nothing about cores, so that a run can be taken up on others.
package struct NetworkState: Sendable {
    /// The step that comes next.
    package let step: UInt32
    /// The neurons and sources of each population as they are now.
    package let contents: [FixedPointPopulation.Content]
    /// The inputs that spikes so far make in this step and later ones, by population, sorted; one for each neuron,
    /// receptor and step.
    package let inputs: [[PendingInput]]

    /// Creates a state.
    ///
    /// - Parameter inputs: The inputs by population, in any order and number; those of one neuron, receptor and step are
    ///   added up as in a ring buffer, whose counters stay full once they are.
    package init(step: UInt32, contents: [FixedPointPopulation.Content], inputs: [[PendingInput]]) {
        self.step = step
        self.contents = contents
        self.inputs = inputs.map { pieces in
            var sums: [PendingInput] = []
            for piece in pieces.sorted() {
                guard let last = sums.last, last.isSamePlace(as: piece) else {
                    sums.append(piece)
                    continue
                }
                sums[sums.count - 1].amount = UInt16(min(UInt32(last.amount) + UInt32(piece.amount), 0xFFFF))
            }
            return sums
        }
    }

    /// The inputs of some neurons of a population, which the state need not know.
    package func inputs(of population: Int, part: Range<Int>) -> [PendingInput] {
        guard inputs.indices.contains(population) else { return [] }
        return inputs[population].filter { part.contains($0.neuron) }
    }

    /// The inputs of a network whose receptors may have other scales than those that the state is of.
    ///
    /// Where a scale is coarser, inputs are rounded to it; where it is finer, they end at the largest sum there is.
    package func rescaled(from old: FixedPointNetwork, to new: FixedPointNetwork) -> NetworkState {
        NetworkState(
            step: step,
            contents: contents,
            inputs: inputs.indices.map { population in
                let (before, after) = (
                    old.populations[population].weightShifts, new.populations[population].weightShifts
                )
                guard before != after else { return inputs[population] }
                return inputs[population].compactMap { input in
                    var result = input
                    let exact = UInt64(input.amount) << UInt64(before[input.receptor])
                    let shift = UInt64(after[input.receptor])
                    let rounded = (exact + (1 << shift) / 2) >> shift
                    result.amount = UInt16(min(rounded, 0xFFFF))
                    return result.amount == 0 ? nil : result
                }
            }
        )
    }
}

/// What spikes on their way add to a neuron's input in one step.
package struct PendingInput: Hashable, Comparable, Sendable {
    /// The step whose input it is.
    package var step: UInt32
    /// The receptor.
    package var receptor: Int
    /// The neuron's index in its population.
    package var neuron: Int
    /// The sum of weights, in units of the receptor's scale.
    package var amount: UInt16

    /// Creates an input.
    package init(step: UInt32, receptor: Int, neuron: Int, amount: UInt16) {
        self.step = step
        self.receptor = receptor
        self.neuron = neuron
        self.amount = amount
    }

    package static func < (left: PendingInput, right: PendingInput) -> Bool {
        (left.step, left.receptor, left.neuron) < (right.step, right.receptor, right.neuron)
    }

    fileprivate func isSamePlace(as other: PendingInput) -> Bool {
        (step, receptor, neuron) == (other.step, other.receptor, other.neuron)
    }
}

extension FixedPointNetwork {
    /// The network with its cells in the state that they were in; populations that the state does not know begin.
    package func resuming(_ state: NetworkState) -> FixedPointNetwork {
        var result = self
        for (index, content) in state.contents.enumerated() {
            result.populations[index].content.adoptState(of: content)
        }
        return result
    }
}

extension FixedPointPopulation.Content {
    /// Takes over what cells of the same kind and number hold, keeping the constants.
    ///
    /// Neurons take over voltages, currents and refractoriness, Poisson sources their random numbers; given spikes are no
    /// state.
    ///
    /// - Returns: Whether kind and number are the same; otherwise nothing is changed.
    @discardableResult
    package mutating func adoptState(of other: Self) -> Bool {
        switch (self, other) {
        case (.ifCurrExp(var neurons), .ifCurrExp(let old)):
            guard neurons.count == old.count else { return false }
            for index in neurons.indices { neurons[index].adoptState(of: old[index]) }
            self = .ifCurrExp(neurons)
        case (.poisson(var sources), .poisson(let old)):
            guard sources.count == old.count else { return false }
            for index in sources.indices { sources[index].stream = old[index].stream }
            self = .poisson(sources)
        case (.spikeArray(let size, _), .spikeArray(let oldSize, _)):
            return size == oldSize
        default:
            return false
        }
        return true
    }
}
