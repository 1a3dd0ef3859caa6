import Foundation
import Testing

/// Files made by SpiNNMan; see `Fixtures/PROVENANCE.md`.
enum Fixtures {
    static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

extension [UInt8] {
    /// The bytes of pairs of hexadecimal digits.
    init(hex: String) throws {
        let digits = Array<Character>(hex)
        self = try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0..<($0 + 2)]), radix: 16))
        }
    }
}

/// Numbers for random bytes; the seed is the test's.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}
