import BoardControl
import SpiNNakerMachine
import SpiNNakerProtocol

/// Brings a plan onto a board: each core's memory, the routing tables, the programs.
struct BoardLoader {
    /// The board.
    let controller: BoardController
    /// How long nothing may move before a wait is given up.
    let patience: Duration
    /// Is told how far it is.
    let progress: ProgressHandler

    /// Loads a plan; afterwards all its cores have read their memories and pause before step 0.
    ///
    /// - Throws: `BoardControlError` when the board refuses something or a core fails, `SimulationError` when cores do not
    ///   start.
    func load(_ plan: BoardPlan) async throws -> [LoadedPart] {
        let parts = try await loadData(plan.parts)
        progress(ProgressReport("Loading routing tables"))
        for (chip, table) in plan.tables.sorted(by: { $0.key < $1.key }) {
            try await controller.loadRoutes(table, on: chip, applicationID: CoreGroup.applicationID)
        }
        // The first program's image goes where the tables were.
        try await Task.sleep(for: CoreGroup.settlingTime)
        for program in BoardProgram.allCases { try await load(program, onto: plan.parts) }
        let group = CoreGroup(controller: controller, cores: parts.map(\.core), patience: patience)
        try await group.signal(.start)
        // The one with the most to draw is the last to be ready.
        let drawer = parts.max { $0.part.image.content.drawnWords < $1.part.image.content.drawnWords }
        let draws = drawer.map { $0.part.image.content.drawnWords > 0 } ?? false
        if draws { progress(ProgressReport("Drawing synapses")) }
        try await group.wait(for: .pause, whileDrawing: draws ? drawer?.core : nil)
        return parts
    }

    private func loadData(_ parts: [BoardPlan.Part]) async throws -> [LoadedPart] {
        var loaded: [LoadedPart] = []
        for (index, part) in parts.enumerated() {
            progress(ProgressReport("Loading data", Double(index) / Double(parts.count)))
            let base = try await allocate(part)
            for stretch in part.image.stretches(at: base) {
                try await controller.write(
                    stretch.bytes,
                    to: part.core.chip,
                    address: base + UInt32(stretch.offset)
                )
            }
            try await controller.setUser(0, of: part.core, to: base)
            loaded.append(LoadedPart(part: part, base: base))
        }
        return loaded
    }

    /// Loads a program onto the cores that run it; afterwards they wait for the signal to start.
    private func load(_ program: BoardProgram, onto parts: [BoardPlan.Part]) async throws {
        let users = parts.filter { $0.image.content.program == program }.map(\.core)
        guard !users.isEmpty else { return }
        var cores: [ChipID: [UInt8]] = [:]
        for core in users { cores[core.chip, default: []].append(core.core) }
        progress(ProgressReport("Loading \(program.rawValue)"))
        try await controller.loadApplication(
            program.image,
            on: cores,
            applicationID: CoreGroup.applicationID,
            // Cores that wait for a signal may be loaded twice without harm, when a reply is lost.
            waits: true
        )
        // The next program goes where this one's image is, from which the cores copy it themselves. They may take their
        // time: only one that waits for the signal has all of it.
        try await CoreGroup(controller: controller, cores: users, patience: patience).wait(for: .wait)
        try await Task.sleep(for: CoreGroup.settlingTime)
    }

    /// Allocates the memory of a core; the block's tag is the core's number.
    private func allocate(_ part: BoardPlan.Part) async throws -> UInt32 {
        let chip = part.core.chip
        let tag = part.core.core
        do {
            return try await controller.allocateSDRAM(
                byteCount: part.image.byteCount,
                on: chip,
                tag: tag,
                applicationID: CoreGroup.applicationID
            )
        } catch let error as BoardControlError where error.code == .outOfResources {
            // A request that was doubled on its way is refused the second time, and the first reply may have been lost.
            // All tags were free, so a block with this one is the one asked for.
            if let base = try await controller.taggedSDRAM(tag, on: chip, applicationID: CoreGroup.applicationID) {
                return base
            }
            throw error
        }
    }
}
