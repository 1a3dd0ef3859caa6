import FixedPoint
package import NeuralModels

/// How a synaptic current acts on the voltage within a step.
package enum InputShape: Hashable, Sendable {
    /// It decays as it acts: the exact solution, NEST's.
    case decaying
    /// It acts with its mean over the step: sPyNNaker's solution, up to 1 % stronger where the membrane is slow.
    case stepMean
}

extension IFCurrExpNeuron {
    /// How many steps a refractory time takes: rounded up, after rounding to whole microseconds, as in NEST 3.
    package static func steps(refractory time: Double, timestep: Double) -> Int32? {
        let microseconds = (time * 1000).rounded(.toNearestOrEven)
        let steps = (microseconds / (timestep * 1000) - 1e-9).rounded(.up)
        guard steps >= 0, steps <= 2_147_483_647 else { return steps < 0 && time >= 0 ? 0 : nil }
        return Int32(steps)
    }

    /// Creates a neuron from its parameters, at the voltage `v` and without currents.
    ///
    /// - Parameters:
    ///   - parameters: The parameters; time constants and capacitance positive.
    ///   - v: The initial voltage in mV.
    ///   - timestep: The length of a step in ms.
    ///   - input: How a current acts within a step.
    /// - Throws: `UnrepresentableParameter` when a voltage is outside s16.15, when 1 nA moves the voltage by 256 mV or
    ///   more in a step (`timestep / cm` is the most it can be), or when `v_rest` with `i_offset` leads outside s16.15.
    package init(
        _ parameters: IFCurrExpParameters,
        v: Double,
        timestep: Double,
        input: InputShape = .decaying
    ) throws(UnrepresentableParameter) {
        let p = parameters
        func voltage(_ name: String, _ value: Double) throws(UnrepresentableParameter) -> Int32 {
            do {
                return try Accum(value).rawValue
            } catch {
                throw UnrepresentableParameter(name: name, value: "\(value) mV", allowed: "-65536 to 65535.99 mV")
            }
        }
        func decay(_ name: String, _ tau: Double) throws(UnrepresentableParameter) -> UnitFraction {
            do {
                return try UnitFraction(ExactExponential.exp(-timestep / tau))
            } catch {
                throw UnrepresentableParameter(name: name, value: "\(tau) ms", allowed: "more than 0 ms")
            }
        }
        guard p.cm > 0 else {
            throw UnrepresentableParameter(name: "cm", value: "\(p.cm) nF", allowed: "more than 0 nF")
        }
        func gain(_ tau: Double) -> Double {
            if input == .stepMean {
                let mean = tau / timestep * (1 - ExactExponential.exp(-timestep / tau))
                return mean * p.tauM / p.cm * (1 - ExactExponential.exp(-timestep / p.tauM))
            }
            // ∫₀ʰ exp(−(h−u)/τ_m) exp(−u/τ_s) du / C, written so that equal time constants are no special case.
            let growth = ExactExponential.meanGrowth(timestep / p.tauM - timestep / tau)
            return timestep * ExactExponential.exp(-timestep / p.tauM) * growth / p.cm
        }
        let gains = [gain(p.tauSynE), gain(p.tauSynI)]
        let areCoarse = gains.contains { $0 > 1 - 1e-9 }
        let bits = areCoarse ? IFCurrExpNeuron.coarseGainFractionBits : IFCurrExpNeuron.fineGainFractionBits
        let codes = gains.map { ($0 * Double(1 << bits)).rounded(.toNearestOrEven) }
        guard codes.allSatisfy({ $0 >= 0 && $0 <= 4_294_967_295 }) else {
            throw UnrepresentableParameter(
                name: "cm",
                value: "\(p.cm) nF",
                allowed: "more than \(timestep / 256) nF with time steps of \(timestep) ms"
            )
        }
        let membrane = try decay("tau_m", p.tauM)
        let asymptote = p.vRest + p.iOffset * p.tauM / p.cm
        let driftBits: Int64
        do {
            // From the decay as rounded, so that the voltage settles where it should.
            let limit = try Accum(asymptote).value
            guard limit.isFinite else { throw FixedPointRangeError(value: asymptote, lowest: 0, highest: 0) }
            driftBits = try FixedPointScale.signedWide(
                asymptote * (1 - membrane.value),
                fractionBits: IFCurrExpNeuron.driftFractionBits
            )
        } catch {
            throw UnrepresentableParameter(
                name: "v_rest + i_offset * tau_m / cm",
                value: "\(asymptote) mV",
                allowed: "-65536 to 65535.99 mV"
            )
        }
        guard let refractory = Self.steps(refractory: p.tauRefrac, timestep: timestep) else {
            throw UnrepresentableParameter(
                name: "tau_refrac",
                value: "\(p.tauRefrac) ms",
                allowed: "0 to \(2_147_483_647 * timestep) ms"
            )
        }
        self.init(
            v: try voltage("v", v),
            vDecay: membrane.rawValue,
            excitationGain: UInt32(codes[0]),
            inhibitionGain: UInt32(codes[1]),
            gainsAreCoarse: areCoarse,
            drift: driftBits,
            excitationDecay: try decay("tau_syn_E", p.tauSynE).rawValue,
            inhibitionDecay: try decay("tau_syn_I", p.tauSynI).rawValue,
            threshold: try voltage("v_thresh", p.vThresh),
            reset: try voltage("v_reset", p.vReset),
            refractorySteps: refractory
        )
    }

    /// Takes over another neuron's voltage, currents and refractoriness, keeping its own constants.
    package mutating func adoptState(of other: IFCurrExpNeuron) {
        v = other.v
        vResidual = other.vResidual
        excitation = other.excitation
        excitationResidual = other.excitationResidual
        inhibition = other.inhibition
        inhibitionResidual = other.inhibitionResidual
        refractoryLeft = other.refractoryLeft
    }
}
