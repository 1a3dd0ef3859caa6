/// How finely a receptor's weights are cut: the choice of the left shift between ring buffer and current.
///
/// A ring buffer entry holds a step's sum in 16 bits, and a weight is a multiple of the same unit, 2^(shift − 15) nA.
/// A small shift keeps weights exact, a large one keeps sums from saturating. The choice depends on the network alone:
///
/// 1. the largest single weight must fit;
/// 2. so must the sum of a step at ordinary activity: mean plus five standard deviations of the input if every source
///    fires independently at its rate (a population may ask for other deviations, rates or sums);
/// 3. so must the sum if all sources of one delay fire in the same step, as long as the largest weight still has 2048
///    units (an error of at most 0.025 %).
package struct WeightScale: Hashable, Sendable {
    /// The left shift, 0...15.
    package let shift: UInt32

    /// The largest shift: 65535 units then are just below 65536 nA.
    package static let largestShift: UInt32 = 15

    /// Creates a scale from its shift.
    package init(shift: UInt32) {
        self.shift = shift
    }

    /// Chooses the scale of one receptor of one population; nil when the largest weight is 65536 nA or more.
    ///
    /// - Parameters:
    ///   - largestWeight: The largest single weight in nA.
    ///   - ordinarySum: Mean plus five standard deviations of a step's input at ordinary activity, the largest of any
    ///     neuron, in nA.
    ///   - largestVolley: The sum of a neuron's weights with the same delay, the largest of any neuron, in nA.
    package init?(largestWeight: Double, ordinarySum: Double, largestVolley: Double) {
        guard let needed = Self.smallestShift(holding: largestWeight) else { return nil }
        let ordinary = Self.smallestShift(holding: ordinarySum) ?? Self.largestShift
        let volley = Self.smallestShift(holding: largestVolley) ?? Self.largestShift
        var precise: UInt32 = 0
        while precise < Self.largestShift, largestWeight * Self.units(at: precise + 1) >= 2048 { precise += 1 }
        shift = max(needed, ordinary, min(volley, precise))
    }

    private static func units(at shift: UInt32) -> Double {
        Double(1 << (15 - shift))
    }

    private static func smallestShift(holding sum: Double) -> UInt32? {
        (0...largestShift).first { (sum * units(at: $0)).rounded() <= 65535 }
    }

    /// The code of a weight magnitude in nA, at most 65535; halves are rounded up.
    package func code(for weight: Double) -> UInt16 {
        UInt16(min((weight * Self.units(at: shift)).rounded(), 65535))
    }

    /// The weight in nA that a code stands for.
    package func weight(of code: UInt16) -> Double {
        Double(code) / Self.units(at: shift)
    }

    /// The largest input of a step in nA.
    package var largestSum: Double { weight(of: .max) }
}
