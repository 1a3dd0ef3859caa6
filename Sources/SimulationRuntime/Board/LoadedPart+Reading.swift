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

    /// New constants for the core's neurons or sources, with the state that they have now.
    func withState(
        _ content: FixedPointPopulation.Content,
        over controller: BoardController
    ) async throws -> FixedPointPopulation.Content {
        guard let place = contentPlace else { return content }
        let bytes = try await controller.read(from: core.chip, address: place.address, byteCount: place.byteCount)
        switch content {
        case .ifCurrExp(var neurons):
            for (old, index) in zip(bytes.structures(of: IFCurrExpNeuron.self), part.neurons) {
                neurons[index].adoptState(of: old)
            }
            return .ifCurrExp(neurons)
        case .poisson(var sources):
            for (old, index) in zip(bytes.structures(of: PoissonSource.self), part.neurons) {
                sources[index].stream = old.stream
            }
            return .poisson(sources)
        case .spikeArray:
            return content
        }
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
