import ChipInterface
import NetworkLowering
import NeuralModels
import RecordingStore
import SpiNNakerMachine

/// A core's share of the network, loaded.
struct LoadedPart: Sendable {
    /// The share.
    let part: BoardPlan.Part
    /// Where the core's memory begins.
    let base: UInt32
    /// Where each recording goes in the store.
    var regions: [RegionID] = []

    /// Which core it is.
    var core: CoreID { part.core }
}

/// Bytes on their way to a place in a core's memory.
struct MemoryWrite: Sendable {
    /// The chip.
    var chip: ChipID
    /// Where they go.
    var address: UInt32
    /// The bytes.
    var bytes: [UInt8]
}

extension LoadedPart {
    /// Whether other neurons or sources have room where the present ones are.
    func fits(_ content: FixedPointPopulation.Content) -> Bool {
        let region = CoreContent.contentRegion(of: content, part: part.neurons)
        guard let place = part.image.region(region.kind) else { return true }
        return region.words.count * 4 <= place.extent.byteCount
    }

    /// What to write so that the core finds other neurons or sources when it next reloads them.
    func replacement(with content: FixedPointPopulation.Content) throws -> [MemoryWrite] {
        let region = CoreContent.contentRegion(of: content, part: part.neurons)
        guard let place = part.image.region(region.kind) else { return [] }
        let bytes = WordBuffer.bytes(of: region.words)
        guard bytes.count <= place.extent.byteCount else {
            throw SimulationError(
                .doesNotFit,
                """
                Core \(core) has \(place.extent.byteCount) bytes for its sources' spikes, the changed ones take \
                \(bytes.count); change them after a reset instead
                """
            )
        }
        let checksum = region.isChecked ? RegionChecksum.of(region.words) : RegionChecksum.unchecked
        return [
            MemoryWrite(chip: core.chip, address: base + UInt32(place.extent.offset), bytes: bytes),
            MemoryWrite(
                chip: core.chip,
                address: base + UInt32(place.checksumOffset),
                bytes: WordBuffer.bytes(of: [checksum])
            ),
        ]
    }

    /// Where the part's neurons or sources lie behind their region's header: address and bytes.
    var contentPlace: (address: UInt32, byteCount: Int)? {
        let (kind, header): (RegionKind, Int) =
            switch part.image.content.program {
            case .ifCurrExp: (.neuronParameters, MemoryLayout<NeuronParametersRegion>.size)
            case .spikeSourcePoisson: (.poissonSources, MemoryLayout<PoissonRegion>.size)
            case .spikeSourceArray: (.spikeSourceArray, 0)
            }
        guard header > 0, let place = part.image.region(kind) else { return nil }
        return (base + UInt32(place.extent.offset + header), place.extent.byteCount - header)
    }
}
