public import NetworkModel
public import RecordedData

extension PopulationBase {
    /// The cells, in index order; the same as ``all``.
    public var allCells: [Cell] { all }

    /// The cells of this process: all, for there is but one.
    public var localCells: [Cell] { all }

    /// The number of cells of this process: all.
    public var localSize: Int { size }

    /// Whether a cell is one of the group's.
    public func contains(_ cell: Cell) -> Bool {
        components.contains { $0.grandparent === cell.population && $0.indices.contains(cell.index) }
    }

    /// Whether a cell of the group belongs to this process: it does.
    ///
    /// - Throws: ``NetworkError`` when the cell is not in the group.
    public func isLocal(_ cell: Cell) throws -> Bool {
        _ = try idToIndex(cell)
        return true
    }

    /// The index of a cell among those of this process: that among all.
    ///
    /// - Throws: ``NetworkError`` when the cell is not in the group.
    public func idToLocalIndex(_ cell: Cell) throws -> Int { try idToIndex(cell) }

    /// The indices of some cells in this group.
    ///
    /// - Throws: ``NetworkError`` when one is not in it.
    public func idToIndex(_ cells: [Cell]) throws -> [Int] { try cells.map(idToIndex) }

    /// Some of the annotations, by name.
    ///
    /// - Throws: ``NetworkError`` for a name that there is no annotation of.
    public func getAnnotations(_ names: [String]) throws -> Annotations {
        var found: Annotations = [:]
        for name in names {
            guard let value = annotations[name] else {
                throw NetworkError(
                    .unknownName,
                    what: "no such annotation",
                    location: "'\(label)'",
                    given: "'\(name)'",
                    allowed: annotations.isEmpty ? "none" : annotations.keys.sorted().joined(separator: ", ")
                )
            }
            found[name] = value
        }
        return found
    }
}

extension Population {
    /// The ID of the cell at an index.
    ///
    /// - Throws: ``NetworkError`` when there is no such cell.
    public func indexToID(_ index: Int) throws -> Int { try self[index].id }
}

extension PopulationView {
    /// The least ID of the view's cells; nil when it has none.
    public var firstID: Int? { indices.min().map { grandparent.firstID + $0 } }

    /// The greatest ID of the view's cells; nil when it has none.
    public var lastID: Int? { indices.max().map { grandparent.firstID + $0 } }

    /// The indices in the view of cells given by their indices in the parent.
    ///
    /// - Throws: ``NetworkError`` when the parent has no such cell, or the view does not have it.
    public func indexFromParentIndex(_ indices: [Int]) throws -> [Int] {
        try indices.map { index in
            let resolved = try CellSelector.at(index).resolve(parent.size, parent.label)[0]
            return try idToIndex(parent.all[resolved])
        }
    }
}

extension Assembly {
    /// The least ID of the assembly's cells; nil when it has none.
    public var firstID: Int? { all.map(\.id).min() }

    /// The greatest ID of the assembly's cells; nil when it has none.
    public var lastID: Int? { all.map(\.id).max() }
}

extension Cell {
    /// Names, defaults, units and ranges of the cell's type.
    public var schema: CellSchema { population.schema }

    /// Whether the cell's type is one of PyNN's standard ones: all there are, are.
    public var isStandardCell: Bool { true }

    /// Whether the cell belongs to this process: it does.
    public var local: Bool { true }

    /// All parameters of the cell by PyNN's names, in PyNN's units (ms, mV, nA, nF, Hz).
    public func getParameters() throws -> [ParameterName: Double] {
        Dictionary(uniqueKeysWithValues: try schema.parameters.map { ($0.name, try get($0.name)) })
    }

    /// Sets parameters of this cell; the same as ``set(_:)``.
    ///
    /// - Throws: ``NetworkError`` as for ``set(_:)``.
    public func setParameters(_ values: [ParameterName: ParameterValue]) throws { try set(values) }

    /// The initial value of a state variable, mV or nA.
    ///
    /// - Throws: ``NetworkError`` for an unknown name.
    public func getInitialValue(_ name: ParameterName) throws -> Double { try asView().initialValues(name)[0] }

    /// Sets the initial value of a state variable, mV or nA.
    ///
    /// - Throws: ``NetworkError`` as for ``initialize(_:)``.
    public func setInitialValue(_ name: ParameterName, _ value: Double) throws {
        try initialize([name: .value(value)])
    }
}
