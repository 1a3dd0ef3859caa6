import RandomNumbers

extension RandomDistribution {
    /// Draws one value from a stream, or from any other generator.
    ///
    /// The parameters must be valid. Every kind takes its numbers from this generator only.
    public func draw(from stream: inout some RandomNumberGenerator) -> Double {
        switch kind {
        case .uniform:
            return parameters[0] + stream.nextUnit() * (parameters[1] - parameters[0])
        case .uniformInt:
            return parameters[0] + Double(stream.next(below: Int(parameters[1] - parameters[0])))
        case .normal:
            return Self.normal(&stream, parameters[0], parameters[1])
        case .normalClipped, .exponentialClipped:
            return between(parameters[parameters.count - 2], parameters[parameters.count - 1], &stream)
        case .normalClippedToBoundary:
            return min(max(Self.normal(&stream, parameters[0], parameters[1]), parameters[2]), parameters[3])
        case .exponential:
            return Self.exponential(&stream, parameters[0])
        case .lognormal:
            return Elementary.exp(Self.normal(&stream, parameters[0], parameters[1]))
        case .gamma:
            return Self.gamma(&stream, shape: parameters[0]) * parameters[1]
        case .poisson:
            return Self.poisson(&stream, mean: parameters[0])
        case .binomial:
            return Double(stream.binomial(trials: Int(parameters[0]), probability: parameters[1]))
        case .vonmises:
            return Self.vonMises(&stream, mu: parameters[0], kappa: parameters[1])
        }
    }

    /// A normal or exponential number between two bounds, as the chip draws it: with one number, however far out they are.
    private func between(_ low: Double, _ high: Double, _ stream: inout some RandomNumberGenerator) -> Double {
        // Parameters too great for whole numbers are far beyond what any cell or synapse can have.
        guard let scaled = law(unit: 1) else { return min(max(parameters[0], low), high) }
        var words = WordStream(base: stream.next(), index: 0)
        return LawTables.words.withUnsafeBufferPointer { tables in
            tables.baseAddress.map { min(max(scaled.value(of: scaled.law.draw(&words, $0)), low), high) } ?? low
        }
    }

    /// Box and Muller's transform; the second number is left unused so that a draw needs no memory.
    private static func normal(_ stream: inout some RandomNumberGenerator, _ mu: Double, _ sigma: Double) -> Double {
        let radius = (-2 * Elementary.log(stream.nextPositiveUnit())).squareRoot()
        return mu + sigma * radius * Elementary.cosine(turns: stream.nextUnit())
    }

    private static func exponential(_ stream: inout some RandomNumberGenerator, _ beta: Double) -> Double {
        -beta * Elementary.log(stream.nextPositiveUnit())
    }

    /// Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    private static func gamma(_ stream: inout some RandomNumberGenerator, shape: Double) -> Double {
        if shape < 1 {
            let power = Elementary.exp(Elementary.log(stream.nextPositiveUnit()) / shape)
            return gamma(&stream, shape: shape + 1) * power
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal(&stream, 0, 1)
            let t = 1 + c * x
            guard t > 0 else { continue }
            let v = t * t * t
            if Elementary.log(stream.nextPositiveUnit()) < 0.5 * x * x + d - d * v + d * Elementary.log(v) {
                return d * v
            }
        }
    }

    /// Counts arrivals of a unit-rate process, in pieces short enough that the product does not underflow.
    private static func poisson(_ stream: inout some RandomNumberGenerator, mean: Double) -> Double {
        var remaining = mean
        var count = 0.0
        while remaining > 0 {
            let piece = min(remaining, 64)
            remaining -= piece
            let limit = Elementary.exp(-piece)
            var product = stream.nextPositiveUnit()
            while product > limit {
                count += 1
                product *= stream.nextPositiveUnit()
            }
        }
        return count
    }

    /// Best and Fisher, "Efficient simulation of the von Mises distribution", 1979.
    private static func vonMises(_ stream: inout some RandomNumberGenerator, mu: Double, kappa: Double) -> Double {
        guard kappa > 1e-8 else { return (stream.nextUnit() - 0.5) * Elementary.twoPi }
        let a = 1 + (1 + 4 * kappa * kappa).squareRoot()
        let b = (a - (2 * a).squareRoot()) / (2 * kappa)
        let r = (1 + b * b) / (2 * b)
        while true {
            let z = Elementary.cosine(turns: stream.nextUnit() / 2)
            let f = (1 + r * z) / (r + z)
            let c = kappa * (r - f)
            let u = stream.nextPositiveUnit()
            guard c * (2 - c) > u || Elementary.log(c / u) + 1 >= c else { continue }
            let angle = Elementary.arcCosine(min(max(f, -1), 1))
            let signed = stream.next() & 1 == 0 ? angle : -angle
            let turned = mu + signed
            return turned - Elementary.twoPi * (turned / Elementary.twoPi).rounded(.toNearestOrEven)
        }
    }
}
