import HostEngine
import NetworkLowering
import NetworkModel
import Testing

@Suite
struct NESTComparisonTests {
    @Test(arguments: [
        "single-cell", "coincidence-20", "coincidence-22", "synfire", "two-chains", "irregular-1ms", "irregular-0.1ms",
        "slow-0.1ms", "fast-1ms", "injected",
    ])
    func spikesAreNESTsAndVoltagesWithinFixedPoint(_ name: String) throws {
        let fixture = try NESTFixture(named: name)
        let network = try FixedPointNetwork(fixture.description())
        try check(fixture, network.hostResult(steps: [fixture.steps]), name)
    }

    @Test func aNetworkThatGrowsInTheMiddleDoesWhatNESTDoes() throws {
        let fixture = try NESTFixture(named: "growing")
        let begins = try #require(fixture.populations.compactMap(\.begins).first)
        let (first, second) = (
            try FixedPointNetwork(fixture.description()), try FixedPointNetwork(fixture.description(at: begins))
        )
        let simulation = try HostSimulation(first, recordings: first.allRequests)
        simulation.run(steps: Int(begins))
        #expect(simulation.state.inputs.contains { !$0.isEmpty })
        var result = try second.hostResult(
            steps: fixture.steps - Int(begins),
            resuming: simulation.state,
            of: first
        )
        for (index, former) in first.result(of: simulation).stamps.enumerated() {
            result.stamps[index] = zip(former, result.stamps[index]).map { $0 + $1 }
        }
        for (index, former) in first.result(of: simulation).samples.enumerated() {
            result.samples[index] = zip(former, result.samples[index]).map { $0 + $1 }
        }
        try check(fixture, result, "growing")
        for label in ["cells", "late"] { #expect(fixture.spikes[label]?.contains { $0.count > 2 } == true) }
    }

    private func check(_ fixture: NESTFixture, _ result: RunResult, _ name: String) throws {
        for (index, population) in fixture.populations.enumerated() {
            guard let expected = fixture.spikes[population.label] else { continue }
            let trains = result.stamps[index].map { $0.map { Double($0) * fixture.timestep } }
            for cell in 0..<population.size {
                let ours = trains[cell].filter { $0 <= fixture.duration - fixture.timestep / 2 }
                let theirs = expected[cell].filter { $0 <= fixture.duration - fixture.timestep / 2 }
                #expect(ours.map { ($0 * 1000).rounded() } == theirs.map { ($0 * 1000).rounded() }, "cell \(cell)")
            }
            var worst = 0.0
            for (place, cell) in (fixture.vOf[population.label] ?? []).enumerated() {
                let trace = fixture.v[population.label]?[place] ?? []
                #expect(trace.count >= fixture.steps - 1)
                for (step, v) in trace.enumerated() where step < fixture.steps {
                    let ours = Double(result.samples[index][0][step * population.size + cell]) / 32768
                    worst = max(worst, (ours - v).magnitude)
                }
            }
            print("\(name): largest voltage error \(worst) mV")
            // Raw values are rounded down to 2⁻¹⁵ mV.
            #expect(worst < 5e-5)
        }
    }
}
