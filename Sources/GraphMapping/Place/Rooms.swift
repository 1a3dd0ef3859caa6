import SpiNNakerMachine

/// What is free on each chip while parts are placed.
struct Rooms {
    private let graph: MachineGraph
    private let chips: ChipTable
    /// The free cores of each chip.
    private var cores: [UInt32]
    /// The free memory of each chip.
    private var sdram: [Int]
    /// The memory that parts of a chip have in common.
    private var shared: [Int32: Set<SharedMemory>] = [:]
    /// Where each part is; a core of number 0 for those that are not placed yet, and for devices.
    private(set) var placements: Placements

    /// Creates the rooms of an empty machine.
    init(_ graph: MachineGraph, on chips: ChipTable) {
        self.graph = graph
        self.chips = chips
        cores = chips.cores
        sdram = chips.freeSDRAM
        placements = Placements(repeating: CoreID(chip: .root, core: 0), count: graph.vertices.count)
    }

    /// Creates the rooms of a machine on which some parts keep their cores; nil where one of those is taken or memory is short.
    init?(_ graph: MachineGraph, on chips: ChipTable, keeping kept: [CoreID?]) {
        self.graph = graph
        self.chips = chips
        var (cores, sdram) = (chips.cores, chips.freeSDRAM)
        var placements = Placements(repeating: CoreID(chip: .root, core: 0), count: kept.count)
        let hasDevices = !graph.devices.isEmpty
        for (part, core) in kept.enumerated() {
            guard let core else { continue }
            guard let chip = chips.number(of: core.chip) else { return nil }
            placements[part] = core
            if hasDevices, graph.devices[Int32(part)] != nil { continue }
            let (place, bit) = (Int(chip), UInt32(1) << UInt32(core.core))
            guard cores[place] & bit != 0 else { return nil }
            cores[place] &= ~bit
            sdram[place] -= graph.sdram[part]
            for memory in graph.sharedMemory(of: part) where shared[chip, default: []].insert(memory).inserted {
                sdram[place] -= graph.bytes(of: memory)
            }
        }
        guard sdram.allSatisfy({ $0 >= 0 }) else { return nil }
        (self.cores, self.sdram, self.placements) = (cores, sdram, placements)
    }

    /// How many cores of a chip are free.
    func freeCores(of chip: Int32) -> Int { cores[Int(chip)].nonzeroBitCount }

    /// How many bytes of a chip's memory are free.
    func freeSDRAM(of chip: Int32) -> Int { sdram[Int(chip)] }

    /// Gives a part, and those that must share its chip, cores of a chip: the ones that they are bound to, or the first that
    /// are free. False, and nothing is given, where there is no room for all.
    mutating func take(_ part: Int, on chip: Int32) -> Bool {
        guard hasRoom(for: part, on: chip) else { return false }
        guard let mates = graph.bundles.mates(of: part)?.map(Int.init) else {
            settle(part, on: chip, core: graph.boundCore(of: part))
            return true
        }
        // Those of certain cores first, that no other takes them.
        for isBound in [true, false] {
            for part in mates where (graph.boundCore(of: part) != nil) == isBound {
                settle(part, on: chip, core: graph.boundCore(of: part))
            }
        }
        return true
    }

    /// Whether a chip has what a part and those that must share its chip take.
    func hasRoom(for part: Int, on chip: Int32) -> Bool {
        guard let mates = graph.bundles.mates(of: part) else { return hasRoom(for: CollectionOfOne(part), on: chip) }
        return hasRoom(for: mates.lazy.map(Int.init), on: chip)
    }

    private func hasRoom(for parts: some Sequence<Int>, on chip: Int32) -> Bool {
        let place = Int(chip)
        var bound: UInt32 = 0
        var others = 0
        var left = sdram[place]
        var news: Set<SharedMemory> = []
        for part in parts {
            if let home = graph.boundChip(of: part), home != chips.ids[place] { return false }
            if let link = graph.devices[Int32(part)] {
                // Behind a link is a device or a chip.
                if chips.neighbours[6 * place + Int(link.rawValue)] >= 0 { return false }
                continue
            }
            if let core = graph.boundCore(of: part) {
                guard bound & 1 << UInt32(core) == 0 else { return false }
                bound |= 1 << UInt32(core)
            } else {
                others += 1
            }
            left -= graph.sdram[part]
            for memory in graph.sharedMemory(of: part)
            where !(shared[chip]?.contains(memory) ?? false) && news.insert(memory).inserted {
                left -= graph.bytes(of: memory)
            }
        }
        let free = cores[place]
        return bound & ~free == 0 && others <= (free & ~bound).nonzeroBitCount && left >= 0
    }

