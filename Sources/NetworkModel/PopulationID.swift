/// The number of a population in its network, in order of creation.
package struct PopulationID: RawRepresentable, Hashable, Sendable, Comparable {
    /// The position in ``NetworkDescription/populations``.
    package let rawValue: Int

    /// Makes an id.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The order of creation.
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
