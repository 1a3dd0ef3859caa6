/// What went wrong with a recording database.
package struct RecordingStoreError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure. Open: further ones may come.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name.
        package let rawValue: String

        /// Makes a code from its name.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The file cannot be opened or made.
        package static var cannotOpen: Self { Self(rawValue: "cannotOpen") }
        /// There already is a file of that name.
        package static var fileExists: Self { Self(rawValue: "fileExists") }
        /// The file is none of ours, or of a newer version.
        package static var notAStore: Self { Self(rawValue: "notAStore") }
        /// The database refused to read or write: a full disk, a locked or damaged file.
        package static var databaseFailed: Self { Self(rawValue: "databaseFailed") }
        /// There is no population of that label.
        package static var unknownPopulation: Self { Self(rawValue: "unknownPopulation") }
        /// The population's variable is not recorded.
        package static var notRecorded: Self { Self(rawValue: "notRecorded") }
        /// An argument is out of range or contradicts what is stored.
        package static var invalidArgument: Self { Self(rawValue: "invalidArgument") }
        /// Stored bytes do not have the form their region says.
        package static var damagedData: Self { Self(rawValue: "damagedData") }
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried, where, and what is allowed.
    package let message: String
    /// The failure below, if any.
    package let cause: (any Error)?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What was tried, where, and what is allowed.
    ///   - cause: The failure below, if any.
    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Message and cause in one line.
    package var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }
}
