package import ChipInterface
import FixedPoint

/// A leaky integrate-and-fire neuron with exponentially decaying currents, one excitatory and one inhibitory.
///
/// The exact solution over a step of length h (Rotter & Diesmann, Biol. Cybern. 81, 1999; NEST's `iaf_psc_exp`):
///
///     v' = v · exp(−h/τ_m) + i_exc · g_exc − i_inh · g_inh + c        unless refractory
///     i' = i · exp(−h/τ_syn)
///
/// Voltages (mV) and currents (nA) are s16.15 with a *residual* behind: 32 more bits below 2⁻¹⁵, which take part in
/// everything but are not recorded. So state is computed to 2⁻⁴⁷, however slow the decay, and follows the solution in
/// double precision to within what the constants' rounding makes of it: decays are good to 2⁻³³, which for time
/// constants of 10,000 steps is a millionth of the voltage, and gains to 2⁻³³ below 1 mV/nA, above to 2⁻²⁵.
///
/// - Invariant: Currents lie in 0 ..< 65536 nA (they saturate). Voltages wrap beyond ±65536 mV; the values that the host
///   derives do not get there unless inputs saturate for several steps together.
package struct IFCurrExpNeuron: NeuronModel, Hashable, Sendable {
    // MARK: - State

    /// The membrane voltage, s16.15 mV.
    package var v: Int32
    /// What the voltage has above `v`, in 2⁻⁴⁷ mV.
    package var vResidual: UInt32
    /// The excitatory current, s16.15 nA, never negative.
    package var excitation: Int32
    /// What it has above `excitation`, in 2⁻⁴⁷ nA.
    package var excitationResidual: UInt32
    /// The inhibitory current, s16.15 nA, never negative; it is subtracted.
    package var inhibition: Int32
    /// What it has above `inhibition`, in 2⁻⁴⁷ nA.
    package var inhibitionResidual: UInt32
    /// How many more steps the voltage is held.
    package var refractoryLeft: Int32

    // MARK: - Constants

    /// exp(−h/τ_m), U0.32.
    package var vDecay: UInt32
    /// mV that 1 nA of excitatory current at the step's start adds by its end; `gainFractionBits` of them a fraction.
    package var excitationGain: UInt32
    /// What 1 nA of inhibitory current takes away, likewise.
    package var inhibitionGain: UInt32
    /// 0 when the gains have 32 fraction bits, because both are below 1; otherwise 1, and they have 24.
    package var gainsAreCoarse: UInt32
    /// The upper word of c, mV with 47 fraction bits: what rest and constant current add in a step.
    package var driftHigh: Int32
    /// The lower word of c.
    package var driftLow: UInt32
    /// exp(−h/τ_syn) of the excitatory current, U0.32.
    package var excitationDecay: UInt32
    /// exp(−h/τ_syn) of the inhibitory current, U0.32.
    package var inhibitionDecay: UInt32
    /// The voltage at or above which the neuron fires, s16.15 mV.
    package var threshold: Int32
    /// The voltage after a spike, s16.15 mV.
    package var reset: Int32
    /// How many steps the voltage is held after a spike.
    package var refractorySteps: Int32

    /// How many fraction bits the gains have, if both are below 1 mV/nA.
    package static var fineGainFractionBits: Int { 32 }

    /// How many fraction bits the gains have otherwise.
    package static var coarseGainFractionBits: Int { 24 }

    /// How many fraction bits this neuron's gains have.
    package var gainFractionBits: Int {
        gainsAreCoarse == 0 ? Self.fineGainFractionBits : Self.coarseGainFractionBits
    }

    /// How many fraction bits the drift has.
    package static var driftFractionBits: Int { 47 }

    /// Creates a neuron at `v`, without currents, from its constants.
    package init(
        v: Int32,
        vDecay: UInt32,
        excitationGain: UInt32,
        inhibitionGain: UInt32,
        gainsAreCoarse: Bool,
        drift: Int64,
        excitationDecay: UInt32,
        inhibitionDecay: UInt32,
        threshold: Int32,
        reset: Int32,
        refractorySteps: Int32
    ) {
        self.v = v
        vResidual = 0
        excitation = 0
        excitationResidual = 0
        inhibition = 0
        inhibitionResidual = 0
        refractoryLeft = 0
        self.vDecay = vDecay
        self.excitationGain = excitationGain
        self.inhibitionGain = inhibitionGain
        self.gainsAreCoarse = gainsAreCoarse ? 1 : 0
        driftHigh = Int32(truncatingIfNeeded: drift >> 32)
        driftLow = UInt32(truncatingIfNeeded: drift)
        self.excitationDecay = excitationDecay
        self.inhibitionDecay = inhibitionDecay
        self.threshold = threshold
        self.reset = reset
        self.refractorySteps = refractorySteps
    }

    // MARK: - NeuronModel

    package static var code: NeuronModelCode { .ifCurrExp }

    package static var receptorCount: Int { 2 }

    package static var variableCount: Int { 3 }

    @inline(__always)
    package mutating func step(_ inputs: SlotInputs, injected: Int64) -> Bool {
        let exciting = saturatingSum(excitation, inputs.take(0))
        let inhibiting = saturatingSum(inhibition, inputs.take(1))

        var gained: UInt64 = 0
        // Most cells of most networks are without input most of the time: then nothing of this changes anything.
        if UInt32(bitPattern: exciting | inhibiting) | excitationResidual | inhibitionResidual != 0 {
            gained =
                product(exciting, excitationResidual, excitationGain)
                &- product(inhibiting, inhibitionResidual, inhibitionGain)
            if gainsAreCoarse != 0 { gained <<= 8 }
            let nextExciting = product(exciting, excitationResidual, excitationDecay)
            excitation = Int32(truncatingIfNeeded: nextExciting >> 32)
            excitationResidual = UInt32(truncatingIfNeeded: nextExciting)
            let nextInhibiting = product(inhibiting, inhibitionResidual, inhibitionDecay)
            inhibition = Int32(truncatingIfNeeded: nextInhibiting >> 32)
            inhibitionResidual = UInt32(truncatingIfNeeded: nextInhibiting)
        }

        if refractoryLeft == 0 {
            let drift = Int64(driftHigh) << 32 | Int64(driftLow)
            let kept = mixedProduct(v, vDecay) &+ Int64(scaled(vResidual, by: vDecay))
            let next = kept &+ drift &+ injected &+ Int64(bitPattern: gained)
            v = Int32(truncatingIfNeeded: next >> 32)
            vResidual = UInt32(truncatingIfNeeded: next)
        } else {
            refractoryLeft &-= 1
        }

        let fires = v >= threshold
        if fires {
            refractoryLeft = refractorySteps
            v = reset
            vResidual = 0
        }
        return fires
    }

    /// Variable 0 is `v` in mV, 1 and 2 are the excitatory and inhibitory currents in nA.
    @inline(__always)
    package func sample(_ variable: Int, _ inputs: SlotInputs) -> Int32 {
        switch variable {
        case 0: v
        case 1: saturatingSum(excitation, inputs.peek(0))
        default: saturatingSum(inhibition, inputs.peek(1))
        }
    }
}

/// A number of at least 0 with a residual, times a factor: in units of the residual's.
@inline(__always)
func product(_ number: Int32, _ residual: UInt32, _ factor: UInt32) -> UInt64 {
    unsignedProduct(UInt32(bitPattern: number), factor) &+ UInt64(scaled(residual, by: factor))
}

/// The sum of two numbers of at least 0, or the largest there is.
@inline(__always)
package func saturatingSum(_ left: Int32, _ right: Int32) -> Int32 {
    let sum = left &+ right
    return sum < 0 ? .max : sum
}
