import FixedPoint

/// What an injected current does to a neuron's voltage in a step, as a fraction and a power of two.
///
/// Currents are numbers of a unit that the host chooses for a population: the smallest that leaves room for its strongest.
package struct CurrentGain: BitwiseCopyable, Hashable, Sendable {
    /// The fraction, U0.32.
    package var fraction: UInt32
    /// The power of two that it is multiplied with, 0...16.
    package var exponent: UInt32

    /// Creates a gain.
    package init(fraction: UInt32, exponent: UInt32) {
        self.fraction = fraction
        self.exponent = exponent
    }

    /// What a current adds to the voltage in a step, in 2⁻⁴⁷ mV. The sum of two currents adds the sum of what each adds, to
    /// the bit.
    @inline(__always)
    package func drift(of current: Int32) -> Int64 {
        mixedProduct(current, fraction) &<< Int64(exponent)
    }
}
