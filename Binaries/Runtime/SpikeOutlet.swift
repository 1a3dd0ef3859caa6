import ChipInterface
import CoreShim

/// Where the spikes of a core's neurons go: out as packets, and into the recording.
struct SpikeOutlet {
    private let keyBase: UInt32
    private let sends: Bool
    private let recorder: UnsafeMutablePointer<Recorder>
    /// The stamp of the spikes of this step.
    var stamp: UInt32 = 0

    init(system: SystemRegion, recorder: UnsafeMutablePointer<Recorder>) {
        keyBase = system.keyBase
        sends = system.flags & SystemFlags.sendsSpikes.rawValue != 0
        self.recorder = recorder
    }

    /// Sends and records a spike.
    ///
    /// Not inlined: the loops it is called from do without it most of the time and need their registers.
    @inline(never)
    func fire(_ neuron: Int) {
        counters.spikes &+= 1
        if sends {
            Multicast.send(key: KeyFormat.key(base: keyBase, neuron: UInt32(neuron), stamp: stamp))
        }
        recorder.pointee.noteSpike(neuron, stamp: stamp)
    }
}
