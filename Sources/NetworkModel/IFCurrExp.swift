/// Leaky integrate-and-fire cell with a fixed threshold and exponentially decaying synaptic currents (PyNN's
/// `IF_curr_exp`).
public struct IFCurrExp: CellType {
    /// Names, defaults, units and ranges.
    public static var schema: CellSchema { .schema(of: .ifCurrExp) }
    /// The parameters as given.
    public let parameters: [ParameterName: ParameterValue]

    /// Makes the cell type; defaults are PyNN's.
    ///
    /// - Parameters:
    ///   - vRest: Resting membrane potential, mV.
    ///   - cm: Membrane capacitance, nF; more than 0.
    ///   - tauM: Membrane time constant, ms; more than 0.
    ///   - tauRefrac: Refractory period, ms; rounded to whole time steps.
    ///   - tauSynE: Decay time of the excitatory synaptic current, ms; more than 0.
    ///   - tauSynI: Decay time of the inhibitory synaptic current, ms; more than 0.
    ///   - iOffset: Constant injected current, nA.
    ///   - vReset: Potential after a spike, mV; below `vThresh`.
    ///   - vThresh: Spike threshold, mV.
    public init(
        vRest: ParameterValue = -65,
        cm: ParameterValue = 1,
        tauM: ParameterValue = 20,
        tauRefrac: ParameterValue = 0.1,
        tauSynE: ParameterValue = 5,
        tauSynI: ParameterValue = 5,
        iOffset: ParameterValue = 0,
        vReset: ParameterValue = -65,
        vThresh: ParameterValue = -50
    ) {
        parameters = [
            .vRest: vRest, .cm: cm, .tauM: tauM, .tauRefrac: tauRefrac, .tauSynE: tauSynE, .tauSynI: tauSynI,
            .iOffset: iOffset, .vReset: vReset, .vThresh: vThresh,
        ]
    }
}
