/// Something that depends on the distance of a pair of cells.
public enum DistanceFunction: CustomStringConvertible {
    /// An expression of `d`, the distance, and `d[0]`, `d[1]`…, the differences along the axes that count.
    case expression(Expression)
    /// A function of the distance in µm.
    case function((_ distance: Double) -> Double)

    /// The value for a pair.
    func callAsFunction(_ distances: PairDistances, _ pre: Int, _ post: Int) throws(NetworkError) -> Double {
        switch self {
        case .function(let function): return function(distances[pre: pre, post: post])
        case .expression(let expression):
            guard expression.usesComponents else { return expression.value(["d": distances[pre: pre, post: post]]) }
            let differences = distances.space.differences(distances.pre[pre], distances.post[post])
            return try expression.value(["d": distances[pre: pre, post: post]], components: differences)
        }
    }

    /// The expression's text.
    public var description: String {
        switch self {
        case .expression(let expression): expression.text
        case .function: "a function"
        }
    }
}
