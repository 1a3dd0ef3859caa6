package import NetworkModel
package import RecordedData

/// Where a network runs.
public enum SimulationTarget: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of board that can be emulated.
    public enum VirtualBoard: String, CaseIterable, Hashable, Sendable {
        /// Four chips.
        case spin3
        /// Forty-eight chips.
        case spin5
        /// Three SpiNN-5 boards as one machine, a torus of 12 by 12 chips.
        case triad

        /// How many boards it has.
        public var boards: Int { self == .triad ? 3 : 1 }

        /// How many chips it has.
        public var chips: Int {
            switch self {
            case .spin3: 4
            case .spin5: 48
            case .triad: 144
            }
        }
    }

    /// An emulated board in this process, reached over a loopback address like a real one.
    case virtual(VirtualBoard)
    /// A board at a host name or address.
    case board(String)
    /// This computer's processor, with the same models in the same arithmetic.
    case host

    /// The target as scripts name it: "spin3", "spin5", "triad", "host", or the board's host name.
    public var description: String {
        switch self {
        case .virtual(let board): board.rawValue
        case .board(let host): host
        case .host: "host"
        }
    }
}

/// The least size of a machine that a script requires.
package enum MachineSize: Hashable, Sendable, CustomStringConvertible {
    case boards(Int)
    case chips(Int)

    /// The size in words, such as "3 boards".
    package var description: String {
        switch self {
        case .boards(let number): number == 1 ? "1 board" : "\(number) boards"
        case .chips(let number): number == 1 ? "1 chip" : "\(number) chips"
        }
    }

    /// Whether a machine is large enough.
    package func isMet(boards: Int, chips: Int) -> Bool {
        switch self {
        case .boards(let number): boards >= number
        case .chips(let number): chips >= number
        }
    }

    /// Refuses a machine that is too small.
    package func require(of machine: String, boards: Int, chips: Int) throws(NetworkError) {
        try NetworkError.require(
            isMet(boards: boards, chips: chips),
            what: "the machine is too small",
            location: "setup",
            given: "\(machine) with \(MachineSize.boards(boards)) of \(MachineSize.chips(chips))",
            allowed: "one with at least \(self)"
        )
    }
}

/// What a back end needs to know besides the network.
package struct SimulationOptions: Sendable {
    /// Where to run.
    package var target: SimulationTarget
    /// How large a board must be that is reached; nil for any size.
    package var machineSize: MachineSize?
    /// How many times slower than real time a step takes on a board, at least 1.
    package var timeScaleFactor: Int
    /// At most so many cells of a kind on a core; kinds that are absent take the back end's default. A population's
    /// own number goes before it.
    package var neuronsPerCore: [CellSchema.Kind: Int]
    /// The SQLite file for recordings; nil for a temporary one.
    package var storePath: String?
    /// How many words of synaptic rows a projection to a core must have for the core to draw them itself, if it can;
    /// nil for the back end's choice.
    package var worthDrawing: Int?
    /// The most bytes of SDRAM that a core's recording buffers take; when they are full, the run pauses.
    package var recordingBudget: Int
    /// How long a back end waits for a sign of life from a board before it gives up with an error.
    package var patience: Duration
    /// Who is told of runs on a board.
    package let listeners = ListenerRegistry()
    /// Where stages and their progress are told.
    package var progress: ProgressHandler
    /// Where a sentence goes that is no error but that a user should know, such as weights too small to be seen.
    package var warn: @Sendable (String) -> Void

    /// Makes options.
    package init(
        target: SimulationTarget,
        machineSize: MachineSize? = nil,
        timeScaleFactor: Int = 1,
        neuronsPerCore: [CellSchema.Kind: Int] = [:],
        storePath: String? = nil,
        recordingBudget: Int = 4 << 20,
        patience: Duration = .seconds(10),
        progress: @escaping ProgressHandler = { _ in },
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.target = target
        self.machineSize = machineSize
        self.timeScaleFactor = timeScaleFactor
        self.neuronsPerCore = neuronsPerCore
        self.storePath = storePath
        self.recordingBudget = recordingBudget
        self.patience = patience
        self.progress = progress
        self.warn = warn
    }
}

