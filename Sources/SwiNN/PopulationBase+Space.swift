import Foundation
public import NetworkModel

extension PopulationBase {
    /// The cells' positions in µm, in index order.
    public var positions: [SIMD3<Double>] {
        components.flatMap { view in
            let positions = view.grandparent.description.positions
            return view.indices.map { positions[$0] }
        }
    }

    /// The position of a cell by its index, µm: PyNN's `position_generator`. It throws where there is no such cell.
    public var positionGenerator: (_ index: Int) throws -> SIMD3<Double> {
        let (positions, label) = (positions, label)
        return { positions[try CellSelector.at($0).resolve(positions.count, label)[0]] }
    }

    /// The cell that is nearest to a position in µm, by straight distance; of several the first.
    ///
    /// - Throws: ``NetworkError`` for a group without cells or a position that is not finite.
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
        let distances = positions.map { place in
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
    /// - Throws: ``NetworkError`` when the file cannot be written, with no half-written file left.
    public func savePositions(_ path: String) throws {
        var text = "# \(self is Assembly ? "assembly" : "population") = \(label)\n"
        for (index, place) in positions.enumerated() {
            text += "\(index)\t\(place.x)\t\(place.y)\t\(place.z)\n"
        }
        try OutputFile.write(Data(text.utf8), to: URL(filePath: path), "the positions")
    }
}

extension PopulationView {
    /// Where the cells of the view's population were put; nil once positions have been given one by one.
    public var structure: (any Structure)? { grandparent.structure }
}

/// The distance of two cells, µm: PyNN's `distance`.
///
/// - Parameters:
///   - source: The presynaptic cell.
///   - target: The postsynaptic cell, whose position the space may scale and move.
///   - space: Which axes count, and how.
@MainActor
public func distance(_ source: Cell, _ target: Cell, in space: Space = Space()) -> Double {
    space.distance(source.position, target.position)
}
