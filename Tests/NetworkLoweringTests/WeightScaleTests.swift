import ChipInterface
import NetworkLowering
import NetworkModel
import Testing

@Suite
struct WeightScaleTests {
    @Test
    func aSingleWeightIsKeptAsFinelyAsItFits() throws {
        // As sPyNNaker's published table where a weight alone decides, but that all 16 bits are used.
        for (weight, shift, code) in [
            (0.001, 0, 33), (0.2, 0, 6554), (1.0, 0, 32768), (2.0, 1, 32768), (5.0, 2, 40960),
        ] {
            let scale = try #require(WeightScale(largestWeight: weight, ordinarySum: weight, largestVolley: weight))
            #expect(scale.shift == UInt32(shift))
            #expect(scale.code(for: weight) == UInt16(code))
        }
    }

    @Test
    func volleysFitAsLongAsWeightsStayPrecise() throws {
        let few = try #require(WeightScale(largestWeight: 0.5, ordinarySum: 0.5, largestVolley: 5))
        #expect(few.largestSum >= 5)
        let many = try #require(WeightScale(largestWeight: 0.0878, ordinarySum: 4.3, largestVolley: 700))
        #expect(many.largestSum >= 4.3)
        #expect(many.largestSum < 20)
        #expect(WeightScale(largestWeight: 65536, ordinarySum: 0, largestVolley: 0) == nil)
    }

    @Test
    func rateSigmaAndExpectedSumsChooseTheScale() throws {
        /// The shift of a network of a thousand sources of weight 0.02 to one cell.
        func shift(source: PopulationOptions = .init(), target: PopulationOptions = .init()) throws -> UInt32 {
            var network = try NetworkDescription(timeStep: 1)
            let pre = try network.addPopulation(size: 1000, cell: SpikeSourcePoisson(rate: 10), options: source)
            let between = try network.addPopulation(size: 1000, cell: IFCurrExp())
            let post = try network.addPopulation(size: 1, cell: IFCurrExp(), options: target)
            for id in [pre, between] {
                _ = try network.addProjection(
                    from: CellSelection(population: id, indices: Array(0..<1000)),
                    to: CellSelection(population: post, indices: [0]),
                    rule: AllToAllConnector().rule,
                    synapse: StaticSynapse(weight: 0.02)
                )
            }
            return try FixedPointNetwork(network).populations[2].weightShifts.first
        }
        // Mean 0.02 · (10 + 30) = 0.8, deviation √(0.0004 · 40) ≈ 0.13: 1.43 fits 16 bits of 2⁻¹⁵.
        var options = PopulationOptions()
        #expect(try shift() == 0)
        options.spikesPerSecond = 400
        #expect(try shift(target: options) == 3)
        options = PopulationOptions()
        options.ringBufferSigma = 20
        #expect(try shift(target: options) == 1)
        options = PopulationOptions()
        options.maxExpectedSummedWeight = [30, 1]
        #expect(try shift(target: options) == 4)
        options = PopulationOptions()
        options.maxRate = 200
        #expect(try shift(source: options) == 2)
    }

    @Test
    func scalesGoByTheNumbersThatAreDrawn() throws {
        func excess(seed: UInt64, cells: Int) throws -> UInt32 {
            var network = try NetworkDescription(timeStep: 1)
            let ids = try (0..<2).map { _ in try network.addPopulation(size: cells, cell: IFCurrExp()) }
            _ = try network.addProjection(
                from: CellSelection(population: ids[0], indices: Array(0..<cells)),
                to: CellSelection(population: ids[1], indices: Array(0..<cells)),
                rule: OneToOneConnector().rule,
                synapse: StaticSynapse(weight: .random(.lognormal(mu: 0, sigma: 0.5, seed: seed)))
            )
            let largest = try network.synapses(of: ProjectionID(rawValue: 0)).weights.max() ?? 0
            let scale = WeightScale(largestWeight: largest, ordinarySum: 0, largestVolley: largest)
            #expect(largest < 8 && scale?.shift == (largest < 2 ? 0 : largest < 4 ? 1 : 2))
            return try FixedPointNetwork(network).populations[1].weightShifts.first - (scale?.shift ?? 0)
        }
        // Of a distribution without bound the largest weight there is decides, not one that there might be.
        for seed: UInt64 in 1...5 { #expect(try excess(seed: seed, cells: 200) == 0) }
    }
}