    /// Gives a part a core of a chip that has room for it.
    ///
    /// - Parameter wanted: Which it must be; nil for the first that is free.
    private mutating func settle(_ part: Int, on chip: Int32, core wanted: UInt8?) {
        let place = Int(chip)
        guard graph.devices[Int32(part)] == nil else {
            placements[part] = CoreID(chip: chips.ids[place], core: 0)
            return
        }
        let bit = wanted.map { 1 << UInt32($0) } ?? cores[place] & ~(cores[place] &- 1)
        cores[place] &= ~bit
        sdram[place] -= graph.sdram[part]
        for memory in graph.sharedMemory(of: part) where shared[chip, default: []].insert(memory).inserted {
            sdram[place] -= graph.bytes(of: memory)
        }
        placements[part] = CoreID(chip: chips.ids[place], core: UInt8(bit.trailingZeroBitCount))
    }

    /// Gives parts the cores and chips that they are bound to, those of a core first.
    ///
    /// - Parameter order: The parts in the order in which they take cores.
    /// - Throws: `MappingError.boundChipUnusable`.
    mutating func takeBound(in order: [Int]) throws(MappingError) {
        let bound = order.filter { graph.boundChip(of: $0) != nil && graph.bundles.leads($0) }
        let core = bound.map { [graph] part -> UInt8? in
            guard let mates = graph.bundles.mates(of: part) else { return graph.boundCore(of: part) }
            return mates.compactMap { graph.boundCore(of: Int($0)) }.first
        }
        for isCore in [true, false] {
            for (part, core) in zip(bound, core) where (core != nil) == isCore {
                guard let chip = graph.boundChip(of: part) else { continue }
                guard let number = chips.number(of: chip), take(part, on: number) else {
                    let place = core.map { ", core \($0)" } ?? graph.devices[Int32(part)].map { ", link \($0)" } ?? ""
                    throw .boundChipUnusable(vertex: graph.label(of: part), chip: "\(chip)\(place)")
                }
            }
        }
    }

    /// Gives parts, each with those that must share its chip, cores in their order, from a chip outward.
    ///
    /// - Throws: `MappingError.noRoom`.
    mutating func take(_ parts: ArraySlice<Int>, near chip: Int32) throws(MappingError) {
        let chips = chips
        var left = parts
        chips.visitOutward(from: CollectionOfOne(chip)) { other in
            while let part = left.first, take(part, on: other) { left.removeFirst() }
            return !left.isEmpty
        }
        // Those that need less than one before them may have room on chips that were passed.
        for part in left { try take(part, near: chip) }
    }

    /// Gives a part, and those that must share its chip, cores of the chip nearest to another that has room.
    ///
    /// - Throws: `MappingError.noRoom`.
    mutating func take(_ part: Int, near chip: Int32) throws(MappingError) {
        var found: Int32?
        chips.visitOutward(from: [chip] + Array(0..<Int32(chips.count))) { other in
            if hasRoom(for: part, on: other) { found = other }
            return found == nil
        }
        guard let found, take(part, on: found) else { throw noRoom(for: part) }
    }

    /// The error of a part that finds no room anywhere.
    func noRoom(for part: Int) -> MappingError {
        let mates = graph.bundles.mates(of: part)?.map(Int.init) ?? [part]
        let shared = Set(mates.flatMap(graph.sharedMemory(of:)))
        let usable = cores.indices.filter { cores[$0] != 0 }
        return .noRoom(
            part: graph.label(of: part),
            company: mates.filter { $0 != part }.map(graph.label(of:)),
            sdram: mates.reduce(shared.reduce(0) { $0 + graph.bytes(of: $1) }) { $0 + graph.sdram[$1] },
            coresFree: usable.reduce(0) { $0 + cores[$1].nonzeroBitCount },
            mostCoresOfAChip: usable.map { cores[$0].nonzeroBitCount }.max() ?? 0,
            largestFreeSDRAM: usable.map { sdram[$0] }.max() ?? 0
        )
    }
}
