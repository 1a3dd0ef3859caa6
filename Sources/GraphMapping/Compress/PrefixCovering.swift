package import SpiNNakerMachine

/// Shortens routing tables to the fewest entries that ignore low bits alone.
///
/// The keys of a table are the leaves of a binary tree, its root the first bit. An entry at a node matches the keys below it
/// that no entry further down matches, since the router takes the first match and entries further down come first. For each
/// node it is found how many entries the keys below need, from the leaves up: with the right route inherited from above, one
/// fewer. Keys that nobody sends may go any way, and keys that go straight on need no entry unless one above them matches.
///
/// Example: keys 000 → E, 001 → E, 011 → N, 010 → E. Both halves below 0 can do with E, and one of them needs N besides: the
/// table is 011 → N, 0XX → E.
///
/// - SeeAlso: R. Draves, C. King, S. Venkatachary and B. Zill, "Constructing optimal IP routing tables", 1999.
package struct PrefixCovering: Sendable {
    /// Creates a compressor.
    package init() {}

    /// Shortens a table.
    ///
    /// - Parameter table: Entries by ascending keys, none of which another has, and which ignore low bits alone.
    /// - Returns: A table that sends every key of the given one the same way.
    /// - Complexity: O(*n* · *r* / 64 + *n* log *n*) for *n* entries of *r* different routes.
    package func compress(_ table: [TableEntry]) -> [RoutingEntry] {
        guard !table.isEmpty else { return [] }
        var trie = KeyTrie(table)
        trie.count()
        return trie.entries()
    }
}

/// The tree of a table's keys: only nodes that branch, and leaves.
private struct KeyTrie: ~Copyable {
    private struct Node: BitwiseCopyable {
        var key: UInt32
        var mask: UInt32
        /// The children's numbers; −1 for leaves.
        var left: Int32
        var right: Int32
        /// The fewest entries if one inherits a good route, and if there is nothing to inherit.
        var fewest: Int32
        var fewestAlone: Int32
    }

    /// Children come before their parents.
    private let nodes: Numbers<Node>
    private var nodeCount = 0
    /// The routes, each once.
    private let routes: [MulticastRoute]
    /// How many words the routes' bits take.
    private let words: Int
    /// For each node, which routes leave it with the fewest entries.
    private let good: Numbers<UInt64>

    init(_ table: [TableEntry]) {
        var routes: [MulticastRoute] = []
        let routeNumbers = Self.numberRoutes(of: table, &routes)
        self.routes = routes
        words = (routes.count + 63) / 64
        nodes = Numbers(Node(key: 0, mask: 0, left: -1, right: -1, fewest: 0, fewestAlone: 0), count: 2 * table.count)
        good = Numbers(0, count: 2 * table.count * words)
        _ = addNode(table, routeNumbers, 0..<table.count)
    }

    private static func numberRoutes(of table: [TableEntry], _ routes: inout [MulticastRoute]) -> [Int32] {
        let order = table.indices.sorted { table[$0].entry.route.rawValue < table[$1].entry.route.rawValue }
        var numbers = [Int32](repeating: 0, count: table.count)
        for index in order {
            if routes.last != table[index].entry.route { routes.append(table[index].entry.route) }
            numbers[index] = Int32(routes.count - 1)
        }
        return numbers
    }

    /// Adds the node above some entries, after those below it; its number.
    private mutating func addNode(_ table: [TableEntry], _ routeNumbers: [Int32], _ range: Range<Int>) -> Int32 {
        let first = table[range.lowerBound]
        var node = Node(
            key: first.entry.keyMask.key,
            mask: first.entry.keyMask.mask,
            left: -1,
            right: -1,
            fewest: 0,
            fewestAlone: first.isDefaultRoutable ? 0 : 1
        )
        if range.count > 1 {
            // The first bit in which keys differ.
            let difference = node.key ^ table[range.upperBound - 1].entry.keyMask.key
            let bit = UInt32(1) << UInt32(31 - difference.leadingZeroBitCount)
            var (low, high) = (range.lowerBound + 1, range.upperBound - 1)
            while low < high {
                let middle = (low + high) / 2
                if table[middle].entry.keyMask.key & bit == 0 { low = middle + 1 } else { high = middle }
            }
            node.left = addNode(table, routeNumbers, range.lowerBound..<low)
            node.right = addNode(table, routeNumbers, low..<range.upperBound)
            node.mask = ~(bit << 1 &- 1)
            node.key &= node.mask
        } else {
            let route = Int(routeNumbers[range.lowerBound])
            good[nodeCount * words + route / 64] = 1 << UInt64(route % 64)
        }
        nodes[nodeCount] = node
        nodeCount += 1
        return Int32(nodeCount - 1)
    }

    /// Counts the entries that each node needs, from the leaves up.
    mutating func count() {
        for number in 0..<nodeCount where nodes[number].left >= 0 {
            let (left, right) = (Int(nodes[number].left), Int(nodes[number].right))
            var isShared = false
            for word in 0..<words {
                let both = good[left * words + word] & good[right * words + word]
                good[number * words + word] = both
                if both != 0 { isShared = true }
            }
            if !isShared {
                for word in 0..<words {
                    good[number * words + word] = good[left * words + word] | good[right * words + word]
                }
            }
            var node = nodes[number]
            node.fewest = nodes[left].fewest + nodes[right].fewest + (isShared ? 0 : 1)
            node.fewestAlone = min(nodes[left].fewestAlone + nodes[right].fewestAlone, node.fewest + 1)
            nodes[number] = node
        }
    }

    /// The entries, those further down before those above them.
    func entries() -> [RoutingEntry] {
        // What each node inherits: the number of a route, or −1.
        let inherited = Numbers<Int32>(-1, count: nodeCount)
        let own = Numbers<Int32>(-1, count: nodeCount)
        for number in (0..<nodeCount).reversed() {
            let node = nodes[number]
            var route = inherited[number]
            // A route that is inherited and good needs no entry, and none is needed where nothing is inherited and that is as good.
            if route >= 0 ? !isGood(Int(route), number) : needsEntry(node) {
                route = firstGood(number)
                own[number] = route
            }
            if node.left >= 0 {
                inherited[Int(node.left)] = route
                inherited[Int(node.right)] = route
            }
        }
        var entries: [RoutingEntry] = []
        for number in 0..<nodeCount where own[number] >= 0 {
            let keyMask = KeyMask(key: nodes[number].key, mask: nodes[number].mask)
            entries.append(RoutingEntry(keyMask: keyMask, route: routes[Int(own[number])]))
        }
        return entries
    }

    /// Whether a node that inherits nothing does best with an entry of its own.
    private func needsEntry(_ node: Node) -> Bool {
        guard node.left >= 0 else { return node.fewestAlone > 0 }
        return nodes[Int(node.left)].fewestAlone + nodes[Int(node.right)].fewestAlone > node.fewest + 1
    }

    private func isGood(_ route: Int, _ node: Int) -> Bool {
        good[node * words + route / 64] & 1 << UInt64(route % 64) != 0
    }

    private func firstGood(_ node: Int) -> Int32 {
        for word in 0..<words where good[node * words + word] != 0 {
            return Int32(64 * word + good[node * words + word].trailingZeroBitCount)
        }
        return -1
    }
}
