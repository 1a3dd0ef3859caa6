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

    /// What to write so that the core finds other neurons or sources, which fit, when it next reloads them.
    func replacement(with content: FixedPointPopulation.Content) -> [MemoryWrite] {
        let region = CoreContent.contentRegion(of: content, part: part.neurons)
        guard let place = part.image.region(region.kind) else { return [] }
        let bytes = WordBuffer.bytes(of: region.words)
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

    /// How many changes of injected currents the core's schedule has room for.
    static let scheduleRoom = Int((InjectedCurrents.scheduleWords - 1) / InjectedCurrents.recordWords)

    /// What to write so that the core knows into which neurons currents flow, and what they do there.
    func currentSources(of network: FixedPointNetwork) -> [MemoryWrite] {
        let region = CoreContent.currentRegion(of: network, population: part.population, part: part.neurons)
        guard let region, let place = part.image.region(.currentSources) else { return [] }
        let bytes = WordBuffer.bytes(of: region.words)
        return [MemoryWrite(chip: core.chip, address: base + UInt32(place.extent.offset), bytes: bytes)]
    }

    /// What to write so that the core's injected currents change so from now on.
    func schedule(_ changes: [CurrentChange]) -> [MemoryWrite] {
        guard let place = part.image.region(.currentSchedule) else { return [] }
        var words = changes.flatMap { [$0.step, UInt32($0.source), UInt32(bitPattern: $0.change)] }
        words.append(InjectedCurrents.endOfSchedule)
        let address = base + UInt32(place.extent.offset)
        return [MemoryWrite(chip: core.chip, address: address, bytes: WordBuffer.bytes(of: words))]
    }

    /// What to write so that the core has the synaptic rows of another plan; nil when the plan asks for more than other
    /// rows in the same places, or when delayed rows may wait to be read.
    ///
    /// - Parameter isReweighted: Whether the weights of any of the core's rows differ.
    func rowWrites(for new: BoardPlan.Part, isReweighted: Bool) -> [MemoryWrite]? {
        guard new.population == part.population, new.neurons == part.neurons, new.core == part.core else { return nil }
        var writes: [MemoryWrite] = []
        for region in new.image.content.regions {
            if Self.isRewritten(region.kind) { continue }
            guard let old = part.image.content.regions.first(where: { $0.kind == region.kind }),
                old.words.count == region.words.count, old.room == region.room
            else { return nil }
            guard region.kind == .synapticMatrix else {
                if old.words != region.words { return nil }
                continue
            }
            guard isReweighted else { continue }
            guard new.image.content.synapses?.parameters.stageCount == 0,
                let place = part.image.region(region.kind)
            else { return nil }
            writes.append(
                MemoryWrite(
                    chip: core.chip,
                    address: base + UInt32(place.extent.offset),
                    bytes: WordBuffer.bytes(of: region.words)
                )
            )
        }
        return writes
    }

    /// Whether a region is written at other times than when synapses change.
    private static func isRewritten(_ kind: RegionKind) -> Bool {
        [.system, .neuronParameters, .poissonSources, .spikeSourceArray, .currentSources].contains(kind)
    }

    /// What to write so that the core has no inputs left over from a run before.
    var emptiedInputs: [MemoryWrite] {
        guard let place = part.image.region(.pendingInputs) else { return [] }
        let address = base + UInt32(place.extent.offset)
        return [MemoryWrite(chip: core.chip, address: address, bytes: WordBuffer.bytes(of: [PendingInputs.endOfList]))]
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
