/// Some atoms of a vertex.
package struct Slice: Hashable, Sendable {
    /// Their numbers, which follow each other.
    package let atoms: Range<Int>

    /// The block that they are of the vertex: what they take of each dimension. In one dimension it is their numbers.
    package let block: [Range<Int>]

    /// Creates a slice of a vertex of one dimension.
    package init(_ atoms: Range<Int>) {
        self.atoms = atoms
        block = [atoms]
    }

    /// Creates a slice of a vertex of any number of dimensions.
    init(atoms: Range<Int>, block: [Range<Int>]) {
        self.atoms = atoms
        self.block = block
    }
}

/// A vertex of several dimensions cut into blocks.
///
/// The first dimension counts fastest, of blocks and of atoms within a block. Atoms are numbered block by block, so that those
/// of a core follow each other; a dimension that does not divide evenly has some blocks that are longer by one atom.
package struct Blocks: Sendable {
    /// Where blocks begin in each dimension, and where the last one ends.
    private let bounds: [[Int]]

    /// Cuts a vertex.
    ///
    /// - Parameters:
    ///   - shape: The atoms of each dimension.
    ///   - counts: The blocks of each dimension.
    init(shape: [Int], counts: [Int]) {
        bounds = zip(shape, counts).map { Self.evenBounds($0, count: $1) }
    }

    /// Where equal pieces begin, the longer ones first, and where the last one ends.
    static func evenBounds(_ length: Int, count: Int) -> [Int] {
        let (size, longer) = length.quotientAndRemainder(dividingBy: max(1, count))
        return (0...count).map { $0 * size + min($0, longer) }
    }

    /// The number of blocks.
    package var count: Int { bounds.reduce(1) { $0 * ($1.count - 1) } }

    /// The atoms of a block, by its number.
    package func slice(_ number: Int) -> Slice {
        var rest = number
        let block = bounds.map { bounds -> Range<Int> in
            let (next, place) = rest.quotientAndRemainder(dividingBy: bounds.count - 1)
            rest = next
            return bounds[place]..<bounds[place + 1]
        }
        // Before it come whole layers of blocks in its last dimension, then layers of its own in the one before, and so on.
        var first = 0
        for dimension in block.indices {
            let before = bounds[..<dimension].reduce(block[dimension].lowerBound) { $0 * ($1.last ?? 0) }
            first += block[(dimension + 1)...].reduce(before) { $0 * $1.count }
        }
        return Slice(atoms: first..<block.reduce(1) { $0 * $1.count } + first, block: block)
    }

    /// The number of the atom at a place.
    ///
    /// - Precondition: There is a coordinate for each dimension, and within it.
    package func atom(at place: [Int]) -> Int {
        var (number, stride) = (0, 1)
        for (bounds, coordinate) in zip(bounds, place) {
            number += stride * ((bounds.firstIndex { $0 > coordinate } ?? 1) - 1)
            stride *= bounds.count - 1
        }
        let slice = slice(number)
        var (offset, size) = (0, 1)
        for (range, coordinate) in zip(slice.block, place) {
            offset += size * (coordinate - range.lowerBound)
            size *= range.count
        }
        return slice.atoms.lowerBound + offset
    }
}
