import GraphMapping
import Testing

/// Rows of different lengths against arrays of arrays.
@Suite
struct RaggedTests {
    private static func ragged(_ rows: [[Int]]) -> Ragged<Int> {
        Ragged(lengths: rows.map(\.count), elements: rows.flatMap(\.self))
    }

    private static func rows(_ ragged: Ragged<Int>) -> [[Int]] { ragged.indices.map { Array(ragged[$0]) } }

    @Test
    func rowsAreThoseOfAnother() {
        let other = Self.ragged([[1], [2, 3], [], [4]])
        let own = Self.ragged([[9], [8], [7, 7], [6], [5]])
        #expect(Self.rows(Ragged([0, 1, -1, 3, 2], of: other, own: own)) == [[1], [2, 3], [7, 7], [4], []])
        #expect(Self.rows(Ragged([-1, 3, 3], of: other)) == [[], [4], [4]])
        #expect(Self.rows(Ragged([], of: other)).isEmpty)
        #expect(Self.rows(Ragged(rows: 2)) == [[], []])
    }

    @Test
    func anyRowsInAnyOrder() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            func someRows() -> [[Int]] {
                (0..<Int.random(in: 1...20, using: &random)).map { _ in
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0..<100, using: &random) }
                }
            }
            let (other, own) = (someRows(), someRows())
            // Runs, and jumps between them.
            var last = -1
            let numbers = own.indices.map { _ in
                let jumps = Int.random(in: 0..<3, using: &random) == 0
                last = jumps ? Int.random(in: -1..<other.count, using: &random) : last + 1
                if last == other.count { last = -1 }
                return last
            }
            let expected = zip(numbers, own).map { $0 >= 0 ? other[$0] : $1 }
            let found = Ragged(numbers.map(Int32.init), of: Self.ragged(other), own: Self.ragged(own))
            #expect(Self.rows(found) == expected, "\(numbers) of \(other), else \(own)")
        }
    }
}
