import BoardEmulator
import MonitorServices
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

/// The boards behind a virtual board's addresses: which of them have power, and which run together as one machine.
///
/// Boards that have just got power belong to no machine. The first message to the boot port of one makes a machine of
/// it and of all such boards that open links connect to it. A machine ends when its last board loses its power.
final class BoardFrame: Sendable {
    /// What a frame is made of.
    struct Settings: Sendable {
        /// All boards and their faults.
        var configuration: BoardConfiguration

        /// The boot image of a monitor that runs on the chips' own cores; `nil` for SC&MP at a high level.
        var monitorImage: BootImage?

        /// Whether the boards' serial ROMs tell such a monitor what does not work, which is there all the same.
        var listsFaults = false

        /// How many threads run the chips of a machine.
        var threads = 1

        /// The address of the board-management processors, first octet in the high byte.
        var managementAddress: UInt32 = 0
    }

    /// Boards that were booted together.
    private struct BootedMachine {
        let runner: BoardRunner
        /// The Ethernet chips in the machine's own coordinates, by the boards' numbers.
        var ethernetChips: [Int: ChipID]
        let configuration: BoardConfiguration
    }

    private struct State {
        var management: BoardManagement
        var machines: [Int: BootedMachine] = [:]
        var nextMachine = 0
        /// The machines that boards belong to.
        var members: [Int: Int] = [:]
        var isStopping = false
        /// Boards whose Ethernet cable has been pulled out.
        var unplugged: Set<Int> = []
    }

    private let settings: Settings
    private let ports: [BoardPorts]
    private let listen: @Sendable (Int, Set<UInt16>) -> Void
    private let state: Mutex<State>

    /// Makes a frame whose boards have power.
    ///
    /// - Parameters:
    ///   - settings: What it is made of.
    ///   - ports: The boards' ports, by number.
    ///   - listen: Takes the ports that a board wants to listen at besides the standard ones, whenever they change.
    init(_ settings: Settings, ports: [BoardPorts], listen: @escaping @Sendable (Int, Set<UInt16>) -> Void) {
        self.settings = settings
        self.ports = ports
        self.listen = listen
        state = Mutex(
            State(
                management: BoardManagement(
                    address: settings.managementAddress,
                    boardAddresses: ports.map(\.address)
                )
            )
        )
    }

    // MARK: - Hosts

    /// Boots the machine of a board without a host.
    func boot(_ board: Int) {
        let kind = settings.configuration.kind
        state.withLock { state in
            let time = MonitorNetwork.Configuration.defaultUnixTime
            if let image = settings.monitorImage {
                guard let machine = makeMachine(first: board, bootValues: nil, &state) else { return }
                let host = Endpoint(address: ports[board].address, port: BootMessage.udpPort)
                let messages = image.patched(hardwareVersion: kind.rawValue, unixTime: time).messages()
                machine.runner.deliver(
                    messages.map {
                        BoardRunner.Datagram(
                            chip: machine.ethernetChips[board] ?? .boot,
                            port: BootMessage.udpPort,
                            host: host,
                            bytes: $0.encode()
                        )
                    }
                )
            } else {
                let values = BootValues(hardwareVersion: kind.rawValue, unixTime: time)
                _ = makeMachine(first: board, bootValues: values, &state)
            }
        }
    }

    /// Takes what hosts sent to a board.
    func receive(_ datagrams: [BoardRunner.Datagram], board: Int) {
        let (runner, chip) = state.withLock { state -> (BoardRunner?, ChipID) in
            guard state.management.isRunning(board), !state.unplugged.contains(board), !state.isStopping else {
                return (nil, .boot)
            }
            var machine = state.members[board].flatMap { state.machines[$0] }
            if machine == nil, datagrams.contains(where: { $0.port == BootMessage.udpPort }) {
                machine = makeMachine(first: board, bootValues: nil, &state)
            }
            return (machine?.runner, machine?.ethernetChips[board] ?? .boot)
        }
        guard let runner else { return }
        if chip == .boot {
            runner.deliver(datagrams)
        } else {
            runner.deliver(
                datagrams.map { BoardRunner.Datagram(chip: chip, port: $0.port, host: $0.host, bytes: $0.bytes) }
            )
        }
    }

    /// Takes what a host sent to the board-management processors; returns the answer.
    func manage(_ datagram: [UInt8]) -> [UInt8]? {
        state.withLock { state in
            let (reply, actions) = state.management.receive(datagram)
            for action in actions {
                switch action {
                case .stop(let boards): stop(boards, &state)
                // What a board then does is up to whoever boots it.
                case .start: break
                case .changeLinks: applyLinks(&state)
                }
            }
            return reply
        }
    }

    /// Pulls out a board's Ethernet cable or puts it back.
    func setCable(of board: Int, isPlugged: Bool) {
        state.withLock { state in
            if isPlugged { state.unplugged.remove(board) } else { state.unplugged.insert(board) }
            guard let machine = state.members[board].flatMap({ state.machines[$0] }),
                let chip = machine.ethernetChips[board]
            else { return }
            machine.runner.setCable(of: chip, isPlugged: isPlugged)
        }
    }

