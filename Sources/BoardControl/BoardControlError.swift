package import SpiNNakerMachine
package import SpiNNakerProtocol

/// A board operation that could not be completed.
package struct BoardControlError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure this is; stable, safe to compare, open to new kinds.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case noReply, refused, unexpectedReply, stillBooting, unsupportedVersion, outOfResources, invalidArgument
            case coresFailed, deadlineMissed, noSuchChip, closed
        }

        private let kind: Kind

        /// The board did not answer.
        package static let noReply = Self(kind: .noReply)
        /// The board answered with an error code.
        package static let refused = Self(kind: .refused)
        /// The board's answer makes no sense.
        package static let unexpectedReply = Self(kind: .unexpectedReply)
        /// The board has not finished booting in time.
        package static let stillBooting = Self(kind: .stillBooting)
        /// The board runs software that this package does not know.
        package static let unsupportedVersion = Self(kind: .unsupportedVersion)
        /// Memory, router entries or tags are used up.
        package static let outOfResources = Self(kind: .outOfResources)
        /// The caller asked for something impossible.
        package static let invalidArgument = Self(kind: .invalidArgument)
        /// Cores stopped at an error.
        package static let coresFailed = Self(kind: .coresFailed)
        /// Cores did not reach a state in time.
        package static let deadlineMissed = Self(kind: .deadlineMissed)
        /// The machine has no such chip, or no working way to it.
        package static let noSuchChip = Self(kind: .noSuchChip)
        /// The connection was closed.
        package static let closed = Self(kind: .closed)

        /// The name of the kind.
        package var description: String { kind.rawValue }
    }

    /// The kind of failure.
    package let code: Code

    /// What was tried, on which core, and what to do next.
    package let message: String

    /// The place concerned, when there is one.
    package let location: CoreID?

    /// The code that the board reported, when it did.
    package let returnCode: SCPReturnCode?

    /// The cores that failed, for `Code.coresFailed`.
    package let failedCores: [CoreFailure]

    /// The error underneath, when there is one.
    package let cause: (any Error)?

    /// Creates an error.
    package init(
        _ code: Code,
        _ message: String,
        location: CoreID? = nil,
        returnCode: SCPReturnCode? = nil,
        failedCores: [CoreFailure] = [],
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.location = location
        self.returnCode = returnCode
        self.failedCores = failedCores
        self.cause = cause
    }

    /// Kind, message and cause; for failed cores their registers and text output as well.
    package var description: String {
        var text = "\(code): \(message)"
        if let cause { text += " (\(cause))" }
        for failure in failedCores { text += "\n\(failure)" }
        return text
    }
}

/// A core whose program stopped at an error, with what is known of it.
package struct CoreFailure: Hashable, Sendable, CustomStringConvertible {
    /// The core.
    package var core: CoreID
    /// Its state when it was found.
    package var state: CoreState
    /// Its control block; `nil` when it could not be read.
    package var status: CoreStatus?
    /// Its text output; `nil` when it could not be read.
    package var iobuf: String?

    /// Creates the description of a failure.
    package init(core: CoreID, state: CoreState, status: CoreStatus?, iobuf: String?) {
        self.core = core
        self.state = state
        self.status = status
        self.iobuf = iobuf
    }

    /// Core, state, error, registers and text output on several lines.
    package var description: String {
        var lines: [String] = []
        if let status {
            let reason = state == .runTimeError ? ", \(status.errorCode.explanation)" : ""
            lines.append(
                "Core \(core): state \(state)\(reason), program \"\(status.name)\", app \(status.applicationID)"
            )
            let names = (0..<8).map { "r\($0)" } + ["psr", "sp", "lr"]
            let values = status.registers + [status.programStatus, status.stackPointer, status.linkRegister]
            let words = zip(names, values).map { "\($0)=\(hexadecimal($1))" }
            lines.append("  " + words.prefix(4).joined(separator: " "))
            lines.append("  " + words.dropFirst(4).prefix(4).joined(separator: " "))
            lines.append("  " + words.dropFirst(8).joined(separator: " "))
        } else {
            lines.append("Core \(core): state \(state)")
        }
        if let iobuf, !iobuf.isEmpty {
            lines.append("  IOBUF:")
            lines += iobuf.split(separator: "\n", omittingEmptySubsequences: false).map { "  | \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}

/// A word as eight hexadecimal digits.
func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
