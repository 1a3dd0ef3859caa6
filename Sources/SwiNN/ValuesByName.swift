public import NetworkModel

/// A method that takes parameters as PyNN writes them: `cells.set(tauM: 12, cm: 0.25)`.
@MainActor
@dynamicCallable
public struct ValuesByName {
    private let take: @MainActor ([ParameterName: ParameterValue]) throws -> Void

    init(_ take: @escaping @MainActor ([ParameterName: ParameterValue]) throws -> Void) { self.take = take }

    /// Calls the method with the arguments' names as parameter names.
    ///
    /// - Throws: What the method throws.
    public func dynamicallyCall(withKeywordArguments values: KeyValuePairs<String, ParameterValue>) throws {
        try take(Dictionary(values.map { (ParameterName(rawValue: $0.key), $0.value) }) { $1 })
    }
}

extension PopulationBase {
    /// Sets parameters by name, as ``set(_:)``: `cells.set(tauM: 12)`.
    public var set: ValuesByName { ValuesByName { try self.set($0) } }
    /// Sets initial values by name, as ``initialize(_:)``: `cells.initialize(v: -60)`.
    public var initialize: ValuesByName { ValuesByName { try self.initialize($0) } }
    /// Changes state variables by name, as ``setState(_:)``: `cells.setState(v: -60)`.
    public var setState: ValuesByName { ValuesByName { try self.setState($0) } }
}

extension Cell {
    /// Sets parameters by name, as ``set(_:)``: `cell.set(tauM: 12)`.
    public var set: ValuesByName { ValuesByName { try self.set($0) } }
    /// Sets initial values by name, as ``initialize(_:)``: `cell.initialize(v: -60)`.
    public var initialize: ValuesByName { ValuesByName { try self.initialize($0) } }

    /// The value of a parameter: `cell.tauM` or `cell.tau_m`.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public subscript(dynamicMember name: String) -> Double {
        get throws { try get(ParameterName(rawValue: name)) }
    }

    /// The initial values of all state variables by PyNN's names, mV and nA.
    public var initialValues: [ParameterName: Double] {
        get throws { try asView().initialValues.mapValues { $0[0] } }
    }
}

extension Population {
    /// The values of a parameter, one for each cell: `cells.tauM` or `cells.tau_m`.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public subscript(dynamicMember name: String) -> [Double] {
        get throws { try get(ParameterName(rawValue: name)) }
    }
}

extension PopulationView {
    /// The values of a parameter, one for each cell: `view.tauM` or `view.tau_m`.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public subscript(dynamicMember name: String) -> [Double] {
        get throws { try get(ParameterName(rawValue: name)) }
    }
}

extension PopulationBase {
    /// The values of several parameters, for each name one for each cell in index order.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public func get(_ names: [ParameterName]) throws -> [ParameterName: [Double]] {
        Dictionary(try names.map { ($0, try get($0)) }) { $1 }
    }

    /// The initial values of all state variables that the cells have in common, by PyNN's names, one for each cell.
    public var initialValues: [ParameterName: [Double]] {
        get throws { Dictionary(uniqueKeysWithValues: try stateVariables.map { ($0, try initialValues($0)) }) }
    }

    /// All state variables that the cells have in common as they are now, by PyNN's names, one number for each cell.
    ///
    /// - Throws: Errors of the target.
    public var currentValues: [ParameterName: [Double]] {
        get throws { Dictionary(uniqueKeysWithValues: try stateVariables.map { ($0, try currentValues($0)) }) }
    }

    private var stateVariables: [ParameterName] {
        let each = components.map { $0.grandparent.schema.stateVariables.map(\.name) }
        return each.dropFirst().reduce(each.first ?? []) { common, own in common.filter(own.contains) }
    }
}
