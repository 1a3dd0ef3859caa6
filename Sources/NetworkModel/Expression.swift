/// An arithmetic expression as PyNN scripts write it, such as `"0.1 + exp(-d/50)"` or `"(d < 3) * 0.5"`.
///
/// Python's operators `+ - * / // % **`, comparisons (1 when they hold, otherwise 0), `and`, `or`, `not`, parentheses;
/// the functions abs, fabs, sqrt, exp, log, log10, sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh, floor, ceil,
/// minimum (min), maximum (max), power (pow), hypot and fmod; the numbers pi and e. A variable in brackets, `d[0]`,
/// means one of its components.
public struct Expression: Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    private let root: Node

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - variables: The names that may stand in it.
    /// - Throws: ``NetworkError`` saying where the text is no expression.
    public init(_ text: String, variables: Set<String>) throws(NetworkError) {
        self.text = text
        var parser = Parser(text, variables)
        root = try parser.parse()
    }

    /// The text.
    public var description: String { text }

    /// Whether components of a variable stand in it.
    public var usesComponents: Bool { root.usesComponents }

    /// The value, not a number where something in it is undefined; components count as not a number.
    public func value(_ variables: [String: Double]) -> Double { root.value(variables, []) }

    /// The value.
    ///
    /// - Throws: ``NetworkError`` when it asks for a component that there is not.
    public func value(_ variables: [String: Double], components: [Double]) throws(NetworkError) -> Double {
        if let greatest = root.greatestComponent, greatest >= components.count {
            throw NetworkError(
                .indexOutOfRange,
                what: "component of a variable",
                location: "expression \"\(text)\"",
                given: "\(greatest)",
                allowed: "from 0 to \(components.count - 1)"
            )
        }
        return root.value(variables, components)
    }

    fileprivate indirect enum Node: Hashable, Sendable {
        case number(Double)
        case variable(String)
        case component(Int)
        case unary(UnaryFunction, Node)
        case binary(BinaryFunction, Node, Node)

        var usesComponents: Bool { greatestComponent != nil }

        var greatestComponent: Int? {
            switch self {
            case .number, .variable: nil
            case .component(let index): index
            case .unary(_, let operand): operand.greatestComponent
            case .binary(_, let left, let right):
                [left.greatestComponent, right.greatestComponent].compactMap { $0 }.max()
            }
        }

        func value(_ variables: [String: Double], _ components: [Double]) -> Double {
            switch self {
            case .number(let number): number
            case .variable(let name): variables[name] ?? .nan
            case .component(let index): components.indices.contains(index) ? components[index] : .nan
            case .unary(let function, let operand): function(operand.value(variables, components))
            case .binary(let function, let left, let right):
                function(left.value(variables, components), right.value(variables, components))
            }
        }
    }

    fileprivate enum UnaryFunction: String, CaseIterable, Sendable {
        case negated, not, abs, fabs, sqrt, exp, log, log10, sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh
        case floor, ceil

        func callAsFunction(_ x: Double) -> Double {
            switch self {
            case .negated: -x
            case .not: x == 0 ? 1 : 0
            case .abs, .fabs: Swift.abs(x)
            case .sqrt: x.squareRoot()
            case .exp: Elementary.exp(x)
            case .log: Elementary.log(x)
            case .log10: Elementary.log(x) / 2.302585092994046
            case .sin: Elementary.cosine(turns: x / Elementary.twoPi - 0.25)
            case .cos: Elementary.cosine(turns: x / Elementary.twoPi)
            case .tan:
                Elementary.cosine(turns: x / Elementary.twoPi - 0.25) / Elementary.cosine(turns: x / Elementary.twoPi)
            case .arcsin: Swift.abs(x) <= 1 ? Elementary.twoPi / 4 - Elementary.arcCosine(x) : .nan
            case .arccos: Swift.abs(x) <= 1 ? Elementary.arcCosine(x) : .nan
            // The angle whose cosine is 1/√(1 + x²), with the sign of x.
            case .arctan: (x < 0 ? -1 : 1) * Elementary.arcCosine(1 / (1 + x * x).squareRoot())
            case .sinh: (Elementary.exp(x) - Elementary.exp(-x)) / 2
            case .cosh: (Elementary.exp(x) + Elementary.exp(-x)) / 2
            case .tanh: x > 20 ? 1 : x < -20 ? -1 : 1 - 2 / (Elementary.exp(2 * x) + 1)
            case .floor: x.rounded(.down)
            case .ceil: x.rounded(.up)
            }
        }
    }

    fileprivate enum BinaryFunction: String, Sendable {
        case plus, minus, times, over, floorOver, remainder, power, less, lessOrEqual, greater, greaterOrEqual, equal
        case unequal, and, or, minimum, maximum, hypot, fmod

        func callAsFunction(_ x: Double, _ y: Double) -> Double {
            switch self {
            case .plus: x + y
            case .minus: x - y
            case .times: x * y
            case .over: x / y
            case .floorOver: (x / y).rounded(.down)
            case .remainder: x - (x / y).rounded(.down) * y
            case .power: Self.power(x, y)
            case .less: x < y ? 1 : 0
            case .lessOrEqual: x <= y ? 1 : 0
            case .greater: x > y ? 1 : 0
            case .greaterOrEqual: x >= y ? 1 : 0
            case .equal: x == y ? 1 : 0
            case .unequal: x != y ? 1 : 0
            case .and: x != 0 && y != 0 ? 1 : 0
            case .or: x != 0 || y != 0 ? 1 : 0
            case .minimum: Swift.min(x, y)
            case .maximum: Swift.max(x, y)
            case .hypot: (x * x + y * y).squareRoot()
            case .fmod: x.truncatingRemainder(dividingBy: y)
            }
        }

        private static func power(_ x: Double, _ y: Double) -> Double {
            if y.rounded() == y && abs(y) <= 64 {
                var result = 1.0
                for _ in 0..<Int(abs(y)) { result *= x }
                return y < 0 ? 1 / result : result
            }
            if y == 0.5 { return x.squareRoot() }
            return x == 0 ? (y > 0 ? 0 : .infinity) : Elementary.exp(y * Elementary.log(x))
        }
    }

    /// Reads text by recursive descent, from what binds least to what binds most, as Python's grammar has it.
    private struct Parser {
        private let text: String
        private let characters: [Character]
        private let variables: Set<String>
        private var place = 0
        private var depth = 0
        private var parts = 0

        init(_ text: String, _ variables: Set<String>) {
            self.text = text
            characters = Array(text)
            self.variables = variables
        }

        mutating func parse() throws(NetworkError) -> Node {
            let node = try alternatives()
            skipSpaces()
            guard place == characters.count else { throw refusal("an operator or the end") }
            return node
        }

        private mutating func alternatives() throws(NetworkError) -> Node {
            // Text from a file may be nested as deep as it likes; the stack is not.
            depth += 1
            defer { depth -= 1 }
            guard depth < 200 else { throw refusal("fewer parentheses inside each other") }
            var node = try conjunction()
            while takeWord("or") { node = .binary(.or, node, try conjunction()) }
            return node
        }

        private mutating func conjunction() throws(NetworkError) -> Node {
            var node = try negation()
            while takeWord("and") { node = .binary(.and, node, try negation()) }
            return node
        }

        private mutating func negation() throws(NetworkError) -> Node {
            var isNegated = false
            while takeWord("not") { isNegated.toggle() }
            let node = try comparison()
            return isNegated ? .unary(.not, node) : node
        }

        private mutating func comparison() throws(NetworkError) -> Node {
            let signs: [(String, BinaryFunction)] = [
                ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("==", .equal), ("!=", .unequal), ("<", .less),
                (">", .greater),
            ]
            var left = try sum()
            var result: Node?
            search: while true {
                for (sign, function) in signs where take(sign) {
                    let right = try sum()
                    let link = Node.binary(function, left, right)
                    // 1 < d < 3 means both, as in Python.
                    result = result.map { .binary(.and, $0, link) } ?? link
                    left = right
                    continue search
                }
                return result ?? left
            }
        }

        private mutating func sum() throws(NetworkError) -> Node {
            var node = try product()
            while true {
                if take("+") {
                    node = .binary(.plus, node, try product())
                } else if take("-") {
                    node = .binary(.minus, node, try product())
                } else {
                    return node
                }
            }
        }

        private mutating func product() throws(NetworkError) -> Node {
            var node = try factor()
            while true {
                if take("//") {
                    node = .binary(.floorOver, node, try factor())
                } else if take("/") {
                    node = .binary(.over, node, try factor())
                } else if take("%") {
                    node = .binary(.remainder, node, try factor())
                } else if peek("*") && !peek("**") {
                    _ = take("*")
                    node = .binary(.times, node, try factor())
                } else {
                    return node
                }
            }
        }

        private mutating func factor() throws(NetworkError) -> Node {
            var isNegated = false
            while true {
                if take("-") {
                    isNegated.toggle()
                } else if !take("+") {
                    break
                }
            }
            var node = try atom()
            if take("**") {
                depth += 1
                defer { depth -= 1 }
                guard depth < 200 else { throw refusal("fewer powers of powers") }
                node = .binary(.power, node, try factor())
            }
            return isNegated ? .unary(.negated, node) : node
        }

        private mutating func atom() throws(NetworkError) -> Node {
            skipSpaces()
            // A sum is as deep a tree as it has terms.
            parts += 1
            guard parts <= 1_000 else { throw refusal("at most 1000 numbers and names") }
            if take("(") {
                let node = try alternatives()
                guard take(")") else { throw refusal("a closing parenthesis") }
                return node
            }
            guard place < characters.count else { throw refusal("a number, a name or a parenthesis") }
            let character = characters[place]
            if character.isASCII, character.isNumber || character == "." { return try number() }
            guard character.isLetter else { throw refusal("a number, a name or a parenthesis") }
            let start = place
            while place < characters.count,
                characters[place].isLetter || characters[place].isNumber
                    || characters[place] == "_"
            {
                place += 1
            }
            let name = String(characters[start..<place])
            if take("(") { return try call(name, start) }
            if variables.contains(name) { return try component(of: name) }
            switch name {
            case "pi": return .number(Elementary.twoPi / 2)
            case "e": return .number(2.718281828459045)
            case "True": return .number(1)
            case "False": return .number(0)
            default:
                place = start
                throw refusal("one of \(variables.sorted().joined(separator: ", ")), pi, e or a function")
            }
        }

        private mutating func number() throws(NetworkError) -> Node {
            let start = place
            func isDigit(_ place: Int) -> Bool { place < characters.count && "0123456789".contains(characters[place]) }
            while isDigit(place) || (place < characters.count && characters[place] == ".") { place += 1 }
            if place < characters.count, characters[place] == "e" || characters[place] == "E" {
                let signed = place + 1 < characters.count && "+-".contains(characters[place + 1])
                if isDigit(place + (signed ? 2 : 1)) {
                    place += signed ? 2 : 1
                    while isDigit(place) { place += 1 }
                }
            }
            guard let value = Double(String(characters[start..<place])) else {
                place = start
                throw refusal("a number")
            }
            return .number(value)
        }

        private mutating func component(of name: String) throws(NetworkError) -> Node {
            guard take("[") else { return .variable(name) }
            guard case .number(let index) = try number(), index.rounded() == index, index >= 0, index < 1000,
                take("]")
            else { throw refusal("the number of a component and a bracket") }
            return .component(Int(index))
        }

        private mutating func call(_ name: String, _ start: Int) throws(NetworkError) -> Node {
            var operands = [try alternatives()]
            while take(",") { operands.append(try alternatives()) }
            guard take(")") else { throw refusal("a closing parenthesis") }
            let pairs: [String: BinaryFunction] = [
                "min": .minimum, "minimum": .minimum, "max": .maximum, "maximum": .maximum, "pow": .power,
                "power": .power, "hypot": .hypot, "fmod": .fmod,
            ]
            if let function = UnaryFunction(rawValue: name), name != "negated", operands.count == 1 {
                return .unary(function, operands[0])
            }
            if let function = pairs[name], operands.count == 2 {
                return .binary(function, operands[0], operands[1])
            }
            place = start
            throw refusal("a function that takes \(operands.count) numbers")
        }

        private mutating func skipSpaces() {
            while place < characters.count, characters[place].isWhitespace { place += 1 }
        }

        private mutating func peek(_ sign: String) -> Bool {
            skipSpaces()
            let end = place + sign.count
            return end <= characters.count && characters[place..<end].elementsEqual(sign)
        }

        private mutating func take(_ sign: String) -> Bool {
            guard peek(sign) else { return false }
            place += sign.count
            return true
        }

        private mutating func takeWord(_ word: String) -> Bool {
            guard peek(word) else { return false }
            let end = place + word.count
            if end < characters.count, characters[end].isLetter || characters[end].isNumber || characters[end] == "_" {
                return false
            }
            place = end
            return true
        }

        private func refusal(_ wanted: String) -> NetworkError {
            NetworkError(
                .expression,
                what: "at character \(place + 1)",
                location: "expression \"\(text)\"",
                given: place < characters.count ? "'\(String(characters[place...].prefix(12)))'" : "the end",
                allowed: wanted
            )
        }
    }
}
