/// How distances between cells are measured: PyNN's `Space`.
///
/// The postsynaptic cell's position is offset and then scaled; along an axis with a periodic boundary the shorter way
/// round counts.
public struct Space: Hashable, Sendable {
    /// The axes that count, some of x, y and z in this order.
    public let axes: String
    /// What the postsynaptic positions are multiplied by, after the offset.
    public let scaleFactor: Double
    /// What is added to the postsynaptic positions, µm.
    public let offset: SIMD3<Double>
    /// For x, y and z the ends that are one and the same place, µm; nil for an axis without.
    public let periodicBoundaries: [ClosedRange<Double>?]

    /// Makes the space of PyNN's default: plain distances in three dimensions.
    public init() {
        axes = "xyz"
        scaleFactor = 1
        offset = .zero
        periodicBoundaries = [nil, nil, nil]
    }

    /// Makes a space.
    ///
    /// - Parameters:
    ///   - axes: The axes that count: "x", "y", "z", "xy", "yz", "xz" or "xyz".
    ///   - scaleFactor: What the postsynaptic positions are multiplied by, after the offset.
    ///   - offset: What is added to the postsynaptic positions, µm; along each axis, or the same along all.
    ///   - periodicBoundaries: For x, y and z the ends that are one place, µm; nil for an axis without.
    /// - Throws: ``NetworkError`` for other axes, numbers that are not finite, or another number of boundaries.
    public init(
        axes: String = "xyz",
        scaleFactor: Double = 1,
        offset: SIMD3<Double> = .zero,
        periodicBoundaries: [ClosedRange<Double>?] = [nil, nil, nil]
    ) throws(NetworkError) {
        let known = ["x", "y", "z", "xy", "yz", "xz", "xyz"]
        try NetworkError.require(
            known.contains(axes),
            .unknownName,
            what: "axes",
            location: "Space",
            given: "\"\(axes)\"",
            allowed: known.joined(separator: ", ")
        )
        try NetworkError.require(
            scaleFactor.isFinite,
            what: "scaleFactor",
            location: "Space",
            given: "\(scaleFactor)",
            allowed: "a finite number"
        )
        try NetworkError.require(
            (0..<3).allSatisfy { offset[$0].isFinite },
            what: "offset",
            location: "Space",
            given: "(\(offset.x), \(offset.y), \(offset.z))",
            allowed: "finite numbers of µm"
        )
        try NetworkError.require(
            periodicBoundaries.count == 3,
            .wrongCount,
            what: "periodicBoundaries",
            location: "Space",
            given: "\(periodicBoundaries.count)",
            allowed: "3: a pair of ends or nil for each of x, y and z"
        )
        for case let ends? in periodicBoundaries {
            try NetworkError.require(
                ends.lowerBound.isFinite && ends.upperBound.isFinite && ends.upperBound > ends.lowerBound,
                what: "periodic boundary",
                location: "Space",
                given: "\(ends)",
                allowed: "two finite numbers of µm, the second greater"
            )
        }
        self.axes = axes
        self.scaleFactor = scaleFactor
        self.offset = offset
        self.periodicBoundaries = periodicBoundaries
    }

    /// The numbers of the axes that count.
    private var axisNumbers: [Int] { axes.utf8.map { Int($0) - 0x78 } }

    private func difference(_ pre: SIMD3<Double>, _ moved: SIMD3<Double>, _ axis: Int) -> Double {
        let straight = abs(pre[axis] - moved[axis])
        guard let ends = periodicBoundaries[axis] else { return straight }
        return abs(min(straight, ends.upperBound - ends.lowerBound - straight))
    }

    /// The differences along the axes that count, each at least 0, µm.
    public func differences(_ pre: SIMD3<Double>, _ post: SIMD3<Double>) -> [Double] {
        let moved = scaleFactor * (post + offset)
        return axisNumbers.map { difference(pre, moved, $0) }
    }

    /// The distance of two positions, µm.
    public func distance(_ pre: SIMD3<Double>, _ post: SIMD3<Double>) -> Double {
        let moved = scaleFactor * (post + offset)
        var sum = 0.0
        for letter in axes.utf8 {
            let difference = difference(pre, moved, Int(letter) - 0x78)
            sum += difference * difference
        }
        return sum.squareRoot()
    }

    /// A function of two indices that gives the distance of the positions that two others give for them, µm: PyNN's
    /// `distance_generator`.
    public func distanceGenerator(
        _ pre: @escaping (Int) throws -> SIMD3<Double>,
        _ post: @escaping (Int) throws -> SIMD3<Double>
    ) -> (_ pre: Int, _ post: Int) throws -> Double {
        { distance(try pre($0), try post($1)) }
    }

    /// The distances from each of some positions to each of others, µm: PyNN's `distances`.
    ///
    /// - Returns: A row for each of `pre`, a column for each of `post`.
    public func distances(_ pre: [SIMD3<Double>], _ post: [SIMD3<Double>]) -> [[Double]] {
        pre.map { from in post.map { distance(from, $0) } }
    }

    /// The same, along each axis that counts alone: PyNN's `distances` with `expand`.
    ///
    /// - Returns: For each axis a row for each of `pre`, with a column for each of `post`.
    public func expandedDistances(_ pre: [SIMD3<Double>], _ post: [SIMD3<Double>]) -> [[[Double]]] {
        axisNumbers.map { axis in
            pre.map { from in post.map { difference(from, scaleFactor * ($0 + offset), axis) } }
        }
    }
}
