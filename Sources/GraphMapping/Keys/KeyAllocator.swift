package import SpiNNakerMachine

/// Gives every part of a vertex a block of keys, the parts of one vertex side by side in an aligned block.
///
/// A key reads, from the top: vertex block, part, atom within the part, the atom's own low bits. Blocks are
/// powers of two and are packed from the largest down, so none wastes alignment. Keys from 0xffff0000 on
/// are left alone: SC&MP sends its own multicast packets there.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp-3.c`, keys ffff5554 and ffff5555.
package struct KeyAllocator: Sendable {
    /// Creates an allocator.
    package init() {}

    /// Allocates the keys of every part, by the part's index.
    ///
    /// - Throws: `MappingError.keySpaceExhausted`.
    package func allocate(_ graph: MachineGraph) throws(MappingError) -> [KeyMask] {
        var keys = Array(repeating: KeyMask(key: 0, mask: 0), count: graph.vertices.count)
        let blocks = graph.application.vertices.indices.map { index -> (vertex: Int, partBits: Int, blockBits: Int) in
            let parts = graph.parts[index]
            let atoms = parts.map { graph.vertices[$0].atoms.count }.max() ?? 1
            let partBits = Self.bits(for: atoms) + graph.application.vertices[index].keyBitsPerAtom
            return (index, partBits, partBits + Self.bits(for: max(parts.count, 1)))
        }
        var next: UInt64 = 0
        for block in blocks.sorted(by: { ($1.blockBits, $0.vertex) < ($0.blockBits, $1.vertex) }) {
            guard next + (1 << UInt64(block.blockBits)) <= 0xffff_0000 else {
                throw .keySpaceExhausted(vertex: graph.application.vertices[block.vertex].label)
            }
            let mask = UInt32(truncatingIfNeeded: ~((UInt64(1) << UInt64(block.partBits)) - 1))
            for (number, part) in graph.parts[block.vertex].enumerated() {
                keys[part] = KeyMask(key: UInt32(next) + UInt32(number) << UInt32(block.partBits), mask: mask)
            }
            next += 1 << UInt64(block.blockBits)
        }
        return keys
    }

    /// The bits needed to number `count` things.
    private static func bits(for count: Int) -> Int {
        count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    }
}
