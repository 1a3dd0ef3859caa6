/// What can be known of a cell type without making a cell: names, defaults, units, ranges.
public struct CellSchema: Hashable, Sendable {
    /// The kinds of cell there are, under PyNN's names.
    public enum Kind: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
        /// Leaky integrate-and-fire with exponentially decaying synaptic currents.
        case ifCurrExp = "IF_curr_exp"
        /// Spikes at times given beforehand.
        case spikeSourceArray = "SpikeSourceArray"
        /// Spikes at random times.
        case spikeSourcePoisson = "SpikeSourcePoisson"

        /// PyNN's name.
        public var description: String { rawValue }
    }

    /// One number that a cell has: a parameter or a state variable.
    public struct Entry: Hashable, Sendable {
        /// PyNN's name.
        public let name: ParameterName
        /// The value when none is given.
        public let defaultValue: Double
        /// The values allowed, with the unit.
        public let range: AllowedRange

        package init(_ name: ParameterName, _ defaultValue: Double, _ range: AllowedRange) {
            self.name = name
            self.defaultValue = defaultValue
            self.range = range
        }
    }

    /// The kind.
    public let kind: Kind
    /// Its parameters, in PyNN's order; spike times are not among them.
    public let parameters: [Entry]
    /// Its state variables, whose initial values can be set.
    public let stateVariables: [Entry]
    /// What can be recorded of it.
    public let recordable: [RecordedVariable]
    /// The receptors it has; none for spike sources.
    public let receptorTypes: [Receptor]

    /// Whether current can be injected into it; not into spike sources.
    public var injectable: Bool { !receptorTypes.isEmpty }
    /// Whether synaptic input is a conductance; false for all kinds there are.
    public var conductanceBased: Bool { false }

    /// The names of the parameters, as errors list them.
    package var parameterNames: String {
        kind == .spikeSourceArray
            ? "spike_times, by spikeTimes and set(spikeTimes:)"
            : parameters.map(\.name.rawValue).joined(separator: ", ")
    }
    /// The names of the state variables, as errors list them.
    package var stateVariableNames: String {
        stateVariables.isEmpty ? "none" : stateVariables.map(\.name.rawValue).joined(separator: ", ")
    }
    /// The parameter of that name.
    public func parameter(_ name: ParameterName) -> Entry? { parameters.first { $0.name == name } }
    /// The state variable of that name.
    public func stateVariable(_ name: ParameterName) -> Entry? { stateVariables.first { $0.name == name } }

    /// The schema of a kind. Defaults are PyNN's standard models'.
    public static func schema(of kind: Kind) -> CellSchema {
        switch kind {
        case .ifCurrExp: ifCurrExp
        case .spikeSourceArray: spikeSourceArray
        case .spikeSourcePoisson: spikeSourcePoisson
        }
    }

    private static let ifCurrExp = CellSchema(
        kind: .ifCurrExp,
        parameters: [
            Entry(.vRest, -65, AllowedRange("mV")),
            Entry(.cm, 1, AllowedRange("nF", from: 0, includingLower: false)),
            Entry(.tauM, 20, AllowedRange("ms", from: 0, includingLower: false)),
            Entry(.tauRefrac, 0.1, AllowedRange("ms", from: 0)),
            Entry(.tauSynE, 5, AllowedRange("ms", from: 0, includingLower: false)),
            Entry(.tauSynI, 5, AllowedRange("ms", from: 0, includingLower: false)),
            Entry(.iOffset, 0, AllowedRange("nA")),
            Entry(.vReset, -65, AllowedRange("mV")),
            Entry(.vThresh, -50, AllowedRange("mV")),
        ],
        stateVariables: [
            Entry(.v, -65, AllowedRange("mV")),
            Entry(.isynExc, 0, AllowedRange("nA", from: 0)),
            Entry(.isynInh, 0, AllowedRange("nA")),
        ],
        recordable: [.spikes, .v, .gsynExc, .gsynInh],
        receptorTypes: [.excitatory, .inhibitory]
    )

    private static let spikeSourceArray = CellSchema(
        kind: .spikeSourceArray,
        parameters: [],
        stateVariables: [],
        recordable: [.spikes],
        receptorTypes: []
    )

    private static let spikeSourcePoisson = CellSchema(
        kind: .spikeSourcePoisson,
        parameters: [
            Entry(.rate, 1, AllowedRange("Hz", from: 0, to: 1e6)),
            Entry(.start, 0, AllowedRange("ms", from: 0, to: .infinity)),
            Entry(.duration, 1e10, AllowedRange("ms", from: 0, to: .infinity)),
        ],
        stateVariables: [],
        recordable: [.spikes],
        receptorTypes: []
    )
}
