/// Numbers in sets that have none in common; at first each is alone.
struct DisjointSets {
    /// Of numbers that are not alone a number of the same set that stands nearer to the least; the least stands for itself.
    private var parents: [Int: Int] = [:]

    private mutating func least(_ number: Int) -> Int {
        var least = number
        while let parent = parents[least], parent != least { least = parent }
        var other = number
        while let parent = parents[other], parent != least {
            parents[other] = least
            other = parent
        }
        return least
    }

    /// Makes one set of those that two numbers are in.
    mutating func join(_ one: Int, _ other: Int) {
        let (first, second) = (least(one), least(other))
        parents[max(first, second)] = min(first, second)
        parents[min(first, second)] = min(first, second)
    }

    /// The sets of more than one number, by their least, each ascending.
    func sets() -> [[Int]] {
        var copy = self
        let numbers = parents.keys.sorted()
        let sets = Dictionary(grouping: numbers) { copy.least($0) }
        return sets.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }
}
