public import NetworkModel

/// Checks that spikes go round a ring of cells as in a synfire chain: sPyNNaker's `spike_checker`.
public enum SpikeChecker {
    /// Checks that one wave goes round: cells spike one after the other, beginning with the first.
    ///
    /// - Parameters:
    ///   - spikes: Rows of spikes in any order.
    ///   - cells: The number of cells in the ring.
    /// - Throws: ``NetworkError`` with the first spike that is out of turn.
    public static func synfire(_ spikes: [DataRow], cells: Int) throws(NetworkError) {
        try synfire(spikes, cells: cells, lines: 1, needsAll: false)
    }

    /// Checks that several waves go round, each beginning with the first cell.
    ///
    /// - Parameters:
    ///   - spikes: Rows of spikes in any order.
    ///   - cells: The number of cells in the ring.
    ///   - lines: The number of waves.
    ///   - wrapsAround: Whether a wave begins anew after the last cell.
    /// - Throws: ``NetworkError`` with the first spike that belongs to no wave, or when there are fewer waves.
    public static func synfire(
        _ spikes: [DataRow],
        cells: Int,
        lines: Int,
        wrapsAround: Bool = true
    ) throws(NetworkError) {
        try synfire(spikes, cells: cells, lines: lines, needsAll: true, wrapsAround: wrapsAround)
    }

    private static func synfire(
        _ spikes: [DataRow],
        cells: Int,
        lines: Int,
        needsAll: Bool,
        wrapsAround: Bool = true
    ) throws(NetworkError) {
        // There are no more waves than spikes.
        let possible = min(max(lines, 0), spikes.count)
        var next = Array(repeating: 0, count: possible)
        var begun = Array(repeating: false, count: possible)
        for spike in spikes.sorted(by: { $0.time < $1.time }) {
            guard let line = next.firstIndex(of: spike.index) else {
                throw NetworkError(
                    .mismatch,
                    what: "a spike is out of turn",
                    location: "spikes at \(spike.time) ms",
                    given: "cell \(spike.index)",
                    allowed: Set(next).sorted().map { "cell \($0)" }.joined(separator: ", ")
                )
            }
            next[line] += 1
            if next[line] >= cells, wrapsAround { next[line] = 0 }
            begun[line] = true
        }
        let count = begun.count { $0 }
        guard !needsAll || count == lines else {
            throw NetworkError(.mismatch, what: "waves", location: "spikes", given: "\(count)", allowed: "\(lines)")
        }
    }
}
