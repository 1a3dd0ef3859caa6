import NetworkLowering
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
}
