import ChipInterface
import CoreShim
import NeuralModels

/// A core of neurons of one model with their synapses: packets in, rows from SDRAM, steps, spikes out.
///
/// Packets wait in a queue that the packet interrupt fills. Between steps they are taken one by one: the key is looked
/// up, the rows are fetched and added to the ring buffer. At a tick, what came before it is finished first, because
/// with a delay of one step it may belong to the slot that is taken next. Then step k is done in the order that gives
/// the same bits on every target: samples with the input of slot k, state to (k+1)·dt, spikes.
struct NeuronCore<Model: NeuronModel>: Program {
    private let system: SystemRegion
    private let recorder: UnsafeMutablePointer<Recorder>
    private let outlet: UnsafeMutablePointer<SpikeOutlet>
    private let neurons: UnsafeMutablePointer<Model>
    private let shape: SynapseShape
    private let shifts: WeightShifts
    private let packets: PacketQueue
    private var processor: SynapseProcessor
    private let pipeline: UnsafeMutablePointer<RowPipeline>
    private let stages: UnsafeMutablePointer<StageFIFO>
    private let stageCount: Int
    private let stageCapacity: UInt32
    private let stageRows: UnsafeMutablePointer<DeferredRow>
    private let ringEntries: UnsafeMutablePointer<UInt16>
    private var pending = PendingInputList()
    private var currents: CurrentSchedule?
    /// The last step whose slot was taken; before the first one, the step before it.
    private var now: UInt32

    static var kind: ProgramKind { ProgramKind(rawValue: 15 + Model.code.rawValue) }

    /// Places in the packet queue.
    private static var packetCapacity: Int { 512 }

    /// Reads the regions into data memory.
    init(system: SystemRegion) {
        self.system = system
        now = system.initialStep &- 1
        let count = Int(system.neuronCount)

        let synapses = Regions.need(.synapseParameters)
        let parameters = synapses.header(SynapseParametersRegion.self)
        shape = parameters.shape
        shifts = parameters.weightShifts
        let bits = shape.neuronBits &+ shape.receptorBits &+ shape.delayBits
        guard shape.neuronBits <= 14, shape.receptorBits <= 2, shape.delayBits <= 14, bits <= SynapseShape.totalBits,
            shape.delayBits >= 2, count <= 1 << Int(shape.neuronBits),
            Model.receptorCount <= 1 << Int(shape.receptorBits)
        else {
            fail("ring buffer of a wrong shape", shape.neuronBits << 16 | shape.receptorBits << 8 | shape.delayBits)
        }

        neurons = DataMemory.allocate(Model.self, count: count)
        recorder = DataMemory.place(Recorder(neuronCount: count, spikesPerStep: 1))
        outlet = DataMemory.place(SpikeOutlet(system: system, recorder: recorder))
        ringEntries = DataMemory.allocate(UInt16.self, count: Int(shape.entries))

        let tableRegion = Regions.need(.populationTable)
        let table = tableRegion.header(PopulationTableRegion.self)
        let entryWords = UInt32(MemoryLayout<PopulationTableEntry>.stride / 4)
        let entries = Self.copy(
            tableRegion.pointer(PopulationTableEntry.self, atWord: 2, count: table.entryCount),
            count: table.entryCount
        )
        let references = Self.copy(
            tableRegion.pointer(
                SynapticMatrixReference.self,
                atWord: 2 + table.entryCount * entryWords,
                count: table.referenceCount
            ),
            count: table.referenceCount
        )
        for index in 0..<Int(table.entryCount) {
            let entry = entries[index]
            guard entry.firstReference <= table.referenceCount,
                entry.referenceCount <= table.referenceCount - entry.firstReference
            else {
                fail("population table with a wrong entry", UInt32(index))
            }
        }

        stageCount = Int(parameters.stageCount)
        stageCapacity = parameters.stageCapacity
        guard parameters.stageCount <= 256, stageCapacity & (stageCapacity &- 1) == 0, stageCapacity <= 1 << 16,
            stageCount == 0 || stageCapacity > 0
        else {
            fail("delay stages of a wrong size", stageCapacity)
        }
        stages = DataMemory.allocate(StageFIFO.self, count: stageCount)
        stageRows = synapses.pointer(
            DeferredRow.self,
            atWord: UInt32(MemoryLayout<SynapseParametersRegion>.size / 4),
            count: parameters.stageCount * stageCapacity
        )
        for index in 0..<Int(table.referenceCount) {
            guard references[index].stage <= parameters.stageCount else {
                fail("synaptic matrix of a stage without queue", references[index].stage)
            }
        }

        processor = SynapseProcessor(
            ring: RingBuffer(entries: ringEntries, shape: shape),
            table: PopulationTable(entries: entries, count: Int(table.entryCount)),
            references: references,
            stages: stages,
            stageCount: stageCount
        )
        pipeline = DataMemory.place(
            RowPipeline(
                processor: processor,
                matrix: Regions.need(.synapticMatrix),
                longestRow: parameters.longestRowWords
            )
        )
        currents = CurrentSchedule(neuronCount: count)
        packets = PacketQueue(capacity: Self.packetCapacity)
        Self.drawRows(shape: shape, scratch: ringEntries)
        loadNeurons()
    }

