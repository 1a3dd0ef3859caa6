/// `IF_curr_exp`'s parameters in PyNN's units.
package struct IFCurrExpParameters: Hashable, Sendable {
    /// The resting voltage in mV.
    package var vRest = -65.0
    /// The capacitance in nF.
    package var cm = 1.0
    /// The membrane's time constant in ms.
    package var tauM = 20.0
    /// How long the voltage is held after a spike, in ms.
    package var tauRefrac = 0.1
    /// The excitatory current's time constant in ms.
    package var tauSynE = 5.0
    /// The inhibitory current's time constant in ms.
    package var tauSynI = 5.0
    /// A constant current in nA.
    package var iOffset = 0.0
    /// The voltage after a spike in mV.
    package var vReset = -65.0
    /// The threshold in mV.
    package var vThresh = -50.0

    /// Creates PyNN's default parameters.
    package init() {}
}
