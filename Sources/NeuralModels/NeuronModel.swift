package import ChipInterface

/// A point neuron, advanced one step at a time.
///
/// A conforming type is a structure of 32-bit words that holds one neuron's state and constants, the same bytes on the
/// host and in the chip's memory. The functions below are generic over it and specialised for it: no call is dynamic.
///
/// Step k reads the input of slot k, takes the state from k·dt to (k+1)·dt and reports whether the threshold was
/// crossed. What is recorded as sample k is the state *before* the step, with currents that include the input of slot k.
package protocol NeuronModel: BitwiseCopyable {
    /// How the model is named in a core's header.
    static var code: NeuronModelCode { get }

    /// How many receptors a neuron has, 1...4.
    static var receptorCount: Int { get }

    /// How many variables can be recorded.
    static var variableCount: Int { get }

    /// Advances the neuron by a step; true when it fires.
    ///
    /// - Parameter injected: What injected currents add to the voltage in this step, in 2⁻⁴⁷ mV.
    mutating func step(_ inputs: SlotInputs, injected: Int64) -> Bool

    /// The raw s16.15 value of variable 0..<`variableCount` before the step, `inputs` not yet taken.
    func sample(_ variable: Int, _ inputs: SlotInputs) -> Int32
}

/// One neuron's entries in the ring buffer slot of the present step.
package struct SlotInputs {
    /// The entry of receptor 0; the others follow at distances of `stride`.
    let entry: UnsafeMutablePointer<UInt16>
    let stride: Int
    let shifts: WeightShifts

    /// Creates the inputs of one neuron.
    ///
    /// - Parameters:
    ///   - entry: The neuron's entry for receptor 0.
    ///   - stride: The distance, in entries, to the next receptor's.
    ///   - shifts: The receptors' weight shifts.
    @inline(__always)
    package init(entry: UnsafeMutablePointer<UInt16>, stride: Int, shifts: WeightShifts) {
        self.entry = entry
        self.stride = stride
        self.shifts = shifts
    }

    /// The raw s16.15 input of a receptor, at least 0.
    @inline(__always)
    package func peek(_ receptor: Int) -> Int32 {
        Int32(bitPattern: UInt32(entry[receptor &* stride]) &<< shifts[receptor])
    }

    /// The raw s16.15 input of a receptor, at least 0; its entry is cleared for the slot's next turn.
    @inline(__always)
    package func take(_ receptor: Int) -> Int32 {
        let input = peek(receptor)
        entry[receptor &* stride] = 0
        return input
    }
}

/// Advances neurons by a step, in order, and calls `spike` with the index of each that fires.
///
/// - Parameters:
///   - neurons: The structures of `count` neurons.
///   - slot: The ring buffer's slot of this step; it is zero afterwards.
///   - shape: The ring buffer's division.
///   - shifts: The receptors' weight shifts.
///   - injected: What injected currents add to the voltage of a neuron, in 2⁻⁴⁷ mV.
@inline(__always)
package func updateNeurons<Model: NeuronModel>(
    _ neurons: UnsafeMutablePointer<Model>,
    count: Int,
    slot: UnsafeMutablePointer<UInt16>,
    stride: Int,
    shifts: WeightShifts,
    injected: (Int) -> Int64,
    spike: (Int) -> Void
) {
    var index = 0
    while index < count {
        let inputs = SlotInputs(entry: slot + index, stride: stride, shifts: shifts)
        if neurons[index].step(inputs, injected: injected(index)) { spike(index) }
        index &+= 1
    }
}
