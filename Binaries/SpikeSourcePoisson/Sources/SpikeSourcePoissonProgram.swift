import ChipInterface
import CoreShim
import NeuralModels

/// The name in the core's block.
var programName: StaticString { "SpikeSourcePoiss" }

/// Sources that fire at random times, each with its own stream of random numbers.
struct SpikeSourcePoissonProgram: Program {
    private let system: SystemRegion
    private let recorder: UnsafeMutablePointer<Recorder>
    private let outlet: UnsafeMutablePointer<SpikeOutlet>
    private let sources: UnsafeMutablePointer<PoissonSource>

    static var kind: ProgramKind { .spikeSourcePoisson }

    init(system: SystemRegion) {
        self.system = system
        recorder = DataMemory.place(
            Recorder(neuronCount: Int(system.neuronCount), spikesPerStep: CoreMemory.spikePlanes)
        )
        outlet = DataMemory.place(SpikeOutlet(system: system, recorder: recorder))
        sources = DataMemory.allocate(PoissonSource.self, count: Int(system.neuronCount))
        load()
    }

    mutating func reload(_ flags: RunFlags, step: UInt32) {
        if flags.contains(.reloadRecording) {
            recorder.pointee.load()
        }
        if flags.contains(.reloadNeurons) {
            load()
        }
    }

    mutating func begin(step: UInt32) {
        recorder.pointee.begin(step: step)
    }

    var hasInput: Bool { false }

    mutating func takeInput() {}

    mutating func step(_ step: UInt32) {
        let outlet = outlet
        outlet.pointee.stamp = step
        for neuron in 0..<Int(system.neuronCount) {
            var spikes = sources[neuron].step(step)
            while spikes > 0 {
                outlet.pointee.fire(neuron)
                spikes -= 1
            }
        }
        recorder.pointee.endSpikes(stamp: step)
    }

    mutating func pause() {
        recorder.pointee.finish()
        let region = Regions.need(.poissonSources)
        let target = region.pointer(PoissonSource.self, atWord: 1, count: system.neuronCount)
        for neuron in 0..<Int(system.neuronCount) {
            target[neuron] = sources[neuron]
        }
        region.seal()
    }

    mutating func forgetInput() {}

    mutating func saveInputs() {}

    mutating func count(_ provenance: inout Provenance) {}

    private func load() {
        let region = Regions.need(.poissonSources)
        region.verify()
        let bytes = region.header(PoissonRegion.self).sourceBytes
        guard bytes == UInt32(MemoryLayout<PoissonSource>.stride) else {
            fail("sources of another size, in bytes", bytes)
        }
        let stored = region.pointer(PoissonSource.self, atWord: 1, count: system.neuronCount)
        for neuron in 0..<Int(system.neuronCount) {
            sources[neuron] = stored[neuron]
        }
    }
}

@_cdecl("program_main")
func programMain() {
    Regions.verify(for: SpikeSourcePoissonProgram.kind)
    let system = readSystemRegion()
    var simulation = Simulation(SpikeSourcePoissonProgram(system: system), system: system)
    simulation.live()
}
