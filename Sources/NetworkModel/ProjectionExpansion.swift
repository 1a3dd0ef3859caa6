package import RandomNumbers

/// Lists a projection's synapses, target by target, as often as wanted and without keeping them.
///
/// Which sources a target has, and each synapse's weight and delay, come from streams named by the projection and the
/// target's position alone, so any part of a network comes out the same by itself.
package struct ProjectionExpansion: Sendable {
    /// The number of targets.
    package let targetCount: Int
    /// The number of sources.
    package let sourceCount: Int
    /// How the chip can draw the projection: weights and delays are then in units of 2^−exponent nA and steps. Nil when
    /// the projection is a list, or its numbers are of a kind that only the host draws.
    package let drawing: Drawing?

    /// What a core needs to know to draw the projection itself.
    package struct Drawing: Sendable {
        /// The connections.
        package let connections: DrawnConnections
        /// The draw; a constant law stands for ``weight`` or ``delaySteps``.
        package let draw: SynapseDraw
        /// The bits behind the point of drawn weights; nil for a constant weight.
        package let weightExponent: Int?
        /// The bits behind the point of drawn delays in steps; nil for a constant delay.
        package let delayExponent: Int?
        /// The constant weight, nA.
        package let weight: Double
        /// The constant delay in steps.
        package let delaySteps: Int32
    }

    private let connectivity: Connectivity
    private let weight: Source
    private let delay: Source
    private let draw: SynapseDraw
    private let owner: UInt64
    private let timeStep: Double

    /// Where weights or delays come from.
    private enum Source {
        case constant(Double)
        case law(ScaledLaw)
        case each([Double])
        case distribution(RandomDistribution, seed: UInt64, purpose: RandomStream.Purpose)
    }

    /// The synapses of one target, and memory to draw them in; to be used again and again.
    package struct Synapses {
        /// The sources' positions.
        package fileprivate(set) var sources: [Int32] = []
        /// The weights in nA, with the sign they were given.
        package fileprivate(set) var weights: [Double] = []
        /// The delays in steps; below 1 for a delay that is negative.
        package fileprivate(set) var delaySteps: [Int32] = []
        fileprivate var drawn: [DrawnSynapse] = []
        fileprivate var scratch: [UInt32] = []

        /// Makes room for none.
        package init() {}
    }

    /// Prepares the expansion of a projection.
    package init(_ projection: ProjectionDescription, in network: NetworkDescription) {
        targetCount = projection.post.indices.count
        sourceCount = projection.pre.indices.count
        connectivity = projection.connectivity
        owner = UInt64(projection.id.rawValue)
        let timeStep = network.timeStep
        self.timeStep = timeStep
        func source(_ numbers: SynapseNumbers, _ purpose: RandomStream.Purpose, _ unit: Double) -> (Source, UInt64) {
            switch numbers {
            case .uniform(let value): return (.constant(value), network.seed)
            case .each(let values): return (.each(values), network.seed)
            case .random(let distribution):
                let seed = distribution.seed ?? network.seed
                if let law = distribution.law(unit: unit) {
                    let isConstant = law.law.kind == .constant
                    return (isConstant ? .constant(law.value(of: law.law.first) * unit) : .law(law), seed)
                }
                return (.distribution(distribution, seed: seed, purpose: purpose), seed)
            }
        }
        let (weight, weightSeed) = source(projection.weight, .weight, 1)
        let (delay, delaySeed) = source(projection.delay, .delay, timeStep)
        self.weight = weight
        self.delay = delay
        let constant = NumberLaw(.constant, 0)
        func law(_ source: Source) -> NumberLaw {
            if case .law(let scaled) = source { return scaled.law }
            return constant
        }
        func exponent(_ source: Source) -> Int? {
            if case .law(let scaled) = source { return scaled.exponent }
            return nil
        }
        var drawing: Drawing?
        switch projection.connectivity {
        case .drawn(let connections):
            draw = connections.draw(
                owner: owner,
                weight: law(weight),
                weightSeed: weightSeed,
                delay: law(delay),
                delaySeed: delaySeed
            )
            var (fixedWeight, fixedDelay): (Double, Int32) = (0, 1)
            if case .constant(let value) = weight { fixedWeight = value }
            if case .constant(let value) = delay { fixedDelay = Self.steps(value, timeStep: timeStep) }
            switch (weight, delay) {
            case (.constant, .constant), (.constant, .law), (.law, .constant), (.law, .law):
                drawing = Drawing(
                    connections: connections,
                    draw: draw,
                    weightExponent: exponent(weight),
                    delayExponent: exponent(delay),
                    weight: fixedWeight,
                    delaySteps: fixedDelay
                )
            default: break
            }
        case .listed:
            // The laws' streams are those of a projection that is drawn.
            draw = SynapseDraw(
                choices: .init(seed: 0, purpose: 0, owner: 0),
                weights: .init(seed: weightSeed, purpose: RandomStream.Purpose.weight.rawValue, owner: owner),
                delays: .init(seed: delaySeed, purpose: RandomStream.Purpose.delay.rawValue, owner: owner),
                sourceCount: UInt32(sourceCount),
                replaces: false,
                weight: law(weight),
                delay: law(delay)
            )
        }
        self.drawing = drawing
    }

    /// A delay in ms in whole steps, at least 1; 0 for one that is negative or no number, `Int32.max` for one that is too
    /// long to be counted.
    private static func steps(_ delay: Double, timeStep: Double) -> Int32 {
        guard delay >= 0 else { return 0 }
        guard delay / timeStep < 0x1p30 else { return .max }
        return max(1, Int32(NetworkDescription.steps(delay, timeStep: timeStep)))
    }

    /// Lists the synapses of a target.
    package func list(_ target: Int, into synapses: inout Synapses) {
        let count: Int
        let firstRow: Int
        switch connectivity {
        case .drawn(let connections):
            firstRow = 0
            count = drawSources(target, connections, into: &synapses)
        case .listed(let table):
            firstRow = table.starts[target]
            count = table.starts[target + 1] - firstRow
            synapses.sources.removeAll(keepingCapacity: true)
            synapses.sources.append(contentsOf: table.sources[firstRow..<(firstRow + count)])
            if draw.weight.kind != .constant || draw.delay.kind != .constant {
                synapses.drawn = draw.numbers(of: UInt32(target), count: count)
            }
        }
        synapses.weights.removeAll(keepingCapacity: true)
        synapses.delaySteps.removeAll(keepingCapacity: true)
        switch weight {
        case .constant(let value):
            synapses.weights.append(contentsOf: repeatElement(value, count: count))
        case .law(let law):
            let scale = Double(sign: .plus, exponent: -law.exponent, significand: 1)
            for index in 0..<count { synapses.weights.append(Double(synapses.drawn[index].weight) * scale) }
        case .each(let values):
            synapses.weights.append(contentsOf: values[firstRow..<(firstRow + count)])
        case .distribution(let distribution, let seed, let purpose):
            var stream = RandomStream(seed: seed, purpose: purpose, owner, UInt64(target))
            for _ in 0..<count { synapses.weights.append(distribution.draw(from: &stream)) }
        }
        switch delay {
        case .constant(let value):
            synapses.delaySteps.append(contentsOf: repeatElement(Self.steps(value, timeStep: timeStep), count: count))
        case .law(let law):
            for index in 0..<count {
                synapses.delaySteps.append(DelayRounding.steps(synapses.drawn[index].delay, exponent: law.exponent))
            }
        case .each(let values):
            for value in values[firstRow..<(firstRow + count)] {
                synapses.delaySteps.append(Self.steps(value, timeStep: timeStep))
            }
        case .distribution(let distribution, let seed, let purpose):
            var stream = RandomStream(seed: seed, purpose: purpose, owner, UInt64(target))
            for _ in 0..<count {
                synapses.delaySteps.append(Self.steps(distribution.draw(from: &stream), timeStep: timeStep))
            }
        }
    }

    private func drawSources(_ target: Int, _ connections: DrawnConnections, into synapses: inout Synapses) -> Int {
        let count = Int(connections.counts[target])
        if synapses.drawn.count < count {
            synapses.drawn = Array(repeating: DrawnSynapse(source: 0, weight: 0, delay: 0), count: count)
        }
        if synapses.scratch.count < draw.scratchWords {
            synapses.scratch = Array(repeating: 0, count: draw.scratchWords)
        }
        let drawn = draw.draw(
            target: UInt32(target),
            barring: connections.gap(of: target),
            scratch: &synapses.scratch,
            tables: LawTables.words,
            into: &synapses.drawn,
            count: count
        )
        synapses.sources.removeAll(keepingCapacity: true)
        for index in 0..<drawn { synapses.sources.append(Int32(bitPattern: synapses.drawn[index].source)) }
        return drawn
    }
}

extension SynapseDraw {
    /// Draws the weights and delays of a target's synapses alone, for sources chosen otherwise.
    fileprivate func numbers(of target: UInt32, count: Int) -> [DrawnSynapse] {
        LawTables.words.withUnsafeBufferPointer { tables in
            guard let tables = tables.baseAddress else { return [] }
            var weights = weights.stream(target)
            var delays = delays.stream(target)
            return (0..<count).map { _ in
                DrawnSynapse(source: 0, weight: weight.draw(&weights, tables), delay: delay.draw(&delays, tables))
            }
        }
    }
}
