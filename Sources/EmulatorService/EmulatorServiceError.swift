/// A virtual board that could not be served.
public struct EmulatorServiceError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure this is; open to new kinds.
    public struct Code: Hashable, Sendable {
        private enum Kind {
            case badAddress
            case addressInUse
            case noSuchCore
            case badMonitorImage
            case noSnapshot
            case badSnapshot
            case noWindow
        }

        private let kind: Kind

        /// The address is not one of this computer's own, 127.x.y.z.
        public static var badAddress: Self { Self(kind: .badAddress) }

        /// The standard ports of the address, or of all addresses tried, are taken.
        public static var addressInUse: Self { Self(kind: .addressInUse) }

        /// The board has no such working core.
        public static var noSuchCore: Self { Self(kind: .noSuchCore) }

        /// The boot image of the monitor is too short or too long to be one.
        public static var badMonitorImage: Self { Self(kind: .badMonitorImage) }

        /// The board is in no state of which a snapshot can be taken.
        public static var noSnapshot: Self { Self(kind: .noSnapshot) }

        /// The snapshot is damaged, of another version of the format, or such as no board can be in.
        public static var badSnapshot: Self { Self(kind: .badSnapshot) }

        /// Nobody lets look into that board, or it did not answer.
        public static var noWindow: Self { Self(kind: .noWindow) }
    }

    /// What kind of failure this is.
    public let code: Code

    /// What was tried, and what to do.
    public let message: String

    /// The error underneath, when there is one.
    public let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, and the cause when there is one.
    public var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
