/// Why a network could not be run.
package struct SimulationError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; open to new kinds.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case doesNotFit, board, coreFailed, stalled, dataLost, notPrepared, internalInconsistency
            case listenerSilent
        }

        private let kind: Kind

        /// The network or its recordings do not fit the machine.
        package static let doesNotFit = Self(kind: .doesNotFit)
        /// The board could not be reached or refused a command.
        package static let board = Self(kind: .board)
        /// A core stopped with an error.
        package static let coreFailed = Self(kind: .coreFailed)
        /// The board shows no progress.
        package static let stalled = Self(kind: .stalled)
        /// Recorded data are missing.
        package static let dataLost = Self(kind: .dataLost)
        /// A call came before the network was loaded.
        package static let notPrepared = Self(kind: .notPrepared)
        /// A program that is to be told of runs does not answer.
        package static let listenerSilent = Self(kind: .listenerSilent)
        /// Our own parts contradict each other.
        package static let internalInconsistency = Self(kind: .internalInconsistency)

        package var description: String { kind.rawValue }
    }

    /// What kind of failure it is.
    package let code: Code

    /// What was tried, where, and what to do.
    package let message: String

    /// The error underneath, if any.
    package let cause: (any Error)?

    /// Creates an error.
    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }
}
