import Foundation
import NetworkLowering
import NeuralModels
import RandomNumbers
import Testing

@Suite
struct PoissonSourceTests {
    private func counts(rate: Double, timestep: Double, steps: UInt32, neuron: UInt64 = 0) throws -> [UInt32] {
        var source = try PoissonSource(
            rate: rate,
            start: 0,
            duration: nil,
            timestep: timestep,
            stream: WordStream(seed: 11, population: 5, neuron: neuron)
        )
        return (0..<steps).map { source.step($0) }
    }

    /// Judged by the Poisson distribution itself: χ² over the counts, its mean and its variance.
    @Test(arguments: [0.05, 0.7, 3.0, 8.0, 9.0, 40.0])
    func countsInAStepArePoissonDistributed(_ mean: Double) throws {
        let steps = 200_000
        let drawn = try counts(rate: mean * 1000, timestep: 1, steps: UInt32(steps)).map(Int.init)

        var observed: [Int: Int] = [:]
        for count in drawn { observed[count, default: 0] += 1 }
        var chiSquare = 0.0
        var cells = 0
        var leftOver = Double(steps)
        var observedLeft = steps
        for k in 0...Int(mean + 6 * mean.squareRoot() + 10) {
            let expected = Double(steps) * exp(Double(k) * log(mean) - mean - lgamma(Double(k) + 1))
            guard expected >= 10 else { continue }
            chiSquare += pow(Double(observed[k] ?? 0) - expected, 2) / expected
            cells += 1
            leftOver -= expected
            observedLeft -= observed[k] ?? 0
        }
        if leftOver >= 5 {
            chiSquare += pow(Double(observedLeft) - leftOver, 2) / leftOver
            cells += 1
        }
        let freedom = Double(cells - 1)
        #expect(chiSquare < freedom + 4.5 * (2 * freedom).squareRoot(), "χ² \(chiSquare) of \(freedom)")
        let average = Double(drawn.reduce(0, +)) / Double(steps)
        #expect((average - mean).magnitude < 4.5 * (mean / Double(steps)).squareRoot())
    }

    @Test(arguments: [(0.5, 0.1), (30.0, 0.1), (200.0, 1.0), (8000.0, 0.1)])
    func ratesAreRight(_ rate: Double, _ timestep: Double) throws {
        let steps: UInt32 = 100_000
        var total = 0
        for neuron: UInt64 in 0..<20 {
            total += try counts(rate: rate, timestep: timestep, steps: steps, neuron: neuron).map(Int.init).reduce(0, +)
        }
        let expected = 20 * rate * timestep * Double(steps) / 1000
        #expect((Double(total) - expected).magnitude < 4.5 * expected.squareRoot())
    }

    @Test
    func neighbouringSourcesAndStepsAreUncorrelated() throws {
        let steps: UInt32 = 100_000
        let one = try counts(rate: 300, timestep: 1, steps: steps, neuron: 0).map { Double($0) - 0.3 }
        let other = try counts(rate: 300, timestep: 1, steps: steps, neuron: 1).map { Double($0) - 0.3 }

        let cross = zip(one, other).map(*).reduce(0, +) / Double(steps) / 0.3
        let shifted = zip(one, one.dropFirst()).map(*).reduce(0, +) / Double(steps) / 0.3

        #expect(cross.magnitude < 4.5 / Double(steps).squareRoot())
        #expect(shifted.magnitude < 4.5 / Double(steps).squareRoot())
    }

    @Test
    func sourcesFireOnlyFromStartToEnd() throws {
        var source = try PoissonSource(
            rate: 5000,
            start: 10,
            duration: 20.5,
            timestep: 1,
            stream: WordStream(seed: 1, population: 0, neuron: 0)
        )
        let active = (UInt32(0)..<100).filter { source.step($0) > 0 }

        #expect(active.first == 10)
        #expect(active.last == 30)
    }

    @Test
    func silenceIsSilentAndTooHighRatesAreRefused() throws {
        #expect(try counts(rate: 0, timestep: 1, steps: 10_000).allSatisfy { $0 == 0 })
        #expect(throws: UnrepresentableParameter.self) { try counts(rate: 2e6, timestep: 1, steps: 1) }
        #expect(throws: UnrepresentableParameter.self) { try counts(rate: -1, timestep: 1, steps: 1) }
        #expect(throws: UnrepresentableParameter.self) { try counts(rate: .nan, timestep: 1, steps: 1) }
    }
}
