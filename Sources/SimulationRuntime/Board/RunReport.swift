import ChipInterface
import SpiNNakerMachine

/// What the cores counted that a user should hear of.
struct RunReport {
    /// What is said of inputs beyond the range of a ring buffer.
    static let clamped = "synaptic inputs clamped at the largest sum"

    private var lines: [String] = []

    /// Notes what a core counted.
    mutating func add(_ counts: Provenance, of core: CoreID, label: String) {
        let troubles: [(UInt32, String)] = [
            (counts.packetsDropped, "spikes lost because its packet queue was full"),
            (counts.packetsUnknown, "packets with unknown keys"),
            (counts.rowsDropped, "delayed spikes lost because a delay queue was full"),
            (counts.lateInputs, "synaptic inputs too late for their step"),
            (counts.saturations, Self.clamped),
            (counts.transferErrors, "failed memory transfers"),
            (counts.recordsMissing, "records that found no room"),
            (counts.overruns, "steps that began late"),
        ]
        for (count, what) in troubles where count > 0 { lines.append("\(label) on core \(core): \(count) \(what)") }
    }

    /// The report's lines, none when all went well.
    var messages: [String] { lines }
}
