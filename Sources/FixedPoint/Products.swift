// Each of these is one multiply instruction on the ARM968 (SMULL, UMULL). Written as `Int64(a) * Int64(b)` the
// compiler would make three of it, hence `multipliedFullWidth`.

/// The exact product of two signed words.
@inline(__always)
package func signedProduct(_ left: Int32, _ right: Int32) -> Int64 {
    let product = left.multipliedFullWidth(by: right)
    return Int64(product.high) << 32 | Int64(product.low)
}

/// The exact product of two unsigned words.
@inline(__always)
package func unsignedProduct(_ left: UInt32, _ right: UInt32) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return UInt64(product.high) << 32 | UInt64(product.low)
}

/// The exact product of a signed word and an unsigned one.
///
/// The multiplier has no mixed form. Read as a signed word, an unsigned one of 2³¹ or more is 2³² too small, so
/// the signed product lacks `left` · 2³².
@inline(__always)
package func mixedProduct(_ left: Int32, _ right: UInt32) -> Int64 {
    let product = left.multipliedFullWidth(by: Int32(bitPattern: right))
    let missing = left & (Int32(bitPattern: right) >> 31)
    return Int64(product.high &+ missing) << 32 | Int64(product.low)
}

/// The upper word of the product of two unsigned words: `left` times a U0.32 fraction, rounded down.
@inline(__always)
package func scaled(_ left: UInt32, by fraction: UInt32) -> UInt32 {
    left.multipliedFullWidth(by: fraction).high
}
