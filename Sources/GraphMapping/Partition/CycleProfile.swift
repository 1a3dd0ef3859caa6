/// What is known of the cycles that atoms take: sums up to some of them, and between those a straight line.
struct CycleProfile {
    private let atoms: Int
    /// What a part takes whatever its atoms do.
    var overhead = 0
    /// The sums, by ascending atoms; from none to all.
    private var known: [(atom: Int, sum: Double)]

    init(atoms: Int) {
        self.atoms = atoms
        known = [(0, 0), (atoms, 0)]
    }

    /// Learns what parts take that follow each other, from the first atom to the last.
    mutating func learn(_ parts: [Range<Int>], _ cycles: [Int]) {
        var news: [(atom: Int, sum: Double)] = [(0, 0)]
        for (part, cycles) in zip(parts, cycles) {
            news.append((part.upperBound, news[news.count - 1].sum + Double(max(0, cycles - overhead))))
        }
        let fresh = Set(news.map(\.atom))
        known = (news + known.filter { !fresh.contains($0.atom) }).sorted { $0.atom < $1.atom }
        // What was learned before bends to what is new.
        for place in known.indices.dropFirst() { known[place].sum = max(known[place].sum, known[place - 1].sum) }
        let all = news[news.count - 1].sum
        for place in known.indices { known[place].sum = min(known[place].sum, all) }
    }

    /// The sums up to each atom.
    private var sums: [Double] {
        var sums = [0.0]
        sums.reserveCapacity(atoms + 1)
        for (one, other) in zip(known, known.dropFirst()) {
            let slope = (other.sum - one.sum) / Double(other.atom - one.atom)
            for atom in one.atom..<other.atom { sums.append(one.sum + slope * Double(atom + 1 - one.atom)) }
        }
        return sums
    }

    /// The bounds of the fewest parts that take no longer than a limit, the dearest as short as it can be, and what that takes.
    ///
    /// - Parameters:
    ///   - count: How many parts there must be at least.
    ///   - most: The most atoms of a part.
    func cut(atLeast count: Int, within limit: Int, atoms most: Int) -> (bounds: [Int], dearest: Int) {
        let sums = sums
        func bounds(_ limit: Double) -> [Int] {
            var bounds = [0]
            while let first = bounds.last, first < atoms {
                var (fits, fails) = (first + 1, min(atoms, first + min(most, atoms)) + 1)
                while fails - fits > 1 {
                    let middle = (fits + fails) / 2
                    if sums[middle] - sums[first] <= limit { fits = middle } else { fails = middle }
                }
                bounds.append(fits)
            }
            return bounds
        }
        let largest = Double(max(0, limit - overhead))
        let count = max(count, bounds(largest).count - 1)
        var (fits, fails) = (sums[atoms], 0.0)
        for _ in 0..<40 where fits - fails > 0.5 {
            let middle = (fits + fails) / 2
            if bounds(middle).count - 1 <= count { fits = middle } else { fails = middle }
        }
        var result = bounds(fits)
        // Fewer may do; then the longest are halved.
        while result.count - 1 < count {
            let lengths = zip(result, result.dropFirst()).map { $1 - $0 }
            let longest = lengths.indices.max { lengths[$0] < lengths[$1] } ?? 0
            result.insert(result[longest] + lengths[longest] / 2, at: longest + 1)
        }
        return (result, Int(fits) + overhead)
    }
}
