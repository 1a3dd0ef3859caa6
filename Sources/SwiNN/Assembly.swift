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
    /// A cell is in an assembly once: a population or view that is there already, or is a part of one, is left out with a
    /// warning, as in PyNN.
    ///
    /// - Parameters:
    ///   - groups: The groups, in order.
    ///   - label: The label; nil for the groups' labels joined.
    /// - Throws: ``NetworkError`` when some but not all cells of a population or view are there already, and when the
    ///   groups are of different simulations.
    public init(_ groups: any PopulationBase..., label: String? = nil) throws {
        components = []
        self.label = label ?? groups.map(\.label).joined(separator: " + ")
        for group in groups { try insert(group) }
    }

    /// Makes an assembly of views that have no cell in common.
    private init(_ views: [PopulationView], label: String) {
        components = views
        self.label = label
    }

    private func insert(_ group: any PopulationBase) throws {
        var views = components
        for view in group.components {
            let simulation = view.grandparent.simulation
            if let first = views.first, first.grandparent.simulation !== simulation {
                throw NetworkError(
                    .mismatch,
                    what: "groups of different simulations",
                    location: "assembly '\(label)'",
                    given: "'\(view.label)'"
                )
            }
            let present = Set(views.filter { $0.grandparent === view.grandparent }.flatMap(\.indices))
            if present.isDisjoint(with: view.indices) {
                views.append(view)
                continue
            }
            try NetworkError.require(
                present.isSuperset(of: view.indices),
                .mismatch,
                what: "some of a group's cells are in the assembly already",
                location: "assembly '\(label)'",
                given: "'\(view.label)', \(present.intersection(view.indices).count) of its \(view.size) cells",
                allowed: "each cell once: none of a group's cells, or all, in which case it is left out"
            )
            simulation.progress.warn("'\(view.label)' is left out of '\(label)', which has its cells")
        }
        components = views
    }

    /// The components in order: PyNN's `populations`.
    public var populations: [PopulationView] { components }

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

    /// Some of the cells, as an assembly with a view of each component that is touched.
    ///
    /// - Throws: ``NetworkError`` when there are no such cells.
    public subscript(selector: CellSelector) -> Assembly {
        get throws { try part(selector.resolve(size, label), label: "view of \(label)") }
    }

    /// A range of the cells, as an assembly of views.
    ///
    /// - Throws: ``NetworkError`` when the range reaches beyond the assembly.
    public subscript(range: some CellRange) -> Assembly {
        get throws { try self[range.selector] }
    }

    /// The cells of some indices, as an assembly with a view of each component that is touched.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public subscript(indices: [Int]) -> Assembly {
        get throws { try self[.indices(indices)] }
    }

    /// The cells where a mask is true, as an assembly of views.
    ///
    /// - Throws: ``NetworkError`` when the mask is not as long as the assembly.
    public subscript(mask: [Bool]) -> Assembly {
        get throws { try self[.mask(mask)] }
    }

    /// The cells of some indices: for each component that is touched a view, with its cells in the order of the indices.
    func part(_ indices: [Int], label: String) throws -> Assembly {
        var offset = 0
        var views: [PopulationView] = []
        for view in components {
            let end = offset + view.indices.count
            let own = indices.filter { (offset..<end).contains($0) }.map { $0 - offset }
            if !own.isEmpty { views.append(try view[own]) }
            offset = end
        }
        return Assembly(views, label: label)
    }

    /// Both, as an assembly.
    public static func + (left: Assembly, right: any PopulationBase) throws -> Assembly {
        try Assembly(left, right)
    }

    /// Adds a group to an assembly in place; its label stays.
    ///
    /// - Throws: ``NetworkError`` as for a new assembly; nothing is added then.
    public static func += (left: Assembly, right: any PopulationBase) throws { try left.insert(right) }
}
