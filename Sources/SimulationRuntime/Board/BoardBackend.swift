import BoardControl
import BoardEmulator
import ChipInterface
package import DatagramTransport
import EmulatorService
import NetworkLowering
package import NetworkModel
import NeuralModels
package import RecordedData
import RecordingStore
package import SpiNNakerMachine
package import SpiNNakerProtocol

/// Runs a network on a SpiNNaker board, real or emulated: the same packets either way.
///
/// An actor because the calls of the front door are a session with one board and must not overlap; what takes long in
/// them is waiting for the board.
package actor BoardBackend: SimulationBackend {
    /// The id under which the board knows our programs, memory and table entries.
    private static let applicationID: UInt8 = 30

    /// The clock of the cores after SC&MP has started, in Hz.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp-3.c`, `pll_init`.
    private static let coreClock = 200_000_000.0

    /// How late a datagram may come that was doubled on its way. Before this has passed, nothing is begun that a second
    /// "stop", "load" or "go back to step 0" would spoil.
    private static let settlingTime = Duration.milliseconds(20)

    private struct Loaded {
        var network: NetworkDescription
        var lowered: FixedPointNetwork
        var bufferSteps: Int
        var parts: [LoadedPart]
        /// The first step not yet done.
        var step = 0
        /// Whether the next barrier is SYNC1's.
        var usesSecondBarrier = false
        /// What the cores must read again before the next run.
        var reload: RunFlags = []
        /// Whether the store knows what is recorded in the current segment.
        var isDeclared = false
    }

    /// How packets travel between this process and its board; for trials.
    package struct Link: Sendable {
        /// Whether a virtual board is reached within the process rather than over UDP.
        package var isInProcess: Bool

        /// What happens to datagrams on their way, in both directions, and the seed it is drawn from.
        package var faults: (FaultyChannel.Faults, seed: UInt64)?

        /// The number of threads that share a virtual board's chips; what it computes is the same with any number.
        package var boardThreads: Int

        /// Chips of a virtual board that do not work.
        package var deadChips: Set<ChipID>

        /// Creates a link: over UDP, without faults and to a board on one thread unless told otherwise.
        package init(
            isInProcess: Bool = false,
            faults: (FaultyChannel.Faults, seed: UInt64)? = nil,
            boardThreads: Int = 1,
            deadChips: Set<ChipID> = []
        ) {
            self.isInProcess = isInProcess
            self.faults = faults
            self.boardThreads = boardThreads
            self.deadChips = deadChips
        }
    }

    private let link: Link
    private var options = SimulationOptions(target: .virtual(.spin5))
    private var virtualBoard: VirtualBoard?
    private var controller: BoardController?
    private var session: RecordingSession?
    private var loaded: Loaded?

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
        let lowered = try stage("Lowering") { try FixedPointNetwork(network) }
        let controller = try await connect()
        // Ends the network before this one, and what a script that was killed has left on the board.
        try await controller.stopApplication(Self.applicationID)
        try await Task.sleep(for: Self.settlingTime)
        options.progress(ProgressReport("Discovering"))
        let machine = try await controller.discover()
        let cycles = network.timeStep * Double(options.timeScaleFactor) * Self.coreClock / 1_000
        guard cycles >= 1_000, cycles <= 4e9 else {
            throw SimulationError(
                .doesNotFit,
                "A step takes \(cycles) cycles of a core's clock; allowed are 1,000 to 4,000,000,000"
            )
        }
        let plan = try stage("Mapping") {
            try BoardPlan(
                lowered,
                description: network,
                machine: machine,
                cyclesPerStep: UInt32(cycles.rounded()),
                neuronsPerCore: options.neuronsPerCore
            )
        }
        if session == nil {
            session = try RecordingSession(network, path: options.storePath, simulator: "SwiNN")
        } else {
            try session?.update(to: network)
        }
        let parts = try await load(plan, over: controller)
        loaded = Loaded(network: network, lowered: lowered, bufferSteps: plan.bufferSteps, parts: parts)
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

    private func load(_ plan: BoardPlan, over controller: BoardController) async throws -> [LoadedPart] {
        var parts: [LoadedPart] = []
        for (index, part) in plan.parts.enumerated() {
            options.progress(ProgressReport("Loading data", Double(index) / Double(plan.parts.count)))
            let base = try await allocate(part, over: controller)
            try await controller.write(part.image.bytes(at: base), to: part.core.chip, address: base)
            try await controller.setUser(0, of: part.core, to: base)
            parts.append(LoadedPart(part: part, base: base))
        }
        options.progress(ProgressReport("Loading routing tables"))
        for (chip, table) in plan.tables.sorted(by: { $0.key < $1.key }) {
            try await controller.loadRoutes(table, on: chip, applicationID: Self.applicationID)
        }
        // The first program's image goes where the tables were.
        try await Task.sleep(for: Self.settlingTime)
        for program in BoardProgram.allCases {
            var cores: [ChipID: [UInt8]] = [:]
            for part in plan.parts where part.image.content.program == program {
                cores[part.core.chip, default: []].append(part.core.core)
            }
            guard !cores.isEmpty else { continue }
            options.progress(ProgressReport("Loading \(program.rawValue)"))
            try await controller.loadApplication(
                program.image,
                on: cores,
                applicationID: Self.applicationID,
                waits: true
            )
            // The next program goes where this one's image is.
            try await Task.sleep(for: Self.settlingTime)
        }
        // Cores that wait for a signal may be loaded twice without harm, when a reply is lost.
        try await wait(for: .wait, parts: parts, over: controller)
        try await controller.send(.start, applicationID: Self.applicationID)
        try await wait(for: .pause, parts: parts, over: controller)
        return parts
    }

    /// Allocates the memory of a core; the block's tag is the core's number.
    private func allocate(_ part: BoardPlan.Part, over controller: BoardController) async throws -> UInt32 {
        let chip = part.core.chip
        let tag = part.core.core
        do {
            return try await controller.allocateSDRAM(
                byteCount: part.image.byteCount,
                on: chip,
                tag: tag,
                applicationID: Self.applicationID
            )
        } catch let error as BoardControlError where error.code == .outOfResources {
            // A request that was doubled on its way is refused the second time, and the first reply may have been lost.
            // All tags were free, so a block with this one is the one asked for.
            if let base = try await controller.taggedSDRAM(tag, on: chip, applicationID: Self.applicationID) {
                return base
            }
            throw error
        }
    }

    /// Declares in the store what each core records, at a segment's first step.
    private func declareRegions() throws {
        guard var session, var loaded, !loaded.isDeclared else { return }
        try session.declareRecordings()
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
        while let step = self.loaded?.step, step < end {
            try await runStretch(to: Swift.min(end, step + loaded.bufferSteps), of: end, from: loaded.step)
        }
    }

    /// Runs as far as the recording buffers reach, and empties them.
    private func runStretch(to end: Int, of goal: Int, from start: Int) async throws {
        guard let loaded, let controller else { return }
        try await command(.runUntil, UInt32(end), loaded.reload.rawValue, to: loaded.parts, over: controller)
        self.loaded?.reload = []
        let barrier = loaded.usesSecondBarrier
        try await wait(for: barrier ? .sync1 : .sync0, parts: loaded.parts, over: controller)
        try await controller.send(barrier ? .sync1 : .sync0, applicationID: Self.applicationID)
        self.loaded?.usesSecondBarrier.toggle()
        try await wait(for: .pause, parts: loaded.parts, over: controller) { [options] step in
            let share = Double(step - start) / Double(max(goal - start, 1))
            options.progress(ProgressReport("Running", min(max(share, 0), 1)))
        }
        options.progress(ProgressReport("Extracting"))
        try await extract(loaded.step..<end, of: loaded.parts, over: controller)
        self.loaded?.step = end
    }

    /// Waits until all cores are in a state; an error if one fails, or if nothing moves for longer than the patience.
    private func wait(
        for state: SpiNNakerProtocol.CoreState,
        parts: [LoadedPart],
        over controller: BoardController,
        progress: (Int) -> Void = { _ in }
    ) async throws {
        guard let probe = parts.first?.core else { return }
        let cores = parts.map(\.core)
        var lastStep: UInt32?
        var deadline = ContinuousClock.now + options.patience
        var pause = Duration.milliseconds(1)
        while true {
            let states = try await controller.states(of: cores)
            if states.values.contains(where: SpiNNakerProtocol.CoreState.failed.contains) {
                try await controller.checkCores(cores)
            }
            let late = cores.filter { states[$0] != state }
            if late.isEmpty { return }
            if state == .pause, states[probe] == .run, let step = try? await step(of: probe, over: controller),
                step != lastStep
            {
                lastStep = step
                progress(Int(step))
                deadline = ContinuousClock.now + options.patience
            }
            guard ContinuousClock.now < deadline else {
                let first = late.first.map { "\($0) is in state \(states[$0] ?? .dead)" } ?? ""
                throw SimulationError(
                    .stalled,
                    """
                    \(late.count) of \(cores.count) cores did not come to state \(state) and nothing has moved for \
                    \(options.patience): \(first)
                    """
                )
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(20))
        }
    }

    /// The first step that a core has not yet done; it answers between two steps.
    private func step(of core: CoreID, over controller: BoardController) async throws -> UInt32 {
        let command = SCPCommand(rawValue: RunControlCommand.step.rawValue)
        return try await controller.request(SCPRequest(command), to: core, port: RunControl.port).word(at: 0)
    }

    /// Gives all cores a run-control command.
    private func command(
        _ command: RunControlCommand,
        _ first: UInt32,
        _ second: UInt32 = 0,
        to parts: [LoadedPart],
        over controller: BoardController
    ) async throws {
        let request = SCPRequest(SCPCommand(rawValue: command.rawValue), first, second)
        _ = try await controller.requests(parts.map { ($0.core, request) }, port: RunControl.port)
    }

    // MARK: - Extracting

    /// Fetches all recordings of a stretch and what the cores counted, and stores them in one transaction.
    private func extract(_ steps: Range<Int>, of parts: [LoadedPart], over controller: BoardController) async throws {
        var data: [RegionData] = []
        var report = RunReport()
        for loadedPart in parts {
            let image = loadedPart.part.image
            for (region, buffer) in zip(loadedPart.regions, image.buffers) {
                let address = loadedPart.base + UInt32(buffer.offset)
                let header = try await words(2, at: address, on: loadedPart.core.chip, over: controller)
                let headerBytes = MemoryLayout<RecordingHeader>.size
                let count = Int(header[0])
                guard count <= buffer.byteCount - headerBytes, count.isMultiple(of: 4) else {
                    throw SimulationError(
                        .dataLost,
                        "Core \(loadedPart.core) says that it recorded \(count) bytes into \(buffer.byteCount)"
                    )
                }
                let bytes = try await controller.read(
                    from: loadedPart.core.chip,
                    address: address + UInt32(headerBytes),
                    byteCount: count
                )
                data.append(RegionData(region: region, bytes: bytes, lostRecords: Int(header[1])))
            }
            if let place = image.region(.provenance) {
                let address = loadedPart.base + UInt32(place.extent.offset)
                let counts = try await words(Provenance.words, at: address, on: loadedPart.core.chip, over: controller)
                let label = loaded?.network.populations[loadedPart.part.population].label ?? ""
                report.add(Provenance(words: counts), of: loadedPart.core, label: label)
            }
        }
        try session?.store(data, steps: steps)
        for message in report.messages { options.warn(message) }
    }

    private func words(
        _ count: Int,
        at address: UInt32,
        on chip: ChipID,
        over controller: BoardController
    ) async throws -> [UInt32] {
        let bytes = try await controller.read(from: chip, address: address, byteCount: count * 4)
        return bytes.withUnsafeBytes { raw in
            (0..<count).map { UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        }
    }

    // MARK: - Changing

    package func reset() async throws {
        guard let loaded, let controller, var session else { return }
        for part in loaded.parts {
            let content = loaded.lowered.populations[part.part.population].content
            for write in try part.replacement(with: content) {
                try await controller.write(write.bytes, to: write.chip, address: write.address)
            }
        }
        try await command(.resetTime, 0, to: loaded.parts, over: controller)
        try await Task.sleep(for: Self.settlingTime)
        try session.beginSegment(of: loaded.network)
        self.session = session
        self.loaded?.step = 0
        self.loaded?.reload = []
        self.loaded?.isDeclared = false
    }

    package func apply(_ network: NetworkDescription) async throws {
        guard let loaded, let controller else {
            throw SimulationError(.notPrepared, "a change of parameters came before prepare")
        }
        let lowered = try FixedPointNetwork(network)
        if loaded.step == 0, !loaded.parts.allSatisfy({ $0.fits(lowered.populations[$0.part.population].content) }) {
            return try await prepare(network, options)
        }
        for part in loaded.parts {
            let population = part.part.population
            guard loaded.network.populations[population] != network.populations[population] else { continue }
            var content = lowered.populations[population].content
            if loaded.step > 0 {
                content = try await current(content, of: part, over: controller)
            }
            for write in try part.replacement(with: content) {
                try await controller.write(write.bytes, to: write.chip, address: write.address)
            }
        }
        self.loaded?.network = network
        self.loaded?.lowered = lowered
        self.loaded?.reload.insert(.reloadNeurons)
    }

    /// The new constants of a part with the state that its core has now.
    private func current(
        _ content: FixedPointPopulation.Content,
        of part: LoadedPart,
        over controller: BoardController
    ) async throws -> FixedPointPopulation.Content {
        guard let place = part.contentPlace else { return content }
        let bytes = try await controller.read(from: part.core.chip, address: place.address, byteCount: place.byteCount)
        switch content {
        case .ifCurrExp(var neurons):
            for (old, index) in zip(bytes.structures(of: IFCurrExpNeuron.self), part.part.neurons) {
                neurons[index].adoptState(of: old)
            }
            return .ifCurrExp(neurons)
        case .poisson(var sources):
            for (old, index) in zip(bytes.structures(of: PoissonSource.self), part.part.neurons) {
                sources[index].stream = old.stream
            }
            return .poisson(sources)
        case .spikeArray:
            return content
        }
    }

    // MARK: - Reading and ending

    package func fetch(_ query: RecordingQuery) async throws -> Block {
        guard let session else { throw SimulationError(.notPrepared, "there are no data before prepare") }
        return try session.fetch(query)
    }

    package func clear(_ query: RecordingQuery) async throws { try session?.clear(query) }

    package func end() async throws {
        if let controller {
            if loaded != nil { try? await controller.stopApplication(Self.applicationID) }
            await controller.close()
        }
        await virtualBoard?.stop()
        controller = nil
        virtualBoard = nil
        loaded = nil
        try session?.close()
        session = nil
    }
}

extension [UInt8] {
    /// The structures of 32-bit fields whose bytes these are.
    fileprivate func structures<Layout: BitwiseCopyable>(of type: Layout.Type) -> [Layout] {
        withUnsafeBytes { raw in
            (0..<(raw.count / MemoryLayout<Layout>.stride)).map {
                raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Layout>.stride, as: Layout.self)
            }
        }
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
