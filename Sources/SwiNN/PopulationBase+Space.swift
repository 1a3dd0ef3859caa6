import Foundation
import NetworkModel

extension PopulationBase {
    /// The cells' positions in µm, in index order.
    ///
    /// - Throws: ``NetworkError`` when a population's structure does not hold its cells.
    public func positions() throws -> [SIMD3<Double>] {
        try components.flatMap { view in
            let population = view.grandparent
            let positions = try population.description.structure.positions(count: population.description.size)
            return view.indices.map { positions[$0] }
        }
    }

    /// The cell that is nearest to a position in µm, by straight distance; of several the first.
    ///
    /// - Throws: ``NetworkError`` for a group without cells, a position that is not finite, and as ``positions()``.
    public func nearest(_ position: SIMD3<Double>) throws -> Cell {
        guard (0..<3).allSatisfy({ position[$0].isFinite }) else {
            throw NetworkError(
                .valueOutOfRange,
                what: "position",
                location: "'\(label)'.nearest",
                given: "(\(position.x), \(position.y), \(position.z))",
                allowed: "finite numbers of µm"
            )
        }
        let distances = try positions().map { place in
            let way = place - position
            return (way * way).sum()
        }
        guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) else {
            throw NetworkError(.wrongCount, what: "a group without cells", location: "'\(label)'.nearest")
        }
        return all[nearest]
    }

    /// Writes the cells' positions as text, one line for each cell, with tabs: the index in the group, then x, y and z in
    /// µm. A first line after `#` names the group, as in PyNN's files.
    ///
    /// - Parameter path: The file; one of that name is replaced. Missing folders are made.
    /// - Throws: ``NetworkError`` when the file cannot be written, with no half-written file left, and as
    ///   ``positions()``.
    public func savePositions(_ path: String) throws {
        var text = "# \(self is Assembly ? "assembly" : "population") = \(label)\n"
        for (index, place) in try positions().enumerated() {
            text += "\(index)\t\(place.x)\t\(place.y)\t\(place.z)\n"
        }
        try OutputFile.write(Data(text.utf8), to: URL(filePath: path), "the positions")
    }
}
