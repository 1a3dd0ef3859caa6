import FixedPoint
package import NetworkModel
import NeuralModels

extension FixedPointPopulation.Content {
    /// The state variables of the neurons, one number for each in mV or nA; none of sources.
    package var state: [ParameterName: [Double]] {
        guard case .ifCurrExp(let neurons) = self else { return [:] }
        func values(_ raw: KeyPath<IFCurrExpNeuron, Int32>) -> [Double] {
            neurons.map { Accum(rawValue: $0[keyPath: raw]).value }
        }
        return [.v: values(\.v), .isynExc: values(\.excitation), .isynInh: values(\.inhibition)]
    }

    /// Changes state variables of some neurons.
    ///
    /// - Parameters:
    ///   - values: The new numbers by name, in the order of `indices`.
    ///   - indices: The neurons, by index in the population.
    /// - Throws: `UnrepresentableParameter` for a number outside s16.15 or an excitatory current below 0.
    package mutating func setState(
        _ values: [ParameterName: CellValues],
        of indices: [Int]
    ) throws(UnrepresentableParameter) {
        guard case .ifCurrExp(var neurons) = self else { return }
        self = .poisson([])  // The array has no second owner while it is changed.
        defer { self = .ifCurrExp(neurons) }
        for (name, numbers) in values {
            for (position, index) in indices.enumerated() {
                try neurons[index].setState(name, numbers[position])
            }
        }
    }
}

extension IFCurrExpNeuron {
    /// Changes a state variable, in mV or nA; other names change nothing.
    ///
    /// - Throws: `UnrepresentableParameter` for a number outside s16.15 or an excitatory current below 0.
    mutating func setState(_ name: ParameterName, _ value: Double) throws(UnrepresentableParameter) {
        // The sign of an inhibitory current is the receptor's; what is held is a magnitude.
        let held = name == .isynInh ? value.magnitude : value
        guard let code = try? Accum(held).rawValue, name == .v || held >= 0 else {
            throw name == .v
                ? UnrepresentableParameter(name: "v", value: "\(value) mV", allowed: "-65536 to 65535.99 mV")
                : UnrepresentableParameter(name: name.rawValue, value: "\(value) nA", allowed: "0 to 65535.99 nA")
        }
        switch name {
        case .v: (v, vResidual) = (code, 0)
        case .isynExc: (excitation, excitationResidual) = (code, 0)
        case .isynInh: (inhibition, inhibitionResidual) = (code, 0)
        default: break
        }
    }
}
