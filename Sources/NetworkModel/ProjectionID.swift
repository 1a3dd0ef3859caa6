/// The number of a projection in its network, in order of creation.
package struct ProjectionID: RawRepresentable, Hashable, Sendable, Comparable {
    /// The position in ``NetworkDescription/projections``.
    package let rawValue: Int

    /// Makes an id.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The order of creation.
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
