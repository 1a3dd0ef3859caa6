import ChipInterface
import NetworkModel

/// What one core records of one variable, and into how large a buffer.
struct RecordingPlan: Hashable, Sendable {
    /// The position of the request in the population's list.
    let request: Int

    /// The variable as the chip numbers it.
    let variable: ChipInterface.RecordedVariable

    /// The recorded neurons, counted from the core's first, ascending.
    let neurons: [UInt16]

    /// Samples are taken in steps that are multiples of this.
    let interval: UInt32

    /// How many records a step may write at most: one, or more for sources that fire repeatedly.
    let recordsPerStep: Int

    /// The bytes of one record.
    var recordBytes: Int {
        Int(RecordingChannel.recordWords(variable: variable, indexCount: UInt32(neurons.count))) * 4
    }

    /// The bytes needed to record `steps` steps, the buffer's header included.
    func bufferBytes(steps: Int) -> Int {
        let records = (steps + Int(interval) - 1) / Int(interval) + 1
        return MemoryLayout<RecordingHeader>.size + records * recordsPerStep * recordBytes
    }
}

extension ChipInterface.RecordedVariable {
    /// The chip's number of a variable that the user named.
    init(_ variable: NetworkModel.RecordedVariable) {
        switch variable {
        case .spikes: self = .spikes
        case .v: self = .v
        case .gsynExc: self = .gsynExc
        case .gsynInh: self = .gsynInh
        }
    }
}
