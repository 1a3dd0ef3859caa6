/// The router's sixteen counters of packets, each with a filter that says which packets it counts.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.11, `rFN` and `rCN`.
struct DiagnosticCounters: Codable {
    private var filters = Words16()
    private var counters = Words16()
    /// Which counters count.
    private(set) var enables: UInt32 = 0
    /// Which filters have counted since they were read.
    private var counted: UInt32 = 0
    /// Which filters ask for an interrupt.
    private var interruptEnables: UInt32 = 0

    /// The fields of a filter that keep what is written.
    private static let filterBits: UInt32 = 0x41ff_fdff

    /// Which counters ask for an interrupt now.
    var interrupts: UInt32 { counted & interruptEnables }

    /// Reads a filter, which takes its event away.
    mutating func loadFilter(_ index: Int) -> UInt32 {
        let bit: UInt32 = 1 << UInt32(index)
        let value = filters[index] | (counted & bit != 0 ? 1 << 29 : 0) | (interrupts & bit != 0 ? 1 << 31 : 0)
        counted &= ~bit
        return value
    }

    mutating func storeFilter(_ index: Int, _ value: UInt32) {
        let bit: UInt32 = 1 << UInt32(index)
        filters[index] = value & Self.filterBits
        interruptEnables = value >> 30 & 1 != 0 ? interruptEnables | bit : interruptEnables & ~bit
    }

    func loadCounter(_ index: Int) -> UInt32 { counters[index] }

    mutating func storeCounter(_ index: Int, _ value: UInt32) { counters[index] = value }

    /// Writes the register of enables: bits 31 to 16 set counters to zero.
    mutating func storeEnables(_ value: UInt32) {
        for index in 0..<16 where value >> UInt32(16 + index) & 1 != 0 { counters[index] = 0 }
        enables = value & 0xffff
    }

    /// Counts a packet wherever it shows in each of a filter's fields: type, emergency, default routing, payload, source,
    /// place.
    ///
    /// - Parameter counted: Outputs under which the packet has been counted before; filters that have are left out.
    mutating func count(
        _ packet: Packet,
        link: Int,
        isDefault: Bool,
        copies: PacketCopies,
        counted before: UInt32 = 0,
        monitor: Int
    ) {
        guard enables != 0 else { return }
        var features: UInt32 = 1 << UInt32(packet.kind.rawValue)
        features |= isDefault ? 1 << 10 : 1 << 11
        features |= packet.payload != nil ? 1 << 12 : 1 << 13
        features |= link < 6 ? 1 << 15 : 1 << 14
        let places = Self.places(copies.all, monitor: monitor)
        let former = Self.places(before, monitor: monitor)
        for index in 0..<16 where enables >> UInt32(index) & 1 != 0 {
            let filter = filters[index]
            let common = filter & features
            guard filter & former == 0, common & 0xf != 0, common & 0xc00 != 0, common & 0x3000 != 0,
                common & 0xc000 != 0
            else { continue }
            if filter & 1 << 8 == 0 {
                guard filter >> (4 + UInt32(packet.detour.rawValue)) & 1 != 0, filter & places != 0 else { continue }
            } else {
                let isSeen = (0..<4).contains {
                    filter >> UInt32(4 + $0) & 1 != 0
                        && filter & Self.places(copies.outputs[$0], monitor: monitor) != 0
                }
                guard isSeen else { continue }
            }
            counters[index] &+= 1
            counted |= 1 << UInt32(index)
        }
    }

    /// A filter's bits 24 to 16 for a set of outputs.
    private static func places(_ outputs: UInt32, monitor: Int) -> UInt32 {
        let cores = outputs >> 6 & 0x3_ffff
        let monitorBit: UInt32 = 1 << UInt32(monitor)
        return (outputs & 0x3f) << 19 | (cores & monitorBit != 0 ? 1 << 18 : 0)
            | (cores & ~monitorBit != 0 ? 1 << 17 : 0) | (outputs & PacketCopies.dumped != 0 ? 1 << 16 : 0)
    }
}

/// Where the copies of one packet have gone, by the emergency field that they carry.
struct PacketCopies: Codable {
    /// The place in a set of outputs that means: given up.
    static let dumped: UInt32 = 1 << 24

    /// By emergency field: links (bits 0 to 5) and cores (bits 6 to 23).
    private(set) var outputs = SIMD4<UInt32>()

    /// All outputs.
    var all: UInt32 { outputs[0] | outputs[1] | outputs[2] | outputs[3] }

    mutating func add(_ set: UInt32, _ detour: Packet.Detour = .none) {
        // Only links carry the field on.
        outputs[Int(detour.rawValue)] |= set & 0x3f
        outputs[0] |= set & ~0x3f
    }
}
