import BoardControl
import ChipInterface
import NetworkLowering
import NeuralModels
import RecordingStore
import SpiNNakerMachine

/// What a core has in its memory after a stretch of a run.
extension LoadedPart {
    /// Fetches what the core has recorded.
    ///
    /// - Throws: `SimulationError` when the core claims more than its buffers hold.
    func recordings(over controller: BoardController) async throws -> [RegionData] {
        var data: [RegionData] = []
        for (region, buffer) in zip(regions, part.image.buffers) {
            let address = base + UInt32(buffer.offset)
            let header = try await words(2, at: address, over: controller)
            let headerBytes = MemoryLayout<RecordingHeader>.size
            let count = Int(header[0])
            guard count <= buffer.byteCount - headerBytes, count.isMultiple(of: 4) else {
                throw SimulationError(
                    .dataLost,
                    "Core \(core) says that it recorded \(count) bytes into \(buffer.byteCount)"
                )
            }
            let bytes = try await controller.read(
                from: core.chip,
                address: address + UInt32(headerBytes),
                byteCount: count
            )
            data.append(RegionData(region: region, bytes: bytes, lostRecords: Int(header[1])))
        }
        return data
    }

    /// Fetches the rows of a projection, and appends their synapses to those of each source neuron.
    ///
    /// - Throws: `SimulationError` when a row is no row.
    func readSynapses(
        of projection: Int,
        over controller: BoardController,
        into synapses: inout [[FixedPointSynapse]]
    ) async throws {
        guard let image = part.image.content.synapses, let matrices = part.image.region(.synapticMatrix) else { return }
        for place in image.placements where place.projection == projection {
            let length = Int(place.reference.rowWords)
            let words = try await words(
                place.sources.count * length,
                at: base + UInt32(matrices.extent.offset) + place.reference.offset,
                over: controller
            )
            for (row, neuron) in place.sources.enumerated() {
                let decoded = SynapseImage.decode(
                    row: words[(row * length)..<((row + 1) * length)],
                    stage: Int(place.reference.stage),
                    firstTarget: part.neurons.lowerBound,
                    shape: image.parameters.shape
                )
                guard let decoded else {
                    throw SimulationError(
                        .dataLost,
                        "The synapses of cell \(neuron) on core \(core) are more than its row holds"
                    )
                }
                synapses[neuron] += decoded
            }
        }
    }

    /// Fetches what the core has counted; `nil` for one that does not count.
    func provenance(over controller: BoardController) async throws -> Provenance? {
        guard let place = part.image.region(.provenance) else { return nil }
        let address = base + UInt32(place.extent.offset)
        return Provenance(words: try await words(Provenance.words, at: address, over: controller))
    }

    private func words(_ count: Int, at address: UInt32, over controller: BoardController) async throws -> [UInt32] {
        try await controller.read(from: core.chip, address: address, byteCount: count * 4).structures(of: UInt32.self)
    }

    /// Fetches the core's neurons or sources as they are now, in place of those in a population's content.
    func readContent(
        over controller: BoardController,
        into content: inout FixedPointPopulation.Content
    ) async throws {
        guard let place = contentPlace else { return }
        let bytes = try await controller.read(from: core.chip, address: place.address, byteCount: place.byteCount)
        switch content {
        case .ifCurrExp(var neurons):
            neurons.replaceSubrange(part.neurons, with: bytes.structures(of: IFCurrExpNeuron.self))
            content = .ifCurrExp(neurons)
        case .poisson(var sources):
            sources.replaceSubrange(part.neurons, with: bytes.structures(of: PoissonSource.self))
            content = .poisson(sources)
        case .spikeArray:
            break
        }
    }

