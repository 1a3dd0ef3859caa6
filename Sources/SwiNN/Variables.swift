public import NetworkModel

/// Names of recorded variables: one, several, or all that a population can record.
///
///     try pop.record("spikes")
///     try pop.record(["spikes", "v"])
///     try pop.record(.all)
public struct Variables: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// The names; nil for all.
    let names: [String]?

    /// Everything that can be recorded.
    public static var all: Variables { Variables(names: nil) }

    /// One variable, or with `"all"` every one.
    public init(stringLiteral value: String) { self.init(names: value == "all" ? nil : [value]) }

    /// Several variables.
    public init(arrayLiteral elements: String...) { self.init(names: elements) }

    /// Several variables.
    public init(_ variables: [RecordedVariable]) { self.init(names: variables.map(\.rawValue)) }

    /// Several variables, by name.
    public init(_ names: [String]) { self.init(names: names) }

    private init(names: [String]?) { self.names = names }

    /// These and others.
    func union(_ other: Variables) -> Variables {
        guard let names, let others = other.names else { return .all }
        return Variables(names: names + others.filter { !names.contains($0) })
    }

    /// The names for a cell type.
    func names(of schema: CellSchema) -> [String] { names ?? schema.recordable.map(\.rawValue) }
}
