import BoardControl
import DatagramTransport
import Foundation
import SpiNNakerMachine
import SpiNNakerProtocol
import TestSupport

/// A kind of machine that is mistreated.
enum Victim {
    /// One SpiNN-3 with a monitor that no request may silence.
    case board
    /// Three SpiNN-5 as one machine.
    case triad
    /// One SpiNN-3 under the official monitor, from the image at a path. Requests may well overwrite that monitor:
    /// only the program around it has to live on.
    case official(image: String)

    /// The options of `swinn board serve`.
    var arguments: [String] {
        switch self {
        case .board: ["--board", "spin3"]
        case .triad: ["--triads", "1x1"]
        case .official(let image): ["--board", "spin3", "--monitor", image]
        }
    }

    /// Whether the monitor has to answer whatever was sent to it.
    var hasLastingMonitor: Bool { if case .official = self { false } else { true } }

    /// The number of boards, which have an address each.
    var boardCount: Int { if case .triad = self { 3 } else { 1 } }

    /// The most memory the program may take, in bytes: half as much again as 256 MiB and the SDRAM of a SpiNN-3; for the
    /// many chips of several boards, more than a session can have touched.
    var memoryLimit: Int { if case .triad = self { 4 << 30 } else { (4 * 128 + 256) << 20 } }
}

/// The processor that manages a victim's boards; it is no part of the boards and answers whatever becomes of them.
struct ManagementProcessor {
    /// Where it listens.
    let endpoint: DatagramEndpoint
    private let channel: UDPChannel
    private let mailbox: DatagramMailbox

    /// Finds the one of a served board.
    ///
    /// - Throws: `FuzzSession.Finding` when the board has none.
    init(of board: ServedBoard) throws {
        guard let address = board.managementAddress else {
            throw FuzzSession.Finding(description: "The board is not managed.")
        }
        endpoint = try DatagramEndpoint(host: address, port: SDPMessage.udpPort)
        channel = try UDPChannel.bind(to: DatagramEndpoint(address: 0, port: 0))
        mailbox = DatagramMailbox(channel)
    }

    /// Whether it says its version within a time.
    func answers(within deadline: Duration) async -> Bool {
        let end = ContinuousClock.now + deadline
        let request = SCPRequest.version().datagram(to: .monitor(of: .root))
        while ContinuousClock.now < end {
            channel.send(request, to: endpoint)
            if await mailbox.receive(within: .milliseconds(300)) != nil { return true }
        }
        return false
    }

    /// Lets its socket go.
    func close() async { await channel.close() }
}
