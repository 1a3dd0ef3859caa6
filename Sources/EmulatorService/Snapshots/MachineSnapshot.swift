import BoardEmulator
import MonitorServices
import SpiNNakerMachine

/// All that a machine is between two windows of its time: boards, monitors, and what is known of its tags.
struct MachineSnapshot: Sendable {
    var board: BoardSnapshot
    var monitors: MonitorNetwork.State
    /// Where the monitor is a program on the board's own cores.
    var reverseTags: [ChipID: ReverseTagWatcher]?
}
