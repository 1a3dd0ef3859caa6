/// Why a file of a graph, a machine or a mapping cannot be used.
package struct MappingFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name.
    package let file: String

    /// The field at fault, as `nets[3].sinks[1]`; empty where it is the whole file.
    package let field: String

    /// What is wrong with it.
    package let problem: String

    /// Creates an error.
    package init(file: String, field: String = "", problem: String) {
        self.file = file
        self.field = field
        self.problem = problem
    }

    /// File, field and problem, in a line.
    package var description: String {
        field.isEmpty ? "\(file): \(problem)" : "\(file): \(field): \(problem)"
    }
}
