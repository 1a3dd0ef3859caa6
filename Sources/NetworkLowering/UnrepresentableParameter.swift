/// A parameter that no fixed-point constant can stand for.
package struct UnrepresentableParameter: Error, Hashable, Sendable {
    /// The parameter's name, or those of several that are too large together.
    package let name: String
    /// Its value.
    package let value: String
    /// What would have been allowed, with units.
    package let allowed: String
}
