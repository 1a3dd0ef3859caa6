import ChipInterface
import CoreShim

/// The name in the core's block.
var programName: StaticString { "SpikeSourceArray" }

/// Sources that fire at given times: spikes come from a list in SDRAM, sorted by step.
struct SpikeSourceArrayProgram: Program {
    private let system: SystemRegion
    private let recorder: UnsafeMutablePointer<Recorder>
    private let outlet: UnsafeMutablePointer<SpikeOutlet>
    /// Where the list begins and ends.
    private var listStart: UInt32 = 0
    private var listEnd: UInt32 = 0
    /// The next record of the list.
    private var cursor: UInt32 = 0

    static var kind: ProgramKind { .spikeSourceArray }

    init(system: SystemRegion) {
        self.system = system
        recorder = DataMemory.place(
            Recorder(neuronCount: Int(system.neuronCount), spikesPerStep: CoreMemory.spikePlanes)
        )
        outlet = DataMemory.place(SpikeOutlet(system: system, recorder: recorder))
        seek(step: system.initialStep)
    }

    mutating func reload(_ flags: RunFlags, step: UInt32) {
        if flags.contains(.reloadRecording) {
            recorder.pointee.load()
        }
        if flags.contains(.reloadNeurons) {
            seek(step: step)
        }
    }

    mutating func begin(step: UInt32) {
        recorder.pointee.begin(step: step)
    }

    var hasInput: Bool { false }

    mutating func takeInput() {}

    mutating func step(_ step: UInt32) {
        outlet.pointee.stamp = step
        while nextStep == step {
            let count = load32(cursor + 4)
            guard count <= (listEnd - cursor) / 4 else {
                fail("spike list runs over its end at", cursor)
            }
            var word = cursor + 8
            let end = word + count * 4
            while word < end {
                let neuron = load32(word)
                guard neuron < system.neuronCount else {
                    fail("spike of a source out of range", neuron)
                }
                outlet.pointee.fire(Int(neuron))
                word += 4
            }
            cursor = end
        }
        recorder.pointee.endSpikes(stamp: step)
    }

    mutating func pause() {
        recorder.pointee.finish()
    }

    mutating func forgetInput() {}

    mutating func saveInputs() {}

    mutating func count(_ provenance: inout Provenance) {}

    /// The step of the next record, `SpikeSourceArrayRegion.endOfList` at the end.
    private var nextStep: UInt32 {
        cursor + 8 <= listEnd ? load32(cursor) : SpikeSourceArrayRegion.endOfList
    }

    /// Finds the first record that is not before a step.
    private mutating func seek(step: UInt32) {
        let region = Regions.need(.spikeSourceArray)
        let words = region.header(SpikeSourceArrayRegion.self).listWords
        listStart = UInt32(UInt(bitPattern: region.pointer(UInt32.self, atWord: 1, count: words)))
        listEnd = listStart + words * 4
        cursor = listStart
        while nextStep < step {
            let count = load32(cursor + 4)
            guard count <= (listEnd - cursor) / 4 else {
                fail("spike list runs over its end at", cursor)
            }
            cursor += 8 + count * 4
        }
    }
}

@_cdecl("program_main")
func programMain() {
    Regions.verify(for: SpikeSourceArrayProgram.kind)
    let system = readSystemRegion()
    var simulation = Simulation(SpikeSourceArrayProgram(system: system), system: system)
    simulation.live()
}
