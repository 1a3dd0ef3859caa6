import NetworkModel
public import RecordedData

/// A population of a simulation that has ended, or some of its cells: what was recorded of them can be read.
public struct DataPopulation: Sendable {
    let store: DataStore
    /// The population's label.
    public let label: String
    /// The ID of the population's first cell.
    public let firstID: Int
    /// The cells' indices in the population, ascending.
    public let indices: [Int]
    /// What the population was, in words.
    public let description: String

    /// The number of cells.
    public var size: Int { indices.count }

    /// What was recorded, a segment for each run between resets.
    ///
    /// - Throws: `NetworkError` for a variable that was not recorded, or when the file cannot be read.
    public func getData(_ variables: Variables = .all, annotations: Annotations = [:]) throws -> Block {
        try store.block(label, variables.names, indices, annotations)
    }

    /// Writes what was recorded to a file; its extension says the format.
    ///
    /// - Throws: `NetworkError` for an extension without a writer; errors of reading and writing.
    public func writeData(_ path: String, _ variables: Variables = .all, annotations: Annotations = [:]) throws {
        try getData(variables, annotations: annotations).write(path)
    }

    /// What was recorded of a variable in the last segment as rows of index, time and value.
    ///
    /// - Throws: `NetworkError` for a variable that was not recorded, or when the file cannot be read.
    public func getRows(_ variable: String) throws -> [DataRow] {
        let block = try getData(Variables([variable]))
        return block.segments.isEmpty ? [] : try block.convertData(variable, run: block.segments.count - 1)
    }

    /// The number of spikes of each recorded cell in the last segment, by the cell's ID.
    ///
    /// - Throws: `NetworkError` when spikes were not recorded, or the file cannot be read.
    public func getSpikeCounts() throws -> [Int: Int] {
        let trains = try getData("spikes").segments.last?.spikeTrains ?? []
        return Dictionary(trains.map { ($0.sourceID, $0.count) }) { $1 }
    }

    /// The mean number of spikes of the recorded cells in the last segment; 0 when there are none.
    ///
    /// - Throws: `NetworkError` when spikes were not recorded, or the file cannot be read.
    public func meanSpikeCount() throws -> Double { try getData("spikes").segments.last?.meanSpikeCount ?? 0 }

    /// The unit of a recorded variable.
    ///
    /// - Throws: `NetworkError` for a variable that was not recorded, or when the file cannot be read.
    public func findUnits(_ variable: String) throws -> String {
        let block = try getData(Variables([variable]))
        return block.filter(name: variable).first?.units ?? "ms"
    }

    /// The index of the cell with an ID, in the population.
    ///
    /// - Throws: `NetworkError` when it is not one of the cells.
    public func idToIndex(_ id: Int) throws -> Int {
        guard let index = indices.first(where: { firstID + $0 == id }) else {
            throw NetworkError(
                .indexOutOfRange,
                what: "the cell is not in the population",
                location: "'\(label)'",
                given: "ID \(id)",
                allowed: "IDs of its \(size) cells"
            )
        }
        return index
    }

    /// The ID of the cell at an index; negative ones count from the end.
    ///
    /// - Throws: `NetworkError` when there is no such cell.
    public func indexToID(_ index: Int) throws -> Int {
        firstID + indices[try CellSelector.at(index).resolve(size, label)[0]]
    }

    /// Some of the cells.
    ///
    /// - Throws: `NetworkError` when there are no such cells.
    public subscript(selector: CellSelector) -> DataPopulation {
        get throws {
            let chosen = try selector.resolve(size, label).map { indices[$0] }.sorted()
            return DataPopulation(
                store: store,
                label: label,
                firstID: firstID,
                indices: chosen,
                description: description
            )
        }
    }

    /// A range of the cells.
    ///
    /// - Throws: `NetworkError` when the range reaches beyond the population.
    public subscript(range: some CellRange) -> DataPopulation {
        get throws { try self[range.selector] }
    }
}
