package import BoardEmulator
package import SpiNNakerMachine
import SpiNNakerProtocol

/// The monitors of one machine, of one board or several, which do together what SC&MP does in nearest-neighbour and
/// point-to-point packets.
///
/// Messages between chips, signals and flood fills are handed over at once, without packets. Everything that cores or
/// hosts can see lies in the chips' memories and registers and is read anew each time.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp`; `Docs/Hardware`.
package final class MonitorNetwork {
    /// What makes one board's monitors differ from another's.
    package struct Configuration: Hashable, Sendable {
        /// The board and its faults.
        package var board: BoardConfiguration

        /// The IPv4 address of the root's board, first octet in the lowest byte.
        package var address: UInt32

        /// The IPv4 addresses of other boards, by their Ethernet chips.
        package var otherAddresses: [ChipID: UInt32] = [:]

        /// The Ethernet chip of the board that is booted by a host, and boots the others.
        package var root = ChipID.boot

        /// The first values of the system variables; `nil` for a board that waits to be booted.
        package var bootValues: BootValues?

        /// Creates a configuration.
        package init(board: BoardConfiguration, address: UInt32, bootValues: BootValues?) {
            self.board = board
            self.address = address
            self.bootValues = bootValues
        }

        /// Creates the configuration of a board booted as SpiNNMan boots it, at a fixed time.
        package static func booted(_ board: BoardConfiguration, address: UInt32) -> Self {
            Self(
                board: board,
                address: address,
                bootValues: BootValues(hardwareVersion: board.kind.rawValue, unixTime: defaultUnixTime)
            )
        }

        /// The time at which a board that is started booted takes itself to have been: the same in every run.
        package static let defaultUnixTime: UInt32 = 0x6553_f100
    }

    /// The UDP ports of a board: SDP, and the boot ROM's.
    package static let standardPorts = [SDPMessage.udpPort, BootMessage.udpPort]

    let configuration: Configuration
    let tree: SpanningTree
    private var bootROM = BootStateMachine()
    private var seats: [ChipID: MonitorSeat] = [:]
    private var waiting: Set<ChipID> = []
    var floodFill = FloodFill()

    /// Creates the monitors' common part; each chip then takes its own from `processor(for:)`.
    package init(configuration: Configuration) {
        self.configuration = configuration
        tree = SpanningTree(board: configuration.board, root: configuration.root)
    }

    /// Whether the board has been booted.
    package private(set) var isUp = false

    /// Whether time must pass for something the monitors have begun: a message not yet taken, a tag that waits.
    package var hasPendingWork: Bool {
        !waiting.isEmpty || ethernetChips.contains { monitor(at: $0)?.tags.isWaiting ?? false }
    }

    /// The ports at which each board listens besides the standard ones, by its Ethernet chip.
    package var listeningPorts: [ChipID: Set<UInt16>] {
        var ports: [ChipID: Set<UInt16>] = [:]
        for chip in ethernetChips {
            if let wanted = monitor(at: chip)?.tags.listeningPorts, !wanted.isEmpty { ports[chip] = wanted }
        }
        return ports
    }

    private var ethernetChips: [ChipID] { configuration.board.arrangement.origins }

    /// The IPv4 address of an Ethernet chip, first octet in the lowest byte.
    func address(of chip: ChipID) -> UInt32 {
        chip == configuration.root ? configuration.address : configuration.otherAddresses[chip] ?? 0
    }

    /// Forgets chips that have lost their power.
    package func remove(_ chips: some Sequence<ChipID>) {
        for chip in chips {
            seats[chip]?.monitor = nil
            waiting.remove(chip)
        }
    }

    /// Has a chip look whether its Ethernet cable leads to something.
    package func noteCable(of chip: ChipID) {
        guard isUp else { return }
        monitor(at: chip)?.lookAtCable()
    }

    /// The monitor processor of a chip, to be put into the board, which this must outlive.
    package func processor(for chip: ChipID) -> any MonitorProcessor {
        let seat = MonitorSeat(network: self)
        seats[chip] = seat
        return seat
    }

    /// Tries again what had to wait for a core: messages not yet taken, commands that need a lock.
    package func service() {
        guard !waiting.isEmpty else { return }
        for chip in waiting.sorted() { monitor(at: chip)?.service(timePasses: false) }
    }

    // MARK: - For the chips

    func note(_ chip: ChipID, waits: Bool) {
        if waits { waiting.insert(chip) } else { waiting.remove(chip) }
    }

    func monitor(at chip: ChipID) -> ChipMonitor? { seats[chip]?.monitor }

    var allMonitors: [ChipMonitor] { tree.chips.compactMap { monitor(at: $0) } }

    fileprivate func start(_ monitor: ChipMonitor) {
        guard let values = configuration.bootValues else { return }
        monitor.boot(values)
        isUp = true
    }

    func receiveBoot(_ datagram: [UInt8]) {
        guard !isUp, let values = bootROM.receive(datagram) else { return }
        for monitor in allMonitors { monitor.boot(values) }
        isUp = true
    }

    /// Sends an application signal to all chips.
    func signal(_ word: UInt32) {
        for monitor in allMonitors { monitor.take(.signal(word)) }
    }
}

