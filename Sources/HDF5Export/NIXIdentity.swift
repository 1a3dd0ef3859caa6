internal import Foundation
internal import RecordedData

/// Name and id of a new NIX object.
struct NIXIdentity {
    /// The id as UUID text, version 4.
    let id: String
    /// The name, in the form Neo gives: `neo.<kind>.<32 hexadecimal digits>`.
    let name: String

    /// Makes a new one.
    ///
    /// - Parameter kind: The kind of object, such as `spiketrain`.
    init(_ kind: String) {
        id = UUID().uuidString.lowercased()
        name = "neo.\(kind)." + id.filter { $0 != "-" }
    }
}

/// Moments as NIX writes them: UTC, such as `20260501T083000`.
enum NIXTimestamp {
    /// The text of a moment.
    static func text(_ date: RecordingDate) -> String {
        // ISO 8601 without its separators and its final Z.
        date.description.filter { $0 != "-" && $0 != ":" && $0 != "Z" }
    }

    /// The present moment.
    static func now() -> String {
        text(RecordingDate(secondsSince1970: Int(Date().timeIntervalSince1970)))
    }
}