/// How far a stage has come, such as "Placing" or "Running".
package struct ProgressReport: Hashable, Sendable {
    /// The stage, as a person reads it.
    package var stage: String
    /// The share that is done, from 0 to 1; nil where it cannot be told.
    package var fraction: Double?

    /// Makes a report.
    package init(_ stage: String, _ fraction: Double? = nil) {
        self.stage = stage
        self.fraction = fraction
    }
}

/// Receives progress from any thread; must return at once.
package typealias ProgressHandler = @Sendable (ProgressReport) -> Void

/// Which recordings are wanted.
package struct RecordingQuery: Hashable, Sendable {
    /// The population.
    package var population: PopulationID
    /// The variables; those that are not recorded are left out.
    package var variables: Set<RecordedVariable>
    /// The cells, by index in the population; those that are not recorded are left out. Nil for all recorded cells.
    /// Data come in ascending order of index either way.
    package var indices: [Int]?

    /// Makes a query.
    package init(population: PopulationID, variables: Set<RecordedVariable>, indices: [Int]? = nil) {
        self.population = population
        self.variables = variables
        self.indices = indices
    }
}

/// Something that runs a network: a board (real or emulated) or the host's own processor.
///
/// The front door calls one method at a time and waits for it while it blocks the main actor: an implementation must
/// never need the main actor. No call may wait for ever: a peer that gives no sign of life within
/// ``SimulationOptions/patience`` is an error that names it. A `NetworkError` refuses a network before anything has
/// changed, so that it can be put right and given again; after any other error only ``fetch(_:)`` and ``end()`` are called.
package protocol SimulationBackend: AnyObject, Sendable {
    /// Builds and loads a network, ready to run its first step. Called once, before anything else.
    func prepare(_ network: NetworkDescription, _ options: SimulationOptions) async throws

    /// Advances by a number of steps, more than 0, and has all recordings stored when it returns.
    func run(steps: Int) async throws

    /// Goes back to time 0 with the initial state: initial values, weights, random streams; the parameters stay as last
    /// applied. What was recorded becomes a finished segment and a new one begins.
    func reset() async throws

    /// Takes over a network that has changed: other numbers, more populations and projections, other synapses or
    /// recordings. What was recorded before stays available.
    ///
    /// At time 0, before the first step or after ``reset()``, all of it counts at once. Later, what was there keeps its
    /// state: cells as they are, spikes on their way with the weights and delays that they were sent with. Parameters,
    /// spike times, synapses and recordings count from the current time on, changed initial values from the next
    /// ``reset()`` on; what is new begins at the current time.
    func apply(_ network: NetworkDescription) async throws

    /// Reads what was recorded of a population, as one block with a segment for each run between resets, the current one
    /// last (and empty before its first step). Names and annotations of the block are the front door's business;
    /// spike trains and signals carry Neo's own (source index, source ID, units, start and stop times).
    func fetch(_ query: RecordingQuery) async throws -> Block

    /// The synapses of a projection as they are loaded, with the weights that the target can hold; nil before
    /// ``prepare(_:_:)``, and for a projection that was added after it.
    func synapses(of projection: ProjectionID) async throws -> SynapseList?

    /// The state variables of a population's cells as they are now, one number for each cell in mV or nA; nil before
    /// ``prepare(_:_:)``.
    func state(of population: PopulationID) async throws -> [ParameterName: [Double]]?

    /// Changes state variables of some cells as they are now; initial values stay. What cells receive meanwhile and how
    /// long they stay refractory is as before.
    func setState(_ values: [ParameterName: CellValues], of selection: CellSelection) async throws

    /// Forgets all that was recorded of a population up to now; the data after it start at the current time.
    func clear(_ population: PopulationID) async throws

    /// The machine that networks run on, found without loading one; nil where there are no chips.
    func machine(_ options: SimulationOptions) async throws -> MachineSummary?

    /// Stops, releases the board and ends writing; what was recorded can still be read. Calling it again does nothing.
    func end() async throws
}
