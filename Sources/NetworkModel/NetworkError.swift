/// What was wrong with a network, where, what was given, and what would have been right.
///
/// Every mistake a script can make in describing a network is thrown as one of these, before anything runs.
public struct NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake; open, so that a kind added later still prints and compares.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The kind's stable name.
        public let rawValue: String

        /// Makes a code of that name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The kind's stable name.
        public var description: String { rawValue }

        /// A parameter, state variable or property that the cell type does not have.
        public static let unknownName = Code(rawValue: "unknownName")
        /// A value outside its allowed range, or not a finite number.
        public static let valueOutOfRange = Code(rawValue: "valueOutOfRange")
        /// A list with another number of values than there are cells or connections.
        public static let wrongCount = Code(rawValue: "wrongCount")
        /// An index of a cell that does not exist.
        public static let indexOutOfRange = Code(rawValue: "indexOutOfRange")
        /// A variable that the cell type cannot record.
        public static let notRecordable = Code(rawValue: "notRecordable")
        /// Weights of both signs in one projection, or of the wrong sign for its receptor.
        public static let weightSign = Code(rawValue: "weightSign")
        /// A receptor that the target does not have, or a target that takes no input.
        public static let receptor = Code(rawValue: "receptor")
        /// Something that belongs to another simulation, or parts that do not fit together.
        public static let mismatch = Code(rawValue: "mismatch")
        /// A call that the current state of the simulation does not allow.
        public static let state = Code(rawValue: "state")
        /// Text that is no expression.
        public static let expression = Code(rawValue: "expression")
        /// A file that could not be read or written.
        public static let file = Code(rawValue: "file")
        /// A feature that is not there.
        public static let unsupported = Code(rawValue: "unsupported")
    }

    /// The kind of mistake.
    public let code: Code
    /// What was wrong: a parameter, a property, a call.
    public let what: String
    /// Where: the population, projection or function concerned.
    public let location: String
    /// The offending value as it was given, if there is one.
    public let given: String?
    /// What would have been allowed, with units.
    public let allowed: String?

    /// Makes an error.
    public init(_ code: Code, what: String, location: String, given: String? = nil, allowed: String? = nil) {
        self.code = code
        self.what = what
        self.location = location
        self.given = given
        self.allowed = allowed
    }

    /// One sentence: where, what, the given value and the allowed range.
    public var description: String {
        var text = "\(location): \(what)"
        if let given { text += ", got \(given)" }
        if let allowed { text += "; allowed: \(allowed)" }
        return text
    }

    /// Throws an error where something does not hold.
    ///
    /// - Parameters:
    ///   - holds: Whether all is well.
    ///   - code: The kind of mistake if not.
    ///   - what: What would be wrong.
    ///   - location: Where.
    ///   - given: The offending value.
    ///   - allowed: What would be allowed, with units.
    package static func require(
        _ holds: Bool,
        _ code: Code = .valueOutOfRange,
        what: String,
        location: String,
        given: @autoclosure () -> String,
        allowed: @autoclosure () -> String
    ) throws(NetworkError) {
        guard holds else {
            throw NetworkError(code, what: what, location: location, given: given(), allowed: allowed())
        }
    }
}
