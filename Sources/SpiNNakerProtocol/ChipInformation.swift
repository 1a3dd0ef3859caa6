package import SpiNNakerMachine

/// What a chip says of itself, in reply to the command INFO.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`; SpiNNMan 7.4.1, `model/chip_summary_info.py`.
package struct ChipInformation: Hashable, Sendable {
    /// The number of bytes of a reply's data.
    package static let byteCount = 38

    /// Working cores in bits 4 to 0, links in 13 to 8, largest free block of router entries in 24 to 14, Ethernet in 25.
    package var summary: UInt32
    /// The largest free block of SDRAM in bytes.
    package var largestFreeSDRAM: UInt32
    /// The largest free block of system RAM in bytes.
    package var largestFreeSystemRAM: UInt32
    /// The states of virtual cores 0 to 17.
    package var coreStates: [CoreState]
    /// The chip with this board's Ethernet connection.
    package var ethernetChip: ChipID
    /// The chip's own address; 0.0.0.0 without Ethernet.
    package var address: IPv4Address
    /// The number of the link towards the boot chip, 6 for none, 7 on the boot chip itself.
    package var linkTowardsBootChip: UInt16
    private var trailing: [UInt8]

    /// Decodes a reply's data.
    ///
    /// - Throws: `WireError.truncated` when fewer than 38 bytes are there.
    package init(decoding data: [UInt8]) throws(WireError) {
        var reader = ByteReader(data, as: "INFO reply")
        try reader.require(Self.byteCount)
        summary = try reader.readUInt32()
        largestFreeSDRAM = try reader.readUInt32()
        largestFreeSystemRAM = try reader.readUInt32()
        coreStates = try reader.readBytes(18).map { CoreState(rawValue: $0) }
        ethernetChip = ChipID(p2pAddress: try reader.readUInt16())
        address = IPv4Address(word: try reader.readUInt32())
        linkTowardsBootChip = try reader.readUInt16()
        trailing = reader.readRest()
    }

    /// Creates the description of a chip.
    package init(
        coreCount: Int,
        links: [LinkDirection],
        largestFreeEntryBlock: Int,
        isEthernetUp: Bool,
        largestFreeSDRAM: UInt32,
        largestFreeSystemRAM: UInt32,
        coreStates: [CoreState],
        ethernetChip: ChipID,
        address: IPv4Address,
        linkTowardsBootChip: UInt16
    ) {
        summary =
            UInt32(coreCount) & 0x1f | links.reduce(0) { $0 | 1 << (8 + UInt32($1.rawValue)) }
            | (UInt32(largestFreeEntryBlock) & 0x7ff) << 14 | (isEthernetUp ? 1 << 25 : 0)
        self.largestFreeSDRAM = largestFreeSDRAM
        self.largestFreeSystemRAM = largestFreeSystemRAM
        self.coreStates = (0..<18).map { $0 < coreStates.count ? coreStates[$0] : .dead }
        self.ethernetChip = ethernetChip
        self.address = address
        self.linkTowardsBootChip = linkTowardsBootChip
        trailing = []
    }

    /// The reply's data.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: summary)
        bytes.append(littleEndian: largestFreeSDRAM)
        bytes.append(littleEndian: largestFreeSystemRAM)
        bytes += coreStates.map(\.rawValue)
        bytes.append(littleEndian: ethernetChip.p2pAddress)
        bytes.append(littleEndian: address.word)
        bytes.append(littleEndian: linkTowardsBootChip)
        return bytes + trailing
    }

    /// The number of working cores, the monitor among them.
    package var coreCount: Int { min(Int(summary & 0x1f), 18) }

    /// The working links.
    package var links: [LinkDirection] {
        LinkDirection.allCases.filter { summary >> (8 + UInt32($0.rawValue)) & 1 == 1 }
    }

    /// The number of entries of the largest free block of the multicast table.
    package var largestFreeEntryBlock: Int { Int(summary >> 14 & 0x7ff) }

    /// Whether the chip has an Ethernet connection that is up.
    package var isEthernetUp: Bool { summary >> 25 & 1 == 1 }
}
