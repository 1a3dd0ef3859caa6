/// How weights or delays are drawn, in whole numbers: multiples of a unit that whoever made the law chose.
///
/// Host and chip draw the same numbers to the bit, because nothing here is computed in floating point. The unit must be
/// so that no draw exceeds 2³⁰ in magnitude; `LawTables` holds what the curved laws look up.
package struct NumberLaw: BitwiseCopyable, Hashable, Sendable {
    /// The kinds of law.
    package struct Kind: RawRepresentable, BitwiseCopyable, Hashable, Sendable {
        /// The number in memory.
        package let rawValue: UInt32

        /// Creates a kind from the number found in memory.
        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Always `first`.
        package static var constant: Self { Self(rawValue: 0) }
        /// Equally likely from `first` to below `first + second`.
        package static var uniform: Self { Self(rawValue: 1) }
        /// `first` plus a multiple of 2^`low` below `second` of them.
        package static var uniformInt: Self { Self(rawValue: 2) }
        /// Mean `first`, standard deviation `second`; only draws for the `high` words from `low` on, all if `high` is 0.
        package static var normal: Self { Self(rawValue: 3) }
        /// As normal for all words, moved to `low` or `high` from outside.
        package static var normalClippedToBoundary: Self { Self(rawValue: 4) }
        /// Mean `first`; only draws for the `high` words from `low` on, all if `high` is 0.
        package static var exponential: Self { Self(rawValue: 5) }
    }

    /// The kind.
    package var kind: Kind
    /// The constant, the least value or the mean.
    package var first: Int32
    /// The width or the standard deviation.
    package var second: Int32
    /// The least value, or the first word that is used.
    package var low: Int32
    /// The greatest value, or how many words are used.
    package var high: Int32

    /// Creates a law.
    package init(_ kind: Kind, _ first: Int32, _ second: Int32 = 0, low: Int32 = 0, high: Int32 = 0) {
        self.kind = kind
        self.first = first
        self.second = second
        self.low = low
        self.high = high
    }

    /// Whether draws look something up in `LawTables`.
    package var needsTables: Bool { kind.rawValue >= Kind.normal.rawValue }

    /// Draws a number.
    ///
    /// - Parameter tables: The words of `LawTables`; not looked at where ``needsTables`` is false.
    @inline(__always)
    package func draw(_ stream: inout WordStream, _ tables: UnsafePointer<UInt32>) -> Int32 {
        if kind == .constant { return first }
        if kind == .uniform { return first &+ Int32(bitPattern: stream.next(below: UInt32(bitPattern: second))) }
        return drawCurved(&stream, tables)
    }

    @inline(never)
    private func drawCurved(_ stream: inout WordStream, _ tables: UnsafePointer<UInt32>) -> Int32 {
        if kind == .uniformInt {
            let steps = stream.next(below: UInt32(bitPattern: second))
            return first &+ Int32(bitPattern: steps &<< UInt32(bitPattern: low))
        }
        if kind == .normalClippedToBoundary {
            let value = curve(at: stream.next(), tables)
            return value < low ? low : value > high ? high : value
        }
        // Values fall as words rise, so that the values between two bounds are those of some consecutive words.
        let word = stream.next()
        let count = UInt32(bitPattern: high)
        if count == 0 { return curve(at: word, tables) }
        return curve(at: UInt32(bitPattern: low) &+ word.multipliedFullWidth(by: count).high, tables)
    }

    /// The value of a curved law for a uniform word; it does not rise where words rise.
    package func curve(at word: UInt32, _ tables: UnsafePointer<UInt32>) -> Int32 {
        kind == .exponential
            ? Self.scaled(first, by: LawTables.exponential(word, tables))
            : first &+ Self.scaled(second, by: LawTables.normal(word, tables))
    }

    /// The product of a number and one with 26 bits behind the point, rounded to the nearest.
    @inline(__always)
    private static func scaled(_ number: Int32, by factor: Int32) -> Int32 {
        let product = number.multipliedFullWidth(by: factor)
        let rounding = product.low &+ 1 &<< 25
        let high = product.high &+ (rounding < product.low ? 1 : 0)
        return Int32(bitPattern: UInt32(bitPattern: high) &<< 6 | rounding &>> 26)
    }
}
