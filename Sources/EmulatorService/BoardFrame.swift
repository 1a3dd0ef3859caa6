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

        /// Whether time passes on the boards as on the wall.
        var keepsPace = false

        /// The address of the board-management processors, first octet in the high byte.
        var managementAddress: UInt32 = 0
    }

    /// Boards that were booted together.
    private struct BootedMachine {
        let runner: BoardRunner
        /// The Ethernet chips in the machine's own coordinates, by the boards' numbers.
        var ethernetChips: [Int: ChipID]
        let configuration: MonitorNetwork.Configuration
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
            ports[board].setCable(isPlugged: isPlugged)
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

    /// Asks how the machine of the first board keeps pace with the clock on the wall.
    func reportPace(_ body: @escaping @Sendable (PaceReport?) -> Void) {
        let runner = state.withLock { state in state.members[0].flatMap { state.machines[$0] }?.runner }
        if let runner { runner.reportPace(body) } else { body(nil) }
    }

    /// Has something look at the machine of the first board after each window of its time, or no longer.
    func observe(as observer: BoardRunner.Observer, _ body: (@Sendable (BoardEmulator) -> Void)?) {
        state.withLock { state in state.members[0].flatMap { state.machines[$0] }?.runner }?.observe(as: observer, body)
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
        for (board, chip) in part.ethernetChips {
            configuration.ethernets[chip] = EthernetSettings(address: ports[board].address)
        }
        var monitors = MonitorNetwork.Configuration(
            board: configuration,
            address: ports[first].address.byteSwapped,
            bootValues: bootValues
        )
        monitors.root = part.root
        for (board, chip) in part.ethernetChips { monitors.otherAddresses[chip] = ports[board].address.byteSwapped }
        let ethernetChips = part.ethernetChips.reduce(into: [:]) { $0[$1.board] = $1.chip }
        let machine = BootedMachine(
            runner: BoardRunner(
                configuration: monitors,
                startsInROM: settings.monitorImage != nil,
                surroundings: surroundings(of: ethernetChips)
            ),
            ethernetChips: ethernetChips,
            configuration: monitors
        )
        add(machine, &state)
        for (board, chip) in ethernetChips where state.unplugged.contains(board) {
            machine.runner.setCable(of: chip, isPlugged: false)
        }
        return machine
    }

    /// What surrounds a machine of boards, whose Ethernet chips are given by the boards' numbers.
    private func surroundings(of ethernetChips: [Int: ChipID]) -> BoardRunner.Surroundings {
        let ports = ethernetChips.reduce(into: [:]) { $0[$1.value] = self.ports[$1.key] }
        return BoardRunner.Surroundings(
            threads: settings.threads,
            keepsPace: settings.keepsPace,
            send: { datagrams in
                if ports.count == 1, let only = ports.values.first {
                    only.send(datagrams)
                } else {
                    for (chip, batch) in Dictionary(grouping: datagrams, by: \.chip) { ports[chip]?.send(batch) }
                }
            },
            listen: { [listen] wanted in
                for (board, chip) in ethernetChips { listen(board, wanted[chip] ?? []) }
            }
        )
    }

    private func add(_ machine: BootedMachine, _ state: inout State) {
        state.machines[state.nextMachine] = machine
        for board in machine.ethernetChips.keys { state.members[board] = state.nextMachine }
        state.nextMachine += 1
        machine.runner.start()
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
            let boards = machine.configuration.board.arrangement
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
                let own = machine.configuration.board.arrangement
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

    // MARK: - Snapshots

    /// Takes a snapshot of all boards, one machine after the other; they do not see each other.
    ///
    /// - Parameter ends: Whether the boards end with it.
    /// - Throws: `EmulatorServiceError` while a debugger holds a machine.
    func snapshot(ends: Bool) async throws -> FrameSnapshot {
        let (management, unplugged, machines) = state.withLock { state in
            state.isStopping = state.isStopping || ends
            return (
                state.management.state, state.unplugged.sorted(),
                state.machines.keys.sorted().compactMap { state.machines[$0] }
            )
        }
        var stored: [(FrameSnapshot.Machine, BoardSnapshot)] = []
        for machine in machines {
            let snapshot = await withCheckedContinuation { continuation in
                machine.runner.takeSnapshot(ends: ends) { continuation.resume(returning: $0) }
            }
            guard let snapshot else {
                throw EmulatorServiceError(
                    .noSnapshot,
                    "A board cannot be put into a snapshot while a debugger holds one of its cores; let it go on first."
                )
            }
            stored.append(
                (FrameSnapshot.Machine(machine.configuration, machine.ethernetChips, snapshot), snapshot.board)
            )
        }
        return FrameSnapshot(
            configuration: settings.configuration,
            addresses: ports.map(\.address),
            managementAddress: settings.managementAddress,
            monitorImage: settings.monitorImage?.bytes,
            listsFaults: settings.listsFaults,
            management: management,
            unplugged: unplugged,
            machines: stored
        )
    }

    /// Lets all boards go on where others were; to be called once, before any host is heard.
    ///
    /// - Throws: `EmulatorServiceError` when the snapshot cannot be one of such boards.
    func restore(_ snapshot: FrameSnapshot) throws {
        try state.withLock { state in
            guard state.management.restore(snapshot.management), snapshot.unplugged.allSatisfy(ports.indices.contains)
            else {
                throw EmulatorServiceError(.badSnapshot, "The snapshot's boards are not those that it names.")
            }
            state.unplugged = Set(snapshot.unplugged)
            for board in snapshot.unplugged { ports[board].setCable(isPlugged: false) }
            for (machine, board) in snapshot.machines {
                let ethernetChips = try machine.ethernetChips(amongBoards: ports.count)
                guard ethernetChips.keys.allSatisfy({ state.members[$0] == nil }) else {
                    throw EmulatorServiceError(.badSnapshot, "The snapshot has a board in two machines.")
                }
                let configuration = try machine.monitorConfiguration()
                guard configuration.board.arrangement.origins.count >= ethernetChips.count else {
                    throw EmulatorServiceError(.badSnapshot, "The snapshot has a machine with too many boards.")
                }
                do {
                    let runner = try BoardRunner(
                        configuration: configuration,
                        restoring: machine.snapshot(board),
                        surroundings: surroundings(of: ethernetChips)
                    )
                    add(
                        BootedMachine(runner: runner, ethernetChips: ethernetChips, configuration: configuration),
                        &state
                    )
                } catch {
                    throw EmulatorServiceError(.badSnapshot, "No board can be in the snapshot's state.", cause: error)
                }
            }
        }
    }
}
