/// A value that annotates recorded data: of a kind that every export format can keep.
public enum AnnotationValue: Hashable, Sendable {
    /// A truth value.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// A number.
    case real(Double)
    /// A text.
    case text(String)
    /// A list of whole numbers.
    case integers([Int])
    /// A list of numbers.
    case reals([Double])
    /// A list of texts.
    case texts([String])

    /// The whole number, when it is one.
    public var integerValue: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The number, when it is one; whole numbers count.
    public var realValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    /// The text, when it is one.
    public var textValue: String? {
        if case .text(let value) = self { value } else { nil }
    }
}

extension AnnotationValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
{
    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// Makes a whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// Makes a number.
    public init(floatLiteral value: Double) { self = .real(value) }
    /// Makes a text.
    public init(stringLiteral value: String) { self = .text(value) }
}

extension AnnotationValue: CustomStringConvertible {
    /// The value as Swift prints it.
    public var description: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): value
        case .integers(let values): "\(values)"
        case .reals(let values): "\(values)"
        case .texts(let values): "\(values)"
        }
    }
}

/// Annotations by name. Names are free, except that `/` and the empty name cannot be exported.
public typealias Annotations = [String: AnnotationValue]
