import ARMImage
import BoardImages
import NetworkModel

/// What our ARM programs cost, in emulated instructions, and how large they are.
///
/// Figures are differences between networks that differ in one number; no clock takes part.
struct KernelCosts {
    private static let program = "IFCurrExp"
    private static let steps = 500
    private static let rowLengths = [0, 1, 8, 32, 100]

    /// Measures and reports everything.
    static func report(into report: inout Report) async throws {
        report.section("Kernels, in emulated instructions")
        try await neurons(into: &report)
        try await rows(into: &report)
        report.section("Read-only part of the images, in bytes of instruction memory (32,768)")
        for image in BoardImage.allCases {
            report.add(image.rawValue, Double(try codeBytes(of: image)), "bytes", limit: .atMost(32_512))
        }
    }

    private static func neurons(into report: inout Report) async throws {
        let sizes = [32, 64, 128, 256]
        var costs: [Cost] = []
        for size in sizes { costs.append(try await costOfStep(Networks.idle(cells: size))) }
        let line = Line(through: zip(sizes, costs).map { (Double($0), $1.instructions) })
        report.add("idle neuron update", line.slope, "a neuron", limit: .atMost(95))
        report.add("step without neurons (timer, dispatch, recording)", line.intercept, "a step")
        let cycles = Line(through: zip(sizes, costs).map { (Double($0), $1.cycles) })
        report.add("idle neuron update, cycles", cycles.slope, "a neuron")
        report.add("step without neurons, cycles", cycles.intercept, "a step")
    }

    private static func rows(into report: inout Report) async throws {
        let idle = try await costOfStep(Networks.idle(cells: 128))
        var single: [(Double, Double)] = []
        var singleCycles: [(Double, Double)] = []
        var further: [(Double, Double)] = []
        var furtherCycles: [(Double, Double)] = []
        for length in rowLengths {
            let one = try await costOfStep(spikes(length, projections: 1)) - idle
            let five = try await costOfStep(spikes(length, projections: 5)) - idle
            single.append((Double(length), one.instructions))
            singleCycles.append((Double(length), one.cycles))
            further.append((Double(length), (five - one).instructions / 4))
            furtherCycles.append((Double(length), (five - one).cycles / 4))
        }
        var added: [(Double, Double)] = []
        for length in rowLengths {
            let cost = try await costOfRow(length)
            report.add("adding a row of \(length)", cost, "a row", limit: .atMost(Double(44 + 25 * length)))
            if length > 0 { added.append((Double(length), cost)) }
        }
        report.add("adding a synapse", Line(through: added).slope, "a synapse", limit: .atMost(25))
        let line = Line(through: further)
        report.add("row without synapses, with its look-up and DMA", line.intercept, "a row")
        let spike = Line(through: single)
        report.add("spike end to end (interrupt, look-up, DMA, one empty row)", spike.intercept, "a spike")
        report.add("of which not its row", spike.intercept - line.intercept, "a spike")
        let burst = try await costOfStep(spikes(8, projections: 1, perStep: 32)) - idle
        report.add("spike with a row of 8, 32 arriving together", burst.instructions / 32, "a spike")
        // A cell's first input of a step makes its update dearer; what further rows bring does not.
        report.add("synapse of a further row", line.slope, "a synapse")
        report.add("input to an idle cell", spike.slope - line.slope, "a cell")
        let cycles = Line(through: singleCycles)
        let furtherLine = Line(through: furtherCycles)
        report.add("spike end to end with an empty row, cycles", cycles.intercept, "a spike")
        report.add("row without synapses, cycles", furtherLine.intercept, "a row")
        report.add("synapse of a further row, cycles", furtherLine.slope, "a synapse")
        report.add("input to an idle cell, cycles", cycles.slope - furtherLine.slope, "a cell")
    }

    private static func spikes(_ length: Int, projections: Int, perStep: Int = 1) throws -> NetworkDescription {
        try Networks.rows(
            synapses: length,
            projections: projections,
            spikesPerStep: perStep,
            steps: steps * 2
        )
    }

    /// What the neuron core of a network executes in a step.
    private static func costOfStep(_ network: NetworkDescription) async throws -> Cost {
        let probe = try await BoardProbe(network)
        let cost = try await probe.costPerStep(of: program, steps: steps)
        try await probe.end()
        return cost
    }

    /// The instructions that adding a row takes; the median of some.
    private static func costOfRow(_ length: Int) async throws -> Double {
        let probe = try await BoardProbe(spikes(length, projections: 1, perStep: 8))
        let costs = try await probe.rowCosts(of: program, steps: steps)
        try await probe.end()
        guard !costs.isEmpty else { throw BenchError("No row of \(length) was seen being added") }
        return Double(costs.sorted()[costs.count / 2])
    }

    private static func codeBytes(of image: BoardImage) throws -> Int {
        for case .copy(to: 0, let contents) in try APLXImage(decoding: image.bytes).commands { return contents.count }
        return 0
    }
}

/// A straight line through points, by least squares.
struct Line {
    /// How much y grows with x.
    let slope: Double
    /// y at x = 0.
    let intercept: Double

    /// Fits the line; needs two different x at least.
    init(through points: [(Double, Double)]) {
        let count = Double(points.count)
        let meanX = points.reduce(0) { $0 + $1.0 } / count
        let meanY = points.reduce(0) { $0 + $1.1 } / count
        let covariance = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        let variance = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
        slope = covariance / variance
        intercept = meanY - slope * meanX
    }
}
