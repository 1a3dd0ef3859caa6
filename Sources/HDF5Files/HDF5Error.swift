/// What went wrong with an HDF5 file.
package struct HDF5Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure. Open: further ones may come.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name.
        package let rawValue: String

        /// Makes a code from its name.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The data cannot stand in a file of that format.
        package static var unwritableData: Self { Self(rawValue: "unwritableData") }
        /// The file has not what is looked for, or has it in another form.
        package static var unreadableData: Self { Self(rawValue: "unreadableData") }
        /// The folder cannot be made, or the finished file cannot be put in its place.
        package static var fileSystemFailed: Self { Self(rawValue: "fileSystemFailed") }
        /// libhdf5 refused.
        package static var libraryFailed: Self { Self(rawValue: "libraryFailed") }
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried, where, and what is allowed.
    package let message: String
    /// What the library or the system said, if anything.
    package let cause: String?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What was tried, where, and what is allowed.
    ///   - cause: What the library or the system said.
    package init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Message and cause in one line.
    package var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }
}