// MARK: - Snapshots

extension MonitorNetwork {
    /// What the monitors know that does not lie in their chips' memories.
    package struct State: Codable, Sendable {
        /// The monitor of one chip.
        fileprivate struct Seat: Codable {
            var chip: ChipID
            var monitor: ChipMonitor.State
        }

        fileprivate var bootROM: BootStateMachine
        fileprivate var floodFill: FloodFill
        fileprivate var isUp: Bool
        /// By chip, ascending.
        fileprivate var monitors: [Seat]
    }

    /// The state between two windows of the board's time.
    package var state: State {
        State(
            bootROM: bootROM,
            floodFill: floodFill,
            isUp: isUp,
            monitors: seats.keys.sorted().compactMap { chip in
                monitor(at: chip).map { State.Seat(chip: chip, monitor: $0.state) }
            }
        )
    }

    /// Takes over a state for the chips of a board that was restored itself.
    ///
    /// - Returns: `false` when the state cannot be that of this board's monitors.
    package func restore(_ state: State, on board: BoardEmulator) -> Bool {
        guard state.bootROM.isSound else { return false }
        bootROM = state.bootROM
        floodFill = state.floodFill
        isUp = state.isUp
        remove(Array(seats.keys))
        for stored in state.monitors {
            guard let chip = board.chips[stored.chip], let seat = seats[stored.chip], seat.monitor == nil else {
                return false
            }
            let monitor = ChipMonitor(chip: chip, network: self)
            seat.monitor = monitor
            guard monitor.restore(stored.monitor) else { return false }
        }
        return true
    }
}

/// The place of a monitor in a chip: passes on what the chip tells it.
private final class MonitorSeat: MonitorProcessor {
    unowned(unsafe) let network: MonitorNetwork
    /// The one that runs there.
    var monitor: ChipMonitor?

    init(network: MonitorNetwork) { self.network = network }

    func start(on chip: ChipEmulator) {
        let monitor = ChipMonitor(chip: chip, network: network)
        self.monitor = monitor
        network.start(monitor)
    }

    func millisecondTick(on chip: ChipEmulator) {
        guard network.isUp else { return }
        monitor?.millisecondTick(on: chip)
    }

    func chipWasReset(_ chip: ChipEmulator) { network.remove([chip.id]) }

    func coreInterruptRaised(on chip: ChipEmulator) {
        guard network.isUp, let monitor else { return }
        monitor.collectMessages()
        monitor.noteWaiting()
    }

    func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint, on chip: ChipEmulator) {
        if port == BootMessage.udpPort {
            network.receiveBoot(datagram)
        } else if network.isUp {
            monitor?.receive(datagram: datagram, port: port, from: sender)
        }
    }
}
