/// What curved laws look up: the normal distribution's quantiles, and logarithms.
///
/// 1,154 words. The first 1,025 are the quantiles −Φ⁻¹(q) for tail probabilities q from ½ downwards, 32 for each halving
/// of q; the last 129 are ln m for m from 1 to 2. All have 26 bits behind the point. Between two entries the curve is
/// taken to be straight: a normal draw is wrong by at most 6·10⁻⁵ standard deviations, an exponential one by
/// 8·10⁻⁶ means. The greatest normal draw is 6.3 standard deviations, the greatest exponential one 22.9 means: there are
/// 2³² draws.
package enum LawTables {
    /// How many words the tables have.
    package static var wordCount: Int { logarithms + 129 }

    private static var logarithms: Int { 32 * 32 + 1 }

    /// The natural logarithm of 2, with 26 bits behind the point.
    private static var ln2: UInt32 { 46_516_320 }

    /// A standard normal number for a uniform word, with 26 bits behind the point.
    @inline(__always)
    static func normal(_ word: UInt32, _ tables: UnsafePointer<UInt32>) -> Int32 {
        // The top bit is the sign; the rest, counted from the nearer end, and a half are the tail's probability in units
        // of 2⁻³².
        let tail = (word &>> 31 == 0 ? word : ~word) &<< 1 | 1
        let halvings = UInt32(truncatingIfNeeded: tail.leadingZeroBitCount)
        let fraction = (tail &<< halvings) &<< 1
        // Entries run with falling probability, so they are counted from the upper end of the halving.
        let entry = (halvings &<< 5) &+ (31 &- fraction &>> 27)
        let upper = tables[Int(bitPattern: UInt(entry))]
        let lower = tables[Int(bitPattern: UInt(entry)) &+ 1]
        let magnitude = lower &- (lower &- upper).multipliedFullWidth(by: fraction &<< 5).high
        return word &>> 31 == 0 ? Int32(bitPattern: magnitude) : 0 &- Int32(bitPattern: magnitude)
    }

    /// An exponential number of mean 1 for a uniform word, with 26 bits behind the point.
    @inline(__always)
    static func exponential(_ word: UInt32, _ tables: UnsafePointer<UInt32>) -> Int32 {
        // −ln of (word + ½) · 2⁻³²; one bit of the half is lost where the word has 32.
        let half = word &>> 31 == 0 ? word &<< 1 | 1 : word
        let lost: UInt32 = word &>> 31 == 0 ? 1 : 0
        let zeros = UInt32(truncatingIfNeeded: half.leadingZeroBitCount)
        let fraction = (half &<< zeros) &<< 1
        let entry = logarithms &+ Int(bitPattern: UInt(fraction &>> 25))
        let lower = tables[entry]
        let logarithm = lower &+ (tables[entry &+ 1] &- lower).multipliedFullWidth(by: fraction &<< 7).high
        return Int32(bitPattern: (zeros &+ lost &+ 1) &* ln2 &- logarithm)
    }
}
