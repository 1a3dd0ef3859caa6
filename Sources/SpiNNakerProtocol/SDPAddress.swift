package import SpiNNakerMachine

/// Where an SDP message comes from or goes to: a port of a core of a chip.
///
/// - SeeAlso: SpiNNaker application note 4.
package struct SDPAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The chip; `ChipID.root` stands for the chip with the Ethernet connection.
    package var chip: ChipID

    /// The virtual core, 0 to 31; 31 with port 7 stands for the Ethernet.
    package var core: UInt8

    /// The port, 0 to 7; port 0 is the monitor's or the run-time system's own.
    package var port: UInt8

    /// Creates an address; bits beyond a field's width are dropped.
    package init(chip: ChipID, core: UInt8, port: UInt8) {
        self.chip = chip
        self.core = core & 0x1f
        self.port = port & 7
    }

    /// Creates the address of a port of a core.
    package init(_ core: CoreID, port: UInt8) {
        self.init(chip: core.chip, core: core.core, port: port)
    }

    /// Creates an address from its two wire fields.
    package init(portAndCore: UInt8, p2pAddress: UInt16) {
        self.init(chip: ChipID(p2pAddress: p2pAddress), core: portAndCore & 0x1f, port: portAndCore >> 5)
    }

    /// The monitor of a chip.
    package static func monitor(of chip: ChipID) -> Self { Self(chip: chip, core: 0, port: 0) }

    /// A host on the Ethernet: port 7 of core 31.
    package static var host: Self { Self(chip: .boot, core: 31, port: 7) }

    /// The port in bits 7 to 5 and the core in bits 4 to 0.
    package var portAndCore: UInt8 { port << 5 | core }

    /// The core addressed.
    package var coreID: CoreID { CoreID(chip: chip, core: core) }

    /// The address as `(x, y, core):port`.
    package var description: String { "\(coreID):\(port)" }
}
