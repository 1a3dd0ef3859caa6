/// Which cells of a projection are connected.
package enum Connectivity: Hashable, Sendable {
    /// Each target draws its sources.
    case drawn(DrawnConnections)
    /// A table.
    case listed(ConnectionTable)

    /// The number of synapses.
    package var synapseCount: Int {
        switch self {
        case .drawn(let drawn):
            switch drawn.counts {
            case .same(let count): Int(count) * drawn.targetCount
            case .each(let counts): counts.reduce(0) { $0 + Int($1) }
            }
        case .listed(let table): table.sources.count
        }
    }
}
