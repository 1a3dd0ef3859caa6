/// A place where a device can be attached to a board: a link of a chip that leaves the board.
///
/// - SeeAlso: SpiNNMachine 7.4.1, `version_3.py` and `version_5.py`; SpiNNaker application note 1.
public struct DeviceSocket: Hashable, Sendable {
    /// What the link is led to.
    public enum Connector: Hashable, Sendable {
        /// The SpiNNaker-link connector of that number: 0 or 1 on a SpiNN-3, 0 on a SpiNN-5.
        case spiNNakerLink(Int)

        /// One of an FPGA's links.
        case fpga(FPGALink)
    }

    /// What the link is led to.
    public let connector: Connector

    /// The number of the board in its arrangement.
    public let board: Int

    /// The chip that the link leaves.
    public let chip: ChipID

    /// The link.
    public let link: LinkDirection
}

extension BoardKind {
    /// Where the board's SpiNNaker-link connectors are, in the order of their numbers.
    var spiNNakerLinks: [(place: ChipID, link: LinkDirection)] {
        switch self {
        case .spin3: [(ChipID(x: 0, y: 0), .west), (ChipID(x: 1, y: 0), .east)]
        case .spin5: [(ChipID(x: 0, y: 0), .southWest)]
        }
    }
}

extension BoardArrangement {
    /// The sockets of a board, whether something is attached or not: SpiNNaker links, then FPGA by FPGA.
    ///
    /// A SpiNN-5's SpiNNaker link is the same link of the same chip as link 0 of its FPGA 1: one device has it.
    ///
    /// - Precondition: `board` is the number of a board.
    public func deviceSockets(ofBoard board: Int) -> [DeviceSocket] {
        let spiNNakerLinks = kind.spiNNakerLinks.enumerated().map { number, end in
            DeviceSocket(
                connector: .spiNNakerLink(number),
                board: board,
                chip: chip(at: end.place, ofBoard: board),
                link: end.link
            )
        }
        guard kind == .spin5 else { return spiNNakerLinks }
        return spiNNakerLinks + FPGALink.allCases.map { deviceSocket(at: $0, ofBoard: board) }
    }

    /// The socket that is led to an FPGA's link.
    ///
    /// - Precondition: Boards are SpiNN-5, and `board` is the number of one.
    public func deviceSocket(at fpga: FPGALink, ofBoard board: Int) -> DeviceSocket {
        DeviceSocket(
            connector: .fpga(fpga),
            board: board,
            chip: chip(at: fpga.place, ofBoard: board),
            link: fpga.chipLink
        )
    }

    /// The sockets that lead to no other board, board by board: those to which a device can be attached.
    public var freeDeviceSockets: [DeviceSocket] {
        origins.indices.flatMap { board in
            deviceSockets(ofBoard: board).filter { neighbour(of: $0.chip, along: $0.link) == nil }
        }
    }
}