    // MARK: - Machines

    /// Looks at the machine of the first board between two windows of its time.
    func inspect(_ body: @escaping @Sendable (BoardEmulator?) -> Void) {
        let runner = state.withLock { state in state.members[0].flatMap { state.machines[$0] }?.runner }
        if let runner { runner.inspect(body) } else { body(nil) }
    }

    /// Has something look at the machine of the first board after each window of its time.
    func observe(_ observer: @escaping @Sendable (BoardEmulator) -> Void) {
        state.withLock { state in state.members[0].flatMap { state.machines[$0] }?.runner }?.observe(observer)
    }

    /// Ends all machines; returns them to be waited for.
    @discardableResult
    func end() -> [BoardRunner] {
        let runners = state.withLock { state -> [BoardRunner] in
            state.isStopping = true
            defer {
                state.machines = [:]
                state.members = [:]
            }
            return state.machines.values.map(\.runner)
        }
        for runner in runners { runner.end() }
        return runners
    }

    private func makeMachine(first: Int, bootValues: BootValues?, _ state: inout State) -> BootedMachine? {
        guard !state.isStopping, state.members[first] == nil else { return nil }
        let management = state.management
        let members = state.members
        let boards = settings.configuration.arrangement
        let part = MachinePart(
            of: settings.configuration,
            first: first,
            listsFaults: settings.listsFaults && settings.monitorImage != nil,
            isFree: { members[$0] == nil && management.isRunning($0) },
            isOpen: { Self.isOpen($0, $1, boards, management) }
        )
        var configuration = part.configuration
        var numbers: [ChipID: Int] = [:]
        for (board, chip) in part.ethernetChips {
            numbers[chip] = board
            configuration.ethernets[chip] = EthernetSettings(address: ports[board].address)
        }
        var monitors = MonitorNetwork.Configuration(
            board: configuration,
            address: ports[first].address.byteSwapped,
            bootValues: bootValues
        )
        monitors.root = part.root
        for (board, chip) in part.ethernetChips { monitors.otherAddresses[chip] = ports[board].address.byteSwapped }
        let ports = part.ethernetChips.reduce(into: [:]) { $0[$1.chip] = self.ports[$1.board] }
        let runner = BoardRunner(
            configuration: monitors,
            startsInROM: settings.monitorImage != nil,
            threads: settings.threads,
            send: { datagrams in
                if ports.count == 1, let only = ports.values.first {
                    only.send(datagrams)
                } else {
                    for (chip, batch) in Dictionary(grouping: datagrams, by: \.chip) { ports[chip]?.send(batch) }
                }
            },
            listen: { [listen, numbers] wanted in
                for (chip, board) in numbers { listen(board, wanted[chip] ?? []) }
            }
        )
        let machine = BootedMachine(
            runner: runner,
            ethernetChips: part.ethernetChips.reduce(into: [:]) { $0[$1.board] = $1.chip },
            configuration: configuration
        )
        state.machines[state.nextMachine] = machine
        for (board, _) in part.ethernetChips { state.members[board] = state.nextMachine }
        for (board, chip) in part.ethernetChips where state.unplugged.contains(board) {
            runner.setCable(of: chip, isPlugged: false)
        }
        state.nextMachine += 1
        runner.start()
        return machine
    }

    private func stop(_ boards: Set<Int>, _ state: inout State) {
        for board in boards.sorted() {
            guard let number = state.members.removeValue(forKey: board), var machine = state.machines[number] else {
                continue
            }
            let chip = machine.ethernetChips.removeValue(forKey: board)
            listen(board, [])
            if machine.ethernetChips.isEmpty {
                state.machines[number] = nil
                machine.runner.end()
                continue
            }
            state.machines[number] = machine
            let boards = machine.configuration.arrangement
            machine.runner.powerOff(boards.chips.filter { boards.ethernetChip(of: $0) == chip })
        }
    }

    // MARK: - Links

    private static func isOpen(
        _ chip: ChipID,
        _ link: LinkDirection,
        _ boards: BoardArrangement,
        _ management: BoardManagement
    ) -> Bool {
        guard let board = boards.board(of: chip), let place = boards.place(of: chip),
            let way = FPGALink(place: place, link: link)
        else { return true }
        return !management.isStopped(way, of: board)
    }

    /// Opens and closes the links of machines that run already.
    private func applyLinks(_ state: inout State) {
        let boards = settings.configuration.arrangement
        for machine in state.machines.values {
            var changes: [(ChipID, LinkDirection, Bool)] = []
            for (board, ethernetChip) in machine.ethernetChips {
                let own = machine.configuration.arrangement
                guard let index = own.origins.firstIndex(of: ethernetChip) else { continue }
                for wire in boards.wires(leaving: board) {
                    let chip = own.chip(at: wire.place, ofBoard: index)
                    changes.append((chip, wire.link, Self.isOpen(wire.chip, wire.link, boards, state.management)))
                }
            }
            machine.runner.inspect { [changes] board in
                for (chip, link, isOpen) in changes { board?.setLink(link, of: chip, isOpen: isOpen) }
            }
        }
    }
}
