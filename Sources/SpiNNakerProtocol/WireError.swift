/// Why bytes from a peer are not the message they were taken for.
package enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes end before the message does.
    ///
    /// - Parameters:
    ///   - needed: The least number of bytes that the message needs.
    ///   - found: The number of bytes there are.
    case truncated(message: String, needed: Int, found: Int)

    /// The message has more bytes than it may have.
    case tooLong(message: String, limit: Int, found: Int)

    /// A field holds a value that the message cannot have.
    case unexpected(message: String, field: String, offset: Int, found: UInt32)

    /// What is wrong, with numbers.
    package var description: String {
        switch self {
        case .truncated(let message, let needed, let found):
            "\(message) needs at least \(needed) bytes but has \(found)"
        case .tooLong(let message, let limit, let found):
            "\(message) may have at most \(limit) bytes but has \(found)"
        case .unexpected(let message, let field, let offset, let found):
            "\(message) has the value \(found) in field \(field) at byte \(offset)"
        }
    }
}
