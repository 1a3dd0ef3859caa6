/// The name of a parameter or state variable: PyNN's (`"tau_m"`), or Swift's spelling of it (`.tauM`, `"tauM"`).
public struct ParameterName: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// PyNN's name.
    public let rawValue: String

    /// Makes a name; Swift's spelling is turned into PyNN's.
    public init(rawValue: String) {
        self.rawValue = Self.swiftNames[rawValue] ?? rawValue
    }

    /// Makes a name; Swift's spelling is turned into PyNN's.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// PyNN's name.
    public var description: String { rawValue }

    private static let swiftNames: [String: String] = [
        "vRest": "v_rest", "tauM": "tau_m", "tauRefrac": "tau_refrac", "tauSynE": "tau_syn_E",
        "tauSynI": "tau_syn_I", "iOffset": "i_offset", "vReset": "v_reset", "vThresh": "v_thresh",
        "isynExc": "isyn_exc", "isynInh": "isyn_inh", "spikeTimes": "spike_times",
    ]

    /// Resting membrane potential, mV.
    public static let vRest = ParameterName(rawValue: "v_rest")
    /// Membrane capacitance, nF.
    public static let cm = ParameterName(rawValue: "cm")
    /// Membrane time constant, ms.
    public static let tauM = ParameterName(rawValue: "tau_m")
    /// Refractory period, ms.
    public static let tauRefrac = ParameterName(rawValue: "tau_refrac")
    /// Decay time of the excitatory synaptic current, ms.
    public static let tauSynE = ParameterName(rawValue: "tau_syn_E")
    /// Decay time of the inhibitory synaptic current, ms.
    public static let tauSynI = ParameterName(rawValue: "tau_syn_I")
    /// Constant injected current, nA.
    public static let iOffset = ParameterName(rawValue: "i_offset")
    /// Potential after a spike, mV.
    public static let vReset = ParameterName(rawValue: "v_reset")
    /// Spike threshold, mV.
    public static let vThresh = ParameterName(rawValue: "v_thresh")
    /// Mean rate of a Poisson source, Hz.
    public static let rate = ParameterName(rawValue: "rate")
    /// Start of a Poisson source, ms.
    public static let start = ParameterName(rawValue: "start")
    /// Duration of a Poisson source, ms.
    public static let duration = ParameterName(rawValue: "duration")
    /// Spike times of a spike source array, ms.
    public static let spikeTimes = ParameterName(rawValue: "spike_times")
    /// Membrane potential (state), mV.
    public static let v = ParameterName(rawValue: "v")
    /// Excitatory synaptic current (state), nA.
    public static let isynExc = ParameterName(rawValue: "isyn_exc")
    /// Inhibitory synaptic current (state), nA.
    public static let isynInh = ParameterName(rawValue: "isyn_inh")
}
