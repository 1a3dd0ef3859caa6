import NetworkModel
public import RecordedData

/// Cells of several populations as one group: they can be recorded, set, read and connected together.
///
///     let both = try excitatory + inhibitory
///     try both.record("spikes")
///     _ = try Projection(input, both, FixedProbabilityConnector(0.1), StaticSynapse(weight: 0.2))
@MainActor
public final class Assembly: PopulationBase {
    /// The views that make it up, in order.
    public private(set) var components: [PopulationView]
    /// The label.
    public let label: String
    /// Facts that go with the assembly's data.
    public var annotations: Annotations = [:]

    /// The number of cells.
    public var size: Int { components.reduce(0) { $0 + $1.indices.count } }

    /// Makes an assembly; assemblies among the groups are flattened.
    ///
    /// - Parameters:
    ///   - groups: The groups, in order.
    ///   - label: The label; nil for the groups' labels joined.
    /// - Throws: ``NetworkError`` when a cell would be in it twice, or the groups are of different simulations.
    public init(_ groups: any PopulationBase..., label: String? = nil) throws {
        components = groups.flatMap(\.components)
        self.label = label ?? groups.map(\.label).joined(separator: " + ")
        try check()
    }

    /// Makes an assembly of cells; neighbours in the list that belong to one population share a component.
    init(of cells: [Cell], label: String) throws {
        var runs: [(population: Population, indices: [Int])] = []
        for cell in cells {
            if let last = runs.last, last.population === cell.population {
                runs[runs.count - 1].indices.append(cell.index)
            } else {
                runs.append((cell.population, [cell.index]))
            }
        }
        components = runs.map { PopulationView(unchecked: $0.population, $0.indices, label: $0.population.label) }
        self.label = label
        try check()
    }

    private func check() throws {
        var seen: [ObjectIdentifier: Set<Int>] = [:]
        for view in components {
            if let first = components.first, first.grandparent.simulation !== view.grandparent.simulation {
                throw NetworkError(
                    .mismatch,
                    what: "groups of different simulations",
                    location: "assembly '\(label)'",
                    given: "'\(view.label)'"
                )
            }
            let key = ObjectIdentifier(view.grandparent)
            for index in view.indices where !seen[key, default: []].insert(index).inserted {
                throw NetworkError(
                    .mismatch,
                    what: "a cell is in the assembly twice",
                    location: "assembly '\(label)'",
                    given: "cell \(index) of '\(view.grandparent.label)'",
                    allowed: "each cell once"
                )
            }
        }
    }

    /// The component of that label.
    ///
    /// - Throws: ``NetworkError`` when there is none.
    public func getPopulation(_ label: String) throws -> PopulationView {
        guard let view = components.first(where: { $0.label == label }) else {
            throw NetworkError(
                .unknownName,
                what: "no component of that label",
                location: "assembly '\(self.label)'",
                given: "'\(label)'",
                allowed: components.map { "'\($0.label)'" }.joined(separator: ", ")
            )
        }
        return view
    }

    /// The cell at an index of the concatenation; negative ones count from the end.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public subscript(index: Int) -> Cell {
        get throws { all[try CellSelector.at(index).resolve(size, label)[0]] }
    }

    /// Some of the cells, as an assembly of views.
    ///
    /// - Throws: ``NetworkError`` when there are no such cells.
    public subscript(selector: CellSelector) -> Assembly {
        get throws {
            let cells = all
            return try Assembly(of: selector.resolve(size, label).map { cells[$0] }, label: "view of \(label)")
        }
    }

    /// A range of the cells, as an assembly of views.
    ///
    /// - Throws: ``NetworkError`` when the range reaches beyond the assembly.
    public subscript(range: some CellRange) -> Assembly {
        get throws { try self[range.selector] }
    }

    /// Both, as an assembly.
    public static func + (left: Assembly, right: any PopulationBase) throws -> Assembly {
        try Assembly(left, right)
    }
}
