import NetworkModel
public import RecordedData
import SimulationRuntime

/// Some cells of a population, in an order.
@MainActor
@dynamicMemberLookup
public final class PopulationView: PopulationBase, @MainActor Equatable {
    /// The population that the cells belong to.
    public let grandparent: Population
    /// What the view was made of: a population or another view.
    public let parent: any PopulationBase
    /// Which cells of the parent were chosen: PyNN's `mask`.
    public let selector: CellSelector
    /// The cells' indices in that population.
    public let indices: [Int]
    /// The label.
    public let label: String
    /// Facts that go with the view's data.
    public var annotations: Annotations = [:]

    /// Makes a view of a population, or of a view.
    ///
    /// - Parameters:
    ///   - parent: The population or view; an assembly must have just one component.
    ///   - selector: Which of its cells; indices count in the parent.
    ///   - label: The label; nil for "view of …".
    /// - Throws: ``NetworkError`` when there are no such cells.
    public convenience init(_ parent: any PopulationBase, _ selector: CellSelector, label: String? = nil) throws {
        guard parent.components.count == 1, let whole = parent.components.first else {
            throw NetworkError(
                .mismatch,
                what: "a view has cells of one population",
                location: "'\(parent.label)'",
                given: "\(parent.components.count) components"
            )
        }
        let chosen = try selector.resolve(whole.indices.count, parent.label)
        self.init(
            unchecked: whole.grandparent,
            chosen.map { whole.indices[$0] },
            label: label ?? "view of \(parent.label)",
            parent: parent,
            selector: selector
        )
    }

    /// Makes a view of indices that are known to be in the population.
    init(
        unchecked population: Population,
        _ indices: [Int],
        label: String,
        parent: (any PopulationBase)? = nil,
        selector: CellSelector? = nil
    ) {
        grandparent = population
        self.parent = parent ?? population
        self.selector = selector ?? .indices(indices)
        self.indices = indices
        self.label = label
    }

    /// The number of cells.
    public var size: Int { indices.count }
    /// The view itself.
    public var components: [PopulationView] { [self] }

    var selection: CellSelection { CellSelection(population: grandparent.id, indices: indices) }

    /// The indices in the population of cells given by their indices in the view.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public func indexInGrandparent(_ indices: [Int]) throws -> [Int] {
        try indices.map { self.indices[try CellSelector.at($0).resolve(self.indices.count, label)[0]] }
    }

    /// The cell at an index of the view; negative ones count from the end.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public subscript(index: Int) -> Cell {
        get throws {
            Cell(population: grandparent, index: indices[try CellSelector.at(index).resolve(indices.count, label)[0]])
        }
    }

    /// A view of some of the view's cells.
    ///
    /// - Throws: ``NetworkError`` when there are no such cells.
    public subscript(selector: CellSelector) -> PopulationView {
        get throws { try PopulationView(self, selector) }
    }

    /// A view of a range of the view's cells.
    ///
    /// - Throws: ``NetworkError`` when the range reaches beyond the view.
    public subscript(range: some CellRange) -> PopulationView {
        get throws { try PopulationView(self, range.selector) }
    }

    /// A view of some of the view's cells, by index.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public subscript(indices: [Int]) -> PopulationView {
        get throws { try PopulationView(self, .indices(indices)) }
    }

    /// A view of the cells where a mask is true.
    ///
    /// - Throws: ``NetworkError`` when the mask is not as long as the view.
    public subscript(mask: [Bool]) -> PopulationView {
        get throws { try PopulationView(self, .mask(mask)) }
    }

    /// Whether two views are of the same cells in the same order.
    public static func == (left: PopulationView, right: PopulationView) -> Bool {
        left.grandparent === right.grandparent && left.indices == right.indices
    }

    /// Both, as an assembly.
    public static func + (left: PopulationView, right: any PopulationBase) throws -> Assembly {
        try Assembly(left, right)
    }

    /// The view's part of what was recorded, without the group's own name and annotations.
    func block(_ variables: Variables, location: String) throws -> Block {
        let simulation = grandparent.simulation
        let population = grandparent.description
        let recorded = Set(population.recording.map(\.variable))
        var wanted = recorded
        if let names = variables.names {
            wanted = []
            for name in names {
                guard let variable = RecordedVariable(rawValue: name), recorded.contains(variable) else {
                    throw NetworkError(
                        .notRecordable,
                        what: "this variable was not recorded",
                        location: "\(population.location), \(location)",
                        given: "'\(name)'",
                        allowed: recorded.isEmpty
                            ? "none: call record(…) before run(…)"
                            : recorded.map { "'\($0)'" }.sorted().joined(separator: ", ")
                    )
                }
                wanted.insert(variable)
            }
        }
        let isWhole = indices.count == population.size && indices == Array(0..<population.size)
        let query = RecordingQuery(population: population.id, variables: wanted, indices: isWhole ? nil : indices)
        guard var block = try simulation.fetch(query) else { return Block(name: label) }
        for index in block.segments.indices {
            let facts = block.segments[index].number.flatMap { simulation.segmentAnnotations[$0] } ?? [:]
            block.segments[index].annotations.merge(facts) { $1 }
        }
        return block
    }
}
