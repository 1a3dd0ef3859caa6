/// Parts that must share a chip.
struct Bundles: Sendable {
    /// The parts of each bundle, two or more, ascending.
    let all: Ragged<Int32>
    private let bundleOfPart: [Int32: Int32]

    /// Bundles the parts of the same number of vertices that keep company.
    ///
    /// - Parameter companies: The parts of the vertices of each company.
    init(_ companies: [[Range<Int>]]) {
        var all = Ragged<Int32>()
        var bundleOfPart: [Int32: Int32] = [:]
        for company in companies {
            for number in 0..<(company.map(\.count).max() ?? 0) {
                let mates = company.filter { number < $0.count }.map { Int32($0.lowerBound + number) }.sorted()
                guard mates.count > 1 else { continue }
                for part in mates { bundleOfPart[part] = Int32(all.count) }
                all.addRow(mates)
            }
        }
        self.all = all
        self.bundleOfPart = bundleOfPart
    }

    /// The parts that a part shares its chip with, itself among them; nil if there are none.
    func mates(of part: Int) -> ArraySlice<Int32>? {
        bundleOfPart.isEmpty ? nil : bundleOfPart[Int32(part)].map { all[Int($0)] }
    }

    /// Whether a part is the first of its bundle, or has none: the one to be placed, together with the others.
    func leads(_ part: Int) -> Bool { mates(of: part).map { $0[$0.startIndex] == part } ?? true }
}
