import BoardControl
import BoardEmulator
import ChipInterface
import DatagramTransport
import EmulatorService
import GraphMapping
import NetworkLowering
package import NetworkModel
package import RecordedData
import RecordingStore
import SpiNNakerMachine
package import SpiNNakerProtocol

/// Runs a network on a SpiNNaker board, real or emulated: the same packets either way.
///
/// An actor because the calls of the front door are a session with one board and must not overlap; what takes long in
/// them is waiting for the board.
package actor BoardBackend: SimulationBackend {
    /// A network on the board.
    struct Loaded {
        var network: NetworkDescription
        var lowered: FixedPointNetwork
        /// The machine that was found, as free as it was before anything was loaded.
        let machine: Machine
        let mapping: Mapping
        var bufferSteps: Int
        var parts: [LoadedPart]
        /// The parts' cores.
        var group: CoreGroup
        /// The first step not yet done.
        var step: Int
        /// The inputs that the network had on their way when it was loaded.
        var resumed: NetworkState?
        /// Whether the next barrier is SYNC1's.
        var usesSecondBarrier = false
        /// What the cores must read again before the next run.
        var reload: RunFlags = []
        /// Whether the store knows what is recorded in the current segment.
        var isDeclared = false
        /// Where the listeners' database of this network is, once it is written.
        var listenerFolder: TemporaryFolder?
    }

    private let link: Link
    var options = SimulationOptions(target: .virtual(.spin5))
    private var virtualBoard: VirtualBoard?
    private(set) var controller: BoardController?
    var session: RecordingSession?
    private var hasEnded = false
    /// What was left out of the machine when it was last discovered.
    private var faults: [MachineFault] = []
    var loaded: Loaded?

    /// Creates a back end.
    package init(link: Link = Link()) {
        self.link = link
    }

    /// The address of the board in use, so that others can talk to it too; `nil` before `prepare` and for boards within
    /// the process.
    package var boardAddress: String? { link.isInProcess ? nil : virtualBoard?.hostAddress }

    /// How many requests were sent to the board, and sent again; `nil` before `prepare` and after `end`.
    package var linkStatistics: SCPWindowStateMachine.Statistics? { controller?.statistics }

    // MARK: - Preparing

    package func prepare(_ network: NetworkDescription, _ options: SimulationOptions) async throws {
        self.options = options
        try await load(network)
    }

    /// Loads a network: at the beginning, or in place of the one before, with the state of what stays.
    func load(_ network: NetworkDescription) async throws {
        let lowered = try stage("Lowering") { try FixedPointNetwork(network) }
        let controller = try await connect()
        var state: NetworkState?
        if let loaded, loaded.step > 0 {
            options.progress(ProgressReport("Saving the state"))
            state = try await self.state(of: loaded, over: controller).rescaled(from: loaded.lowered, to: lowered)
        }
        let machine = try await discover(over: controller)
        let plan = try stage("Mapping") {
            try BoardPlan(
                lowered,
                description: network,
                machine: machine,
                options: options,
                keeping: loaded.flatMap { $0.machine == machine ? $0.mapping : nil },
                resuming: state
            )
        }
        if session == nil {
            session = try RecordingSession(network, path: options.storePath, simulator: "SwiNN")
        } else {
            try session?.update(to: network)
        }
        let loader = BoardLoader(controller: controller, patience: options.patience, progress: options.progress)
        let parts = try await loader.load(plan)
        loaded = Loaded(
            network: network,
            lowered: lowered,
            machine: machine,
            mapping: plan.mapping,
            bufferSteps: plan.bufferSteps,
            parts: parts,
            group: CoreGroup(controller: controller, cores: parts.map(\.core), patience: options.patience),
            step: Int(state?.step ?? 0),
            resumed: state
        )
    }

    /// The usable part of the machine, with nothing of ours running on it; says what is left out.
    ///
    /// - Throws: `SimulationError` when nothing usable is left; `NetworkError` for too small a machine.
    private func discover(over controller: BoardController) async throws -> Machine {
        // Ends the network before this one, and what a script that was killed has left on the board.
        try await controller.stopApplication(CoreGroup.applicationID)
        try await Task.sleep(for: CoreGroup.settlingTime)
        options.progress(ProgressReport("Discovering"))
        let machine = try usable(try await controller.examine())
        let summary = MachineSummary(machine)
        let name = options.target.description
        try options.machineSize?.require(of: name, boards: summary.boards, chips: summary.chips.count)
        return machine
    }

    /// The part of a machine that networks are mapped to. A user is told once what is left out.
    private func usable(_ machine: Machine) throws -> Machine {
        do {
            let repair = try machine.repaired()
            if !repair.removed.isEmpty, repair.removed != faults {
                options.warn("Left out of the machine, since it cannot be used: \(repair.summary)")
            }
            faults = repair.removed
            return repair.machine
        } catch {
            throw SimulationError(.board, "\(options.target.description) cannot be used", cause: error)
        }
    }

    private func stage<Result>(_ name: String, _ work: () throws -> Result) rethrows -> Result {
        options.progress(ProgressReport(name))
        return try work()
    }

    private func connect() async throws -> BoardController {
        if let controller { return controller }
        let settings = BoardController.Options(faults: link.faults)
        let connected: BoardController
        switch options.target {
        case .virtual(let name):
            options.progress(ProgressReport("Starting the virtual board"))
            let configuration = BoardConfiguration(name.arrangement, deadChips: link.deadChips)
            if link.isInProcess {
                let board = VirtualBoard.startInProcess(configuration, threads: link.boardThreads)
                virtualBoard = board
                connected = try await BoardController.connect(
                    channel: board.connect(to: SDPMessage.udpPort),
                    peer: try DatagramEndpoint(host: board.hostAddress, port: SDPMessage.udpPort),
                    options: settings
                )
            } else {
                let board = try await VirtualBoard.start(configuration, threads: link.boardThreads)
                virtualBoard = board
                connected = try await BoardController.connect(host: board.hostAddress, options: settings)
            }
        case .board(let host):
            options.progress(ProgressReport("Connecting"))
            connected = try await BoardController.connect(host: host, options: settings)
        case .host:
            throw SimulationError(.internalInconsistency, "The host target has no board")
        }
        controller = connected
        return connected
    }

    /// Declares in the store what each core records, at a segment's first step.
    private func declareRegions() throws {
        guard var session, var loaded, !loaded.isDeclared else { return }
        try session.declareRecordings(from: loaded.step)
        loaded.isDeclared = true
        for index in loaded.parts.indices {
            let part = loaded.parts[index].part
            loaded.parts[index].regions = try part.image.content.recordings.map { recording in
                try session.addRegion(
                    population: part.population,
                    request: recording.request,
                    neurons: recording.neurons.map { Int($0) + part.neurons.lowerBound }
                )
            }
        }
        self.session = session
        self.loaded = loaded
    }

    // MARK: - Running

    package func run(steps: Int) async throws {
        try declareRegions()
        guard let loaded else { throw SimulationError(.notPrepared, "run came before prepare") }
        let end = loaded.step + steps
        try await notifyingListeners(of: steps) {
            while let step = self.loaded?.step, step < end {
                try await runStretch(to: Swift.min(end, step + loaded.bufferSteps), of: end, from: loaded.step)
            }
        }
    }

    /// Runs as far as the recording buffers reach, and empties them.
    private func runStretch(to end: Int, of goal: Int, from start: Int) async throws {
        guard let loaded, let controller else { return }
        let group = loaded.group
        let end = try await writeCurrents(loaded.step..<end, of: loaded, over: controller)
        try await group.command(.runUntil, UInt32(end), loaded.reload.union(.reloadCurrents).rawValue)
        self.loaded?.reload = []
        let isSecond = loaded.usesSecondBarrier
        try await group.wait(for: isSecond ? .sync1 : .sync0)
        try await group.signal(isSecond ? .sync1 : .sync0)
        self.loaded?.usesSecondBarrier.toggle()
        try await group.wait(for: .pause) { [options] step in
            let share = Double(step - start) / Double(max(goal - start, 1))
            options.progress(ProgressReport("Running", min(max(share, 0), 1)))
        }
        options.progress(ProgressReport("Extracting"))
        try await extract(loaded.step..<end, of: loaded, over: controller)
        self.loaded?.step = end
    }

    /// Fetches all recordings of a stretch and what the cores counted, and stores them in one transaction.
    private func extract(_ steps: Range<Int>, of loaded: Loaded, over controller: BoardController) async throws {
        var data: [RegionData] = []
        var report = RunReport()
        for part in loaded.parts {
            data += try await part.recordings(over: controller)
            guard let counts = try await part.provenance(over: controller) else { continue }
            report.add(counts, of: part.core, label: loaded.network.populations[part.part.population].label)
        }
        try session?.store(data, steps: steps)
        for message in report.messages { options.warn(message) }
    }

    // MARK: - Reading and ending

    package func fetch(_ query: RecordingQuery) async throws -> Block {
        guard let session else { throw SimulationError(.notPrepared, "there are no data before prepare") }
        return try session.fetch(query)
    }

    package func synapses(of projection: ProjectionID) async throws -> SynapseList? {
        guard let loaded, let controller, loaded.lowered.projections.indices.contains(projection.rawValue) else {
            return nil
        }
        let own = loaded.lowered.projections[projection.rawValue]
        var rows = [[FixedPointSynapse]](repeating: [], count: own.sourceSize)
        for part in loaded.parts where part.part.population == own.target {
            try await part.readSynapses(of: projection.rawValue, over: controller, into: &rows)
        }
        return own.list(rows)
    }

    package func clear(_ population: PopulationID) async throws { try session?.clear(population) }

    package func machine(_ options: SimulationOptions) async throws -> MachineSummary? {
        if let loaded { return MachineSummary(loaded.machine) }
        self.options = options
        return MachineSummary(try await discover(over: connect()))
    }

    package func end() async throws {
        if let controller {
            if loaded != nil { try? await controller.stopApplication(CoreGroup.applicationID) }
            await controller.close()
        }
        await virtualBoard?.stop()
        controller = nil
        virtualBoard = nil
        loaded = nil
        guard !hasEnded else { return }
        hasEnded = true
        try session?.finish()
    }
}

extension SimulationTarget.VirtualBoard {
    /// The boards, and how they are wired.
    fileprivate var arrangement: BoardArrangement {
        switch self {
        case .spin3: BoardArrangement(.spin3)
        case .spin5: BoardArrangement(.spin5)
        case .triad: .triad
        }
    }
}