    /// Fetches the inputs of later steps that the core has been told to save: its ring buffer, and the rows whose turn
    /// has not come.
    ///
    /// - Parameter step: The step that comes next.
    /// - Throws: `SimulationError` when what the core has saved makes no sense.
    func inputs(from step: UInt32, over controller: BoardController) async throws -> [PendingInput] {
        guard let parameters = part.image.content.synapses?.parameters, let saved = part.image.region(.savedInputs),
            let queues = part.image.region(.synapseParameters)
        else { return [] }
        let shape = parameters.shape
        let stageCount = Int(parameters.stageCount)
        let savedWords = try await words(
            SavedInputs.wordCount(shape: shape, stageCount: stageCount),
            at: base + UInt32(saved.extent.offset),
            over: controller
        )
        var inputs: [PendingInput] = []
        func add(_ amount: UInt16, step: UInt32, receptor: UInt32, neuron: UInt32) {
            let index = part.neurons.lowerBound + Int(neuron)
            guard amount > 0, part.neurons.contains(index) else { return }
            inputs.append(PendingInput(step: step, receptor: Int(receptor), neuron: index, amount: amount))
        }
        for entry in 0..<shape.entries {
            let word = savedWords[Int(entry / 2)]
            let fields = shape.fields(of: entry)
            let ahead = (fields.delay &- step) & (shape.slots - 1)
            add(
                UInt16(truncatingIfNeeded: entry % 2 == 0 ? word : word >> 16),
                step: step &+ ahead,
                receptor: fields.receptor,
                neuron: fields.neuron
            )
        }
        let queueStart = base + UInt32(queues.extent.offset + MemoryLayout<SynapseParametersRegion>.size)
        for stage in 0..<stageCount {
            let ends = savedWords[(Int(shape.entries) / 2 + 2 * stage)...]
            let (head, tail) = (ends[ends.startIndex], ends[ends.startIndex + 1])
            guard tail &- head <= parameters.stageCapacity else {
                throw SimulationError(.dataLost, "Core \(core) has more delayed rows than room for them")
            }
            let queue = try await words(
                Int(parameters.stageCapacity) * 2,
                at: queueStart + UInt32(stage) * parameters.stageCapacity * 8,
                over: controller
            )
            var rows: [UInt32: ArraySlice<UInt32>] = [:]
            for number in 0..<(tail &- head) {
                let place = Int((head &+ number) & (parameters.stageCapacity - 1)) * 2
                let (offset, lengthAndStamp) = (queue[place], queue[place + 1])
                let ahead = Int32(bitPattern: (lengthAndStamp &- step) << 16) >> 16
                if rows[offset] == nil {
                    rows[offset] = try await row(at: offset, of: lengthAndStamp >> 16, over: controller)
                }
                for synapse in rows[offset] ?? [] {
                    let fields = shape.fields(of: synapse)
                    let stamp = step &+ UInt32(bitPattern: ahead)
                    add(fields.weight, step: stamp &+ fields.delay, receptor: fields.receptor, neuron: fields.neuron)
                }
            }
        }
        return inputs
    }

    /// The synapse words of a row, by its place in the matrices and its length in words.
    private func row(
        at offset: UInt32,
        of length: UInt32,
        over controller: BoardController
    ) async throws -> ArraySlice<UInt32> {
        guard let matrices = part.image.region(.synapticMatrix),
            length > 0, Int(offset) + Int(length) * 4 <= matrices.extent.byteCount
        else { throw SimulationError(.dataLost, "Core \(core) has a delayed row outside its matrices, at \(offset)") }
        let row = try await words(Int(length), at: base + UInt32(matrices.extent.offset) + offset, over: controller)
        guard row[0] < length else {
            throw SimulationError(.dataLost, "Core \(core) has a delayed row with a wrong count, at \(offset)")
        }
        return row[1...Int(row[0])]
    }
}

extension [UInt8] {
    /// The structures of 32-bit fields, lowest byte first as on the chip, whose bytes these are.
    fileprivate func structures<Layout: BitwiseCopyable>(of type: Layout.Type) -> [Layout] {
        withUnsafeBytes { raw in
            (0..<(raw.count / MemoryLayout<Layout>.stride)).map {
                raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Layout>.stride, as: Layout.self)
            }
        }
    }
}