    private static func copy<Value>(
        _ source: UnsafeMutablePointer<Value>,
        count: UInt32
    ) -> UnsafeMutablePointer<Value> {
        let target = DataMemory.allocate(Value.self, count: Int(count))
        for index in 0..<Int(count) {
            target[index] = source[index]
        }
        return target
    }

    /// Draws the rows that the host has not sent, if there are any.
    ///
    /// - Parameter scratch: The ring buffer, which is empty before and after.
    private static func drawRows(shape: SynapseShape, scratch: UnsafeMutablePointer<UInt16>) {
        guard let drawn = Regions.find(.drawnSynapses) else { return }
        let matrices = Regions.need(.synapticMatrix)
        let expander = SynapseExpander(
            region: drawn.pointer(UInt32.self, atWord: 0, count: drawn.words),
            regionWords: drawn.words,
            matrices: matrices.pointer(UInt32.self, atWord: 0, count: matrices.words),
            matrixWords: matrices.words,
            shape: shape
        )
        let words = shape.entries / 2
        scratch.withMemoryRebound(to: UInt32.self, capacity: Int(words)) { scratch in
            do throws(SynapseExpander.Failure) {
                _ = try expander.expand(scratch: scratch, scratchWords: words) { drawn in
                    // A sign of life for the host.
                    store32(CoreBlock.address + VirtualCoreBlock.user1, drawn)
                }
            } catch {
                fail("drawn synapses that cannot be, reason", error == .regionTooShort ? 1 : error == .noRoom ? 2 : 3)
            }
        }
    }

    // MARK: - Program

    mutating func reload(_ flags: RunFlags, step: UInt32) {
        now = step &- 1
        if flags.contains(.reloadRecording) {
            recorder.pointee.load()
        }
        if flags.contains(.reloadNeurons) {
            Regions.need(.neuronParameters).verify()
            loadNeurons()
        }
        if flags.contains(.reloadCurrents) {
            currents?.reload()
        }
    }

    mutating func begin(step: UInt32) {
        recorder.pointee.begin(step: step)
    }

    var hasInput: Bool { !packets.isEmpty }

    mutating func takeInput() {
        takePackets(before: packets.end)
    }

    mutating func step(_ step: UInt32) {
        takePackets(before: packets.end)
        if pending.nextStep == step {
            pending.addFirst(to: &processor)
        }
        now = step
        currents?.apply(step)
        let neurons = neurons
        let recorder = recorder
        let slot = processor.ring.slot(of: step)
        let stride = processor.ring.receptorStride
        let shifts = shifts
        recorder.pointee.sample(step: step) { variable, neuron in
            let inputs = SlotInputs(entry: slot + neuron, stride: stride, shifts: shifts)
            // Variables of the models are numbered from 0, recorded ones from 1: 0 are the spikes.
            return neurons[neuron].sample(Int(variable) - 1, inputs)
        }

        let outlet = outlet
        outlet.pointee.stamp = step &+ system.spikeOffset
        if let currents {
            updateInjected(neurons, slot, currents.drifts)
        } else {
            update(neurons, slot)
        }
        recorder.pointee.endSpikes(stamp: outlet.pointee.stamp)

        let pipeline = pipeline
        if stageCount > 0 {
            processor.releaseDue(now: step) { row in
                counters.rowsDeferred &+= 1
                pipeline.pointee.fetch(row, now: step)
            }
            pipeline.pointee.finish(now: step)
        }
    }

