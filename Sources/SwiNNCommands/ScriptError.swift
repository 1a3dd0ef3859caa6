/// Why a script could not be compiled or run.
package struct ScriptError: Error, CustomStringConvertible {
    /// The reason, in a sentence.
    package let description: String

    /// Creates an error from its sentence.
    package init(_ description: String) {
        self.description = description
    }
}
