/// Rows of different lengths, one behind the other in one array.
package struct Ragged<Element: Sendable>: Sendable {
    /// The elements of all rows.
    package private(set) var elements: [Element] = []

    /// Row r is made of the elements from `starts[r]` to before `starts[r + 1]`.
    package private(set) var starts: [Int] = [0]

    /// Creates no rows.
    package init() {}

    /// Creates rows from their lengths and all their elements.
    ///
    /// - Precondition: There are as many elements as the lengths say together.
    package init(lengths: some Sequence<Int>, elements: [Element]) {
        for length in lengths { starts.append(starts[starts.count - 1] + length) }
        precondition(starts[starts.count - 1] == elements.count, "Rows must have all elements and no more")
        self.elements = elements
    }

    /// Creates a row for each group, of the indices of those that belong to it, ascending.
    ///
    /// - Parameters:
    ///   - groupOf: The group of each index.
    ///   - groups: The number of groups.
    package init(grouping groupOf: some Collection<Int>, groups: Int) where Element == Int32 {
        var starts = [Int](repeating: 0, count: groups + 1)
        for group in groupOf { starts[group + 1] += 1 }
        for group in 0..<groups { starts[group + 1] += starts[group] }
        self.starts = starts
        elements = [Int32](repeating: 0, count: groupOf.count)
        for (index, group) in groupOf.enumerated() {
            elements[starts[group]] = Int32(index)
            starts[group] += 1
        }
    }

    /// The rows, of which some are others.
    ///
    /// - Parameter others: Rows instead of those here, by their numbers.
    package func replacing(_ others: [Int: [Element]]) -> Self {
        var result = Self()
        result.elements.reserveCapacity(elements.count)
        for row in indices {
            if let other = others[row] { result.addRow(other) } else { result.addRow(self[row]) }
        }
        return result
    }

    /// The number of rows.
    package var count: Int { starts.count - 1 }

    /// The numbers of the rows.
    package var indices: Range<Int> { 0..<count }

    /// A row.
    package subscript(row: Int) -> ArraySlice<Element> { elements[starts[row]..<starts[row + 1]] }

    /// Adds a row.
    package mutating func addRow(_ row: some Collection<Element>) {
        elements.append(contentsOf: row)
        endRow()
    }

    /// Adds an element to the row under way, which ``endRow()`` ends.
    package mutating func add(_ element: Element) { elements.append(element) }

    /// The elements of the row under way.
    package var openRow: ArraySlice<Element> { elements[starts[starts.count - 1]...] }

    /// Drops the elements of the row under way.
    package mutating func dropOpenRow() { elements.removeLast(elements.count - starts[starts.count - 1]) }

    /// Ends the row under way.
    package mutating func endRow() { starts.append(elements.count) }

    /// Creates rows from those of several, put in order.
    ///
    /// - Parameters:
    ///   - shares: Rows; those of one share come before those of the next.
    ///   - rows: Which row each of them becomes; each once.
    package init(_ shares: [Self], rows: [Int32]) {
        starts = [Int](repeating: 0, count: rows.count + 1)
        var next = 0
        for share in shares {
            for row in share.indices {
                starts[Int(rows[next]) + 1] = share.starts[row + 1] - share.starts[row]
                next += 1
            }
        }
        for row in rows.indices { starts[row + 1] += starts[row] }
        let starts = starts
        elements = [Element](unsafeUninitializedCapacity: starts[rows.count]) { buffer, initialized in
            var next = 0
            for share in shares {
                share.elements.withUnsafeBufferPointer { elements in
                    for row in share.indices {
                        let own = elements[share.starts[row]..<share.starts[row + 1]]
                        let start = starts[Int(rows[next])]
                        _ = UnsafeMutableBufferPointer(rebasing: buffer[start..<(start + own.count)])
                            .initialize(fromContentsOf: own)
                        next += 1
                    }
                }
            }
            initialized = starts[rows.count]
        }
    }
}
