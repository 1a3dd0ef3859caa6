import Foundation
import RecordedData

/// A fact about a group of cells, a projection or another part of a network: what `describe(template: nil)` gives.
public indirect enum DescriptionValue: Hashable, Sendable, CustomStringConvertible {
    /// Nothing: a population without a structure, say.
    case nothing
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number.
    case real(Double)
    /// Facts about a part.
    case facts([String: DescriptionValue])
    /// Facts about several parts.
    case list([DescriptionValue])

    init(_ annotation: AnnotationValue) {
        switch annotation {
        case .integer(let number): self = .integer(number)
        case .real(let number): self = .real(number)
        default: self = .text("\(annotation)")
        }
    }

    /// The fact in words; facts about a part by name.
    public var description: String {
        switch self {
        case .nothing: "none"
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .facts(let facts):
            "{" + facts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .list(let list): "[" + list.map(\.description).joined(separator: ", ") + "]"
        }
    }
}

extension DescriptionValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// Makes a text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// Makes a whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
}

/// Facts by name.
public typealias DescriptionFacts = [String: DescriptionValue]

/// Templates with places such as `$label` or `${label}`, as Python's `string.Template` has them.
///
/// A fact about a part stands under the part's name and its own, `$celltype_name`. `$$` is a dollar; names without a fact
/// stay as they are.
enum DescriptionTemplate {
    /// Fills a template.
    ///
    /// - Parameter template: The text, or the path of a file that holds it.
    static func render(_ template: String, _ facts: DescriptionFacts) -> String {
        var flat = facts
        for case (let name, .facts(let own)) in facts {
            for (key, value) in own { flat["\(name)_\(key)"] = value }
        }
        let text = (try? String(contentsOf: URL(filePath: template), encoding: .utf8)) ?? template
        return text.replacing(/\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/) { match in
            guard match.output.1 == nil else { return "$" }
            let name = String(match.output.2 ?? match.output.3 ?? "")
            return flat[name]?.description ?? String(match.output.0)
        }
    }
}
