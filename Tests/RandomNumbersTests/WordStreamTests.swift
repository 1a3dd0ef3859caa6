import RandomNumbers
import Testing

@Suite
struct WordStreamTests {
    /// The first outputs of the authors' own program (xoroshiro64starstar.c, Vigna) from the state {1, 2}, as they also
    /// stand in the tests of Rust's `rand_xoshiro`.
    @Test
    func numbersAreThoseOfTheAuthorsProgram() {
        var stream = WordStream(first: 1, second: 2)

        let words = (0..<10).map { _ in stream.next() }

        #expect(
            words == [
                3_802_928_447, 813_792_938, 1_618_621_494, 2_955_957_307, 3_252_880_261, 1_129_983_909,
                2_539_651_700, 1_327_610_908, 1_757_650_787, 2_763_843_748,
            ]
        )
    }

    @Test
    func neighbouringStreamsDifferInHalfTheirBits() {
        var differing = 0
        for neuron: UInt64 in 0..<500 {
            var one = WordStream(seed: 1, population: 2, neuron: neuron)
            var next = WordStream(seed: 1, population: 2, neuron: neuron + 1)
            differing += (one.next() ^ next.next()).nonzeroBitCount
        }
        // 16000 fair bits, half of which differ: standard deviation 63.
        #expect((differing - 8000).magnitude < 260)
        #expect(WordStream(seed: 1, population: 2, neuron: 3) != WordStream(seed: 2, population: 2, neuron: 3))
        #expect(WordStream(seed: 1, population: 3, neuron: 2) != WordStream(seed: 1, population: 2, neuron: 3))
        #expect(WordStream(first: 0, second: 0).second != 0)
    }
}
