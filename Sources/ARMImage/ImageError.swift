/// Why bytes are not an image.
package enum ImageError: Error, Hashable, Sendable {
    /// The bytes end before something that must lie at an offset.
    case truncated(what: String, offset: Int, bytes: Int)
    /// A field has a value that this package does not know.
    case unsupported(what: String, found: UInt32, expected: String)
    /// A part is larger than the core has room for.
    case tooLarge(what: String, bytes: Int, limit: Int)
}

extension ImageError: CustomStringConvertible {
    /// What is wrong and what would be right.
    package var description: String {
        switch self {
        case .truncated(let what, let offset, let bytes):
            "image too short: \(what) at offset \(offset) lies outside its \(bytes) bytes"
        case .unsupported(let what, let found, let expected):
            "image not supported: \(what) is \(found), expected \(expected)"
        case .tooLarge(let what, let bytes, let limit):
            "image too large: \(what) takes \(bytes) bytes, at most \(limit) fit"
        }
    }
}
