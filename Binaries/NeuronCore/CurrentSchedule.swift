import ChipInterface
import CoreShim
import NeuralModels

/// Currents that are injected into the core's neurons, and when they change.
struct CurrentSchedule {
    /// What the currents add to each neuron's voltage in a step, in 2⁻⁴⁷ mV.
    let drifts: UnsafeMutablePointer<Int64>
    private let neuronCount: UInt32
    private let sources: Region
    private let sourceCount: UInt32
    private let schedule: Region
    private var cursor: UInt32 = 0
    private var nextStep = InjectedCurrents.endOfSchedule

    /// Finds the regions; nil where no current is injected.
    init?(neuronCount: Int) {
        guard let sources = Regions.find(.currentSources) else {
            return nil
        }
        self.sources = sources
        sourceCount = sources.header(UInt32.self)
        schedule = Regions.need(.currentSchedule)
        self.neuronCount = UInt32(neuronCount)
        drifts = DataMemory.allocate(Int64.self, count: neuronCount)
        clear()
    }

    /// Begins the schedule that the host has written.
    mutating func reload() {
        clear()
        cursor = 0
        readStep()
    }

    /// Makes the changes of a step.
    mutating func apply(_ step: UInt32) {
        while nextStep == step {
            let record = schedule.pointer(UInt32.self, atWord: cursor, count: InjectedCurrents.recordWords)
            add(Int32(bitPattern: record[2]), of: record[1])
            cursor += InjectedCurrents.recordWords
            readStep()
        }
    }

    private func add(_ change: Int32, of source: UInt32) {
        guard source < sourceCount else {
            fail("current of a source out of range", source)
        }
        let list = sources.pointer(UInt32.self, atWord: 1 + 2 * source, count: 2)
        let firstGain = 1 + 2 * sourceCount
        let gains = sources.pointer(CurrentGain.self, atWord: firstGain, count: neuronCount)
        let firstMember = firstGain + 2 * neuronCount
        guard firstMember <= sources.words, list[0] <= sources.words - firstMember else {
            fail("members of a current outside their region", list[0])
        }
        let members = sources.pointer(UInt32.self, atWord: firstMember + list[0], count: list[1])
        for index in 0..<Int(list[1]) {
            let neuron = members[index]
            guard neuron < neuronCount else {
                fail("current into a neuron out of range", neuron)
            }
            drifts[Int(neuron)] &+= gains[Int(neuron)].drift(of: change)
        }
    }

    private func clear() {
        for index in 0..<Int(neuronCount) {
            drifts[index] = 0
        }
    }

    private mutating func readStep() {
        nextStep =
            cursor < schedule.words
            ? schedule.pointer(UInt32.self, atWord: cursor, count: 1).pointee : InjectedCurrents.endOfSchedule
    }
}