    mutating func pause() {
        recorder.pointee.finish()
        let region = Regions.need(.neuronParameters)
        let target = region.pointer(Model.self, atWord: 3, count: system.neuronCount)
        for index in 0..<Int(system.neuronCount) {
            target[index] = neurons[index]
        }
        region.seal()
    }

    mutating func forgetInput() {
        packets.clear()
        for index in 0..<Int(shape.entries) {
            ringEntries[index] = 0
        }
        for stage in 0..<stageCount {
            stages[stage] = StageFIFO(rows: stageRows + stage * Int(stageCapacity), capacity: stageCapacity)
        }
        pending = PendingInputList()
        processor.counts = SynapseCounts()
        pipeline.pointee.clearCounts()
    }

    mutating func saveInputs() {
        takePackets(before: packets.end)
        let ringWords = shape.entries / 2
        let region = Regions.need(.savedInputs)
        let target = region.pointer(UInt32.self, atWord: 0, count: ringWords + 2 * UInt32(stageCount))
        ringEntries.withMemoryRebound(to: UInt32.self, capacity: Int(ringWords)) { ring in
            for index in 0..<Int(ringWords) {
                target[index] = ring[index]
            }
        }
        for stage in 0..<stageCount {
            let place = Int(ringWords) + 2 * stage
            target[place] = stages[stage].head
            target[place + 1] = stages[stage].tail
        }
    }

    mutating func count(_ provenance: inout Provenance) {
        let received = processor.counts
        provenance.packetsDropped = packets.lost
        provenance.packetsUnknown = received.unknown
        provenance.packetsEarly = received.early
        provenance.rowsDropped = received.overflown
        pipeline.pointee.count(&provenance)
        provenance.saturations &+= received.saturated
    }

    // MARK: - Parts

    /// Works on the packets before an end, and on all their rows.
    @inline(never)
    private mutating func takePackets(before end: UInt32) {
        let waiting = packets.count(before: end)
        if waiting == 0 {
            return
        }
        counters.packetsReceived &+= waiting
        counters.deepestQueue = max(counters.deepestQueue, waiting)
        let pipeline = pipeline
        let now = now
        while let key = packets.take(before: end) {
            processor.receive(key, now: now) { row in
                pipeline.pointee.fetch(row, now: now)
            }
        }
        pipeline.pointee.finish(now: now)
    }

    /// Does a step of all neurons, as most cores do it: without injected currents.
    @inline(never)
    private mutating func update(_ neurons: UnsafeMutablePointer<Model>, _ slot: UnsafeMutablePointer<UInt16>) {
        advance(neurons, slot) { _ in 0 }
    }

    /// Does a step of all neurons with injected currents.
    @inline(never)
    private mutating func updateInjected(
        _ neurons: UnsafeMutablePointer<Model>,
        _ slot: UnsafeMutablePointer<UInt16>,
        _ drifts: UnsafePointer<Int64>
    ) {
        advance(neurons, slot) { drifts[$0] }
    }

    @inline(__always)
    private mutating func advance(
        _ neurons: UnsafeMutablePointer<Model>,
        _ slot: UnsafeMutablePointer<UInt16>,
        injected: (Int) -> Int64
    ) {
        let outlet = outlet
        updateNeurons(
            neurons,
            count: Int(system.neuronCount),
            slot: slot,
            stride: processor.ring.receptorStride,
            shifts: shifts,
            injected: injected,
            spike: { outlet.pointee.fire($0) }
        )
    }

    private func loadNeurons() {
        let region = Regions.need(.neuronParameters)
        let header = region.header(NeuronParametersRegion.self)
        guard header.modelCode == Model.code.rawValue else {
            fail("neurons of another model", header.modelCode)
        }
        guard header.bytesPerNeuron == UInt32(MemoryLayout<Model>.stride) else {
            fail("neurons of another size, in bytes", header.bytesPerNeuron)
        }
        let source = region.pointer(Model.self, atWord: 3, count: system.neuronCount)
        for index in 0..<Int(system.neuronCount) {
            neurons[index] = source[index]
        }
    }
}
