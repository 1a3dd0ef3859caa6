import SwiNN
import Testing

/// Wrong uses of the front door. Each is refused with words that name what was given and what is allowed; nothing is
/// changed, nothing is left in files, and the same simulation goes on.
@MainActor
@Suite(.serialized)
struct MisuseTests {
    @Test(arguments: Misuse.setups) func settingUp(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.populations) func makingPopulations(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.parameters) func setting(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.unrepresentable) func fixedPoint(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.views) func choosingCells(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.connectors) func connecting(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.synapses) func weightsAndDelays(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.expressions) func expressions(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.distributions) func distributions(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.spaces) func placing(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.recordings) func recordingAndReading(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.files) func files(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.projections) func changingSynapses(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.runs) func running(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.meddlers) func withinAChange(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.currents) func injecting(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.overwhelming) func injectingTooMuch(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.lonely) func withoutASimulation(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.ended) func afterTheEnd(_ misuse: Misuse) throws { try misuse.judge() }
    @Test(arguments: Misuse.strangers) func betweenSimulations(_ misuse: Misuse) throws { try misuse.judge() }

    private nonisolated static let all = [
        Misuse.setups, Misuse.populations, Misuse.parameters, Misuse.unrepresentable, Misuse.views, Misuse.connectors,
        Misuse.synapses, Misuse.expressions, Misuse.distributions, Misuse.spaces, Misuse.recordings, Misuse.files,
        Misuse.projections, Misuse.runs, Misuse.meddlers, Misuse.lonely, Misuse.ended, Misuse.strangers,
        Misuse.currents, Misuse.overwhelming,
    ]

    /// Every fortieth of them with an emulated board.
    @Test(arguments: stride(from: 7, to: all.joined().count, by: 40).map { Array(all.joined())[$0] })
    func onABoard(_ misuse: Misuse) throws { try misuse.judge(on: .virtual(.spin3)) }

    @Test(arguments: Misuse.unrepresentable)
    func fixedPointOnABoard(_ misuse: Misuse) throws { try misuse.judge(on: .virtual(.spin3)) }

    @Test func thereAreMoreThanThreeHundred() {
        let labels = Self.all.joined().map(\.label)
        #expect(labels.count >= 300)
        #expect(Set(labels).count == labels.count)
    }
}
