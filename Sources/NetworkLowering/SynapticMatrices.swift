package import ChipInterface

/// The rows of one projection from one source slice to one target slice, in one delay stage.
package struct SynapticMatrix: Hashable, Sendable {
    /// How many spans the fetch of its rows is put off.
    package let stage: Int
    /// The length of a row in words, with its count.
    package let rowWords: Int
    /// The rows, one after the other.
    package let words: [UInt32]

    /// Builds the rows from the neurons `sources` to the neurons `targets`, one matrix for each stage that has
    /// synapses, by rising stage.
    package static func build(
        _ projection: FixedPointProjection,
        sources: Range<Int>,
        targets: Range<Int>,
        shape: SynapseShape
    ) -> [SynapticMatrix] {
        var stages: [Int: [[UInt32]]] = [:]
        for (row, neuron) in sources.enumerated() {
            for synapse in projection[row: neuron] where targets.contains(Int(synapse.target)) {
                let (stage, rest) = shape.split(delay: Int(synapse.delay))
                let word = shape.synapse(
                    weight: synapse.weight,
                    delay: UInt32(rest),
                    receptor: UInt32(projection.receptor),
                    neuron: UInt32(Int(synapse.target) - targets.lowerBound)
                )
                stages[stage, default: Array(repeating: [], count: sources.count)][row].append(word)
            }
        }
        return stages.sorted { $0.key < $1.key }.map { stage, rows in
            let rowWords = 1 + (rows.map(\.count).max() ?? 0)
            var words: [UInt32] = []
            words.reserveCapacity(rows.count * rowWords)
            for row in rows {
                words.append(UInt32(row.count))
                words += row
                words += repeatElement(0, count: rowWords - 1 - row.count)
            }
            return SynapticMatrix(stage: stage, rowWords: rowWords, words: words)
        }
    }

    /// The synapses of a row as read back from a board; nil when its count exceeds its length.
    ///
    /// - Parameters:
    ///   - row: The row's words, its count first.
    ///   - stage: The stage of its matrix.
    ///   - firstTarget: The index, in its population, of the target slice's first neuron.
    package static func decode(
        row: ArraySlice<UInt32>,
        stage: Int,
        firstTarget: Int,
        shape: SynapseShape
    ) -> [FixedPointSynapse]? {
        guard let count = row.first, count < row.count else { return nil }
        return row.dropFirst().prefix(Int(count)).map { word in
            let fields = shape.fields(of: word)
            return FixedPointSynapse(
                target: Int32(firstTarget) + Int32(fields.neuron),
                weight: fields.weight,
                delay: UInt16(truncatingIfNeeded: stage * Int(shape.span) + Int(fields.delay))
            )
        }
    }
}
