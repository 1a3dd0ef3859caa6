import HostEngine
import NetworkLowering
import NetworkModel
import Testing

/// Numbers of PyNNExamples' scripts on SpiNNaker boards, with sPyNNaker's stamps and its averaging of inputs.
@Suite
struct SPyNNakerTimingTests {
    private func stamps(_ name: String) throws -> RunResult {
        let fixture = try NESTFixture(named: name)
        let network = try FixedPointNetwork(fixture.description(timing: .sPyNNaker))
        return try network.hostResult(steps: [fixture.steps])
    }

    @Test
    func singleCellFiresAtSevenMilliseconds() throws {
        #expect(try stamps("single-cell").stamps[0] == [[7]])
    }

    @Test
    func synfireRingHopsEvery19Milliseconds() throws {
        let trains = try stamps("synfire").stamps[0]
        let all = trains.flatMap { $0 }.sorted()

        #expect(all.count == 263)
        #expect(zip(all.dropFirst(), all).allSatisfy { $0 - $1 == 19 })
    }

    @Test
    func chainsHopEveryTwoMilliseconds() throws {
        let trains = try stamps("two-chains").stamps

        for cell in 0..<10 {
            let phase = UInt32(2 * cell)
            #expect(trains[0][cell] == (0..<150).map { UInt32(40 * $0) + 1 + phase })
            #expect(trains[1][9 - cell] == (0..<150).map { UInt32(40 * $0) + 21 + phase }.filter { $0 < 6000 })
        }
    }

    @Test
    func coincidenceCellsFireOnlyWhenBothInputsMeet() throws {
        let trains = try stamps("coincidence-20").stamps[0]

        #expect(trains == [[], [63], [87], [], [47], [7], [28], [], [], [], []])
    }
}
