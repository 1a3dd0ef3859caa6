/// A datagram channel that could not be made.
package struct DatagramTransportError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure this is; stable and open to new kinds.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case hostNotFound, cannotBind, cannotConnect, timedOut }
        private let kind: Kind

        /// A host name has no IPv4 address.
        package static let hostNotFound = Self(kind: .hostNotFound)
        /// The local address or port cannot be had.
        package static let cannotBind = Self(kind: .cannotBind)

        /// Nobody listens at the other end.
        package static let cannotConnect = Self(kind: .cannotConnect)
        /// The other end has been silent for too long.
        package static let timedOut = Self(kind: .timedOut)

        /// The name of the kind.
        package var description: String { kind.rawValue }
    }

    /// The kind of failure.
    package let code: Code
    /// What was tried and what to do.
    package let message: String
    /// The error underneath.
    package let cause: (any Error)?

    /// Creates an error.
    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Kind, message and cause in one line.
    package var description: String { "\(code): \(message)" + (cause.map { " (\($0))" } ?? "") }
}
