/// Rows of different lengths, one behind the other in one array.
package struct Ragged<Element: Sendable>: Sendable {
    /// The elements of all rows.
    package private(set) var elements: [Element] = []

    /// Row r is made of the elements from `starts[r]` to before `starts[r + 1]`.
    package private(set) var starts: [Int] = [0]

    /// Creates no rows.
    package init() {}

    /// Creates empty rows.
    package init(rows: Int) { starts = Array(repeating: 0, count: rows + 1) }

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

    /// Creates rows that are mostly another's.
    ///
    /// - Parameters:
    ///   - numbers: For each row the number of the other's, or −1. Those that follow each other are taken at once.
    ///   - other: The other.
    ///   - own: The rows where there is none of the other's; nil for empty ones.
    /// - Precondition: The other has rows of all those numbers; there are as many own rows as numbers.
    package init(_ numbers: [Int32], of other: Self, own: Self? = nil) {
        starts.reserveCapacity(numbers.count + 1)
        elements.reserveCapacity(other.elements.count)
        var row = 0
        while row < numbers.count {
            let first = Int(numbers[row])
            guard first >= 0 else {
                if let own { addRow(own[row]) } else { endRow() }
                row += 1
                continue
            }
            var last = first
            row += 1
            while row < numbers.count, Int(numbers[row]) == last + 1 {
                last += 1
                row += 1
            }
            let shift = elements.count - other.starts[first]
            elements += other.elements[other.starts[first]..<other.starts[last + 1]]
            for end in first + 1...last + 1 { starts.append(other.starts[end] + shift) }
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

    /// Where the elements of a row are.
    func range(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

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

    /// Creates rows from those of several, one after the other.
    ///
    /// - Parameters:
    ///   - shares: Rows; those of one share come before those of the next.
    ///   - workers: Put the shares in their places side by side.
    init(joining shares: [Self], workers: Workers) where Element: BitwiseCopyable {
        var firsts: [(row: Int, element: Int)] = [(0, 0)]
        for share in shares {
            let last = firsts[firsts.count - 1]
            firsts.append((last.row + share.count, last.element + share.elements.count))
        }
        let (places, total) = (firsts, firsts[shares.count])
        var starts: [Int] = []
        elements = [Element](unsafeUninitializedCapacity: total.element) { buffer, initialized in
            // Each share writes places of its own, here and among the starts.
            nonisolated(unsafe) let base = buffer.baseAddress
            starts = [Int](unsafeUninitializedCapacity: total.row + 1) { buffer, initialized in
                buffer.initializeElement(at: 0, to: 0)
                nonisolated(unsafe) let starts = buffer.baseAddress
                _ = workers.map(shares.count) { number in
                    let (share, place) = (shares[number], places[number])
                    share.elements.withUnsafeBufferPointer { own in
                        if let base, let first = own.baseAddress {
                            (base + place.element).initialize(from: first, count: own.count)
                        }
                    }
                    guard let starts else { return }
                    for row in share.indices {
                        (starts + place.row + row + 1).initialize(to: place.element + share.starts[row + 1])
                    }
                }
                initialized = total.row + 1
            }
            initialized = total.element
        }
        self.starts = starts
    }

    /// Creates rows from those of several, put in order.
    ///
    /// - Parameters:
    ///   - shares: Rows; those of one share come before those of the next.
    ///   - rows: Which row each of them becomes; each once.
    ///   - workers: Put the shares in their places side by side.
    init(joining shares: [Self], as rows: [Int32], workers: Workers) where Element: BitwiseCopyable {
        var starts = [Int](repeating: 0, count: rows.count + 1)
        var firsts: [Int] = []
        for share in shares {
            let first = firsts.last.map { $0 + shares[firsts.count - 1].count } ?? 0
            firsts.append(first)
            for row in share.indices { starts[Int(rows[first + row]) + 1] = share.starts[row + 1] - share.starts[row] }
        }
        for row in rows.indices { starts[row + 1] += starts[row] }
        self.starts = starts
        let (places, count) = (starts, starts[rows.count])
        let numbers = firsts
        elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each share writes places of its own.
            nonisolated(unsafe) let base = buffer.baseAddress
            _ = workers.map(shares.count) { number in
                let share = shares[number]
                let (elements, bounds, rows, places) = (share.elements.span, share.starts.span, rows.span, places.span)
                for row in share.indices {
                    var place = places[Int(rows[numbers[number] + row])]
                    for element in bounds[row]..<bounds[row + 1] {
                        if let base { (base + place).initialize(to: elements[element]) }
                        place += 1
                    }
                }
            }
            initialized = count
        }
    }
}
