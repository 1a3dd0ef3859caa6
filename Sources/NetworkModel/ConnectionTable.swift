/// Connections listed one by one, target by target.
package struct ConnectionTable: Hashable, Sendable {
    /// Where each target's connections begin in ``sources``; one more number than there are targets.
    package let starts: [Int]
    /// The sources, those of one target in the order in which they were given.
    package let sources: [Int32]

    /// The number of targets.
    package var targetCount: Int { starts.count - 1 }

    /// Puts a list in order.
    ///
    /// - Parameter list: Its indices must be in range.
    /// - Returns: The table, and for each of its connections its place in the list.
    package static func sorting(_ list: ConnectionList, targetCount: Int) -> (table: ConnectionTable, order: [Int]) {
        var starts = [Int](repeating: 0, count: targetCount + 1)
        for post in list.post { starts[post + 1] += 1 }
        for index in 0..<targetCount { starts[index + 1] += starts[index] }
        var next = starts
        var sources = [Int32](repeating: 0, count: list.pre.count)
        var order = [Int](repeating: 0, count: list.pre.count)
        for row in list.pre.indices {
            let place = next[list.post[row]]
            next[list.post[row]] += 1
            sources[place] = Int32(list.pre[row])
            order[place] = row
        }
        return (ConnectionTable(starts: starts, sources: sources), order)
    }

    /// For each connection its place among all of them sorted by source, then by target.
    func ranksBySource(sourceCount: Int) -> [Int] {
        var next = [Int](repeating: 0, count: sourceCount + 1)
        for source in sources { next[Int(source) + 1] += 1 }
        for index in 0..<sourceCount { next[index + 1] += next[index] }
        return sources.map { source in
            defer { next[Int(source)] += 1 }
            return next[Int(source)]
        }
    }

    init(starts: [Int], sources: [Int32]) {
        self.starts = starts
        self.sources = sources
    }
}
