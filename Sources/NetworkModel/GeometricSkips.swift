/// The numbers of failures between the successes of independent trials, drawn one jump at a time.
struct GeometricSkips {
    private let scale: Double

    /// Makes jumps for trials that succeed with that probability, in [0, 1].
    init(probability: Double) {
        // P(at least k failures) = (1 − p)^k, so k = ⌊log u / log(1 − p)⌋. At p = 1 the scale is 0: no failures.
        // At p = 0 it is −∞: every jump leaves the list.
        let logarithm = probability >= 1 ? -.infinity : Elementary.log(1 - probability)
        scale = logarithm < 0 ? 1 / logarithm : -.infinity
    }

    /// The failures before the next success; a number beyond any list when there is none.
    mutating func next(_ stream: inout RandomStream) -> Int {
        let skip = Elementary.log(stream.nextPositiveUnit()) * scale
        return skip < 0x1p40 ? Int(skip) : 1 << 40
    }
}
