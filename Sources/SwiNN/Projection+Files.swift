import Foundation
import NetworkModel

extension Projection {
    /// Writes properties of the synapses as text, as PyNN does; ``FromFileConnector`` reads it.
    ///
    /// A first line `# columns = [\"i\", \"j\", \"weight\", \"delay\"]` names the columns; then comes a line for each
    /// synapse with tabs between the numbers.
    ///
    /// - Parameters:
    ///   - names: `"weight"`, `"delay"`, or both.
    ///   - path: The file; one of that name is replaced. Missing folders are made.
    ///   - withAddress: Whether lines begin with the two indices.
    /// - Throws: ``NetworkError`` for another name, or when the file cannot be written, with no half-written file left; as
    ///   ``connections()``.
    public func save(_ names: [String] = ["weight", "delay"], _ path: String, withAddress: Bool = true) throws {
        let rows = try get(names, format: .list, withAddress: withAddress)
        let columns = ((withAddress ? ["i", "j"] : []) + names).map { "\"\($0)\"" }.joined(separator: ", ")
        let addresses = withAddress ? 2 : 0
        let lines = rows.map { row in
            row.enumerated().map { $0.offset < addresses ? "\(Int($0.element))" : "\($0.element)" }
                .joined(separator: "\t")
        }
        try write(["# columns = [\(columns)]"] + lines, to: path)
    }

    /// Writes one property of the synapses as a matrix of text, with 0 where there is no synapse.
    ///
    /// - Parameters:
    ///   - name: `"weight"` or `"delay"`.
    ///   - path: The file; one of that name is replaced. Missing folders are made.
    ///   - multipleSynapses: What stands where several synapses join a pair.
    /// - Throws: ``NetworkError`` as ``save(_:_:withAddress:)``.
    public func saveArray(_ name: String, _ path: String, multipleSynapses: MultipleSynapses = .sum) throws {
        let matrix = try get([name], format: .array, multipleSynapses: multipleSynapses)[0]
        let lines = matrix.map { $0.map { "\($0.isNaN ? 0 : $0)" }.joined(separator: "\t") }
        try write(["# columns = [\"\(name)\"]"] + lines, to: path)
    }

    private func write(_ lines: [String], to path: String) throws {
        let text = lines.joined(separator: "\n") + "\n"
        try OutputFile.write(Data(text.utf8), to: URL(filePath: path), "the synapses")
    }
}
