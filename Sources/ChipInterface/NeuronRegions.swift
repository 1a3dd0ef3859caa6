// Layouts that host and chip share, every field a 32-bit word: the host copies a structure's bytes into the board's
// memory (little-endian on both sides), the chip reads it through a pointer.

/// Which neuron model a core runs.
package struct NeuronModelCode: RawRepresentable, Hashable, Sendable {
    /// The code in the header.
    package let rawValue: UInt32

    /// Creates a code from the number found in a header.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Leaky integrate and fire with two exponentially decaying synaptic currents.
    package static var ifCurrExp: Self { Self(rawValue: 1) }
}

/// The left shifts that turn a 16-bit ring buffer entry into a raw s16.15 current, one for each receptor.
package struct WeightShifts: Hashable, Sendable {
    /// The shift of receptor 0.
    package var first: UInt32
    /// The shift of receptor 1.
    package var second: UInt32
    /// The shift of receptor 2.
    package var third: UInt32
    /// The shift of receptor 3.
    package var fourth: UInt32

    /// Creates the shifts of up to four receptors.
    package init(first: UInt32 = 0, second: UInt32 = 0, third: UInt32 = 0, fourth: UInt32 = 0) {
        self.first = first
        self.second = second
        self.third = third
        self.fourth = fourth
    }

    /// The shift of receptor 0, 1, 2 or 3.
    @inline(__always)
    package subscript(receptor: Int) -> UInt32 {
        get {
            switch receptor {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }
        set {
            switch receptor {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            default: fourth = newValue
            }
        }
    }
}

/// The start of region `RegionKind.neuronParameters`: `SystemRegion.neuronCount` neuron structures follow, in neuron
/// order.
///
/// A neuron's structure holds its state as well as its constants, so the core writes the whole array back at a pause
/// and there is no separate region of states.
package struct NeuronParametersRegion: Hashable, Sendable {
    /// Which model the neurons are, a `NeuronModelCode`.
    package var modelCode: UInt32
    /// How many bytes one neuron's structure takes; the program checks it against its own.
    package var bytesPerNeuron: UInt32
    /// How many receptors a neuron has.
    package var receptorCount: UInt32

    /// Creates the start of the region.
    package init(model: NeuronModelCode, bytesPerNeuron: Int, receptorCount: Int) {
        modelCode = model.rawValue
        self.bytesPerNeuron = UInt32(truncatingIfNeeded: bytesPerNeuron)
        self.receptorCount = UInt32(truncatingIfNeeded: receptorCount)
    }
}
