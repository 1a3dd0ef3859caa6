import BoardEmulator
import EmulatorService
import Foundation
import NetworkModel
import RecordedData
import SimulationRuntime
import SpiNNakerMachine

/// An emulated board on which networks run, and on which instructions can be counted meanwhile.
struct BoardProbe {
    /// What the board's cores have done so far.
    struct Reading: Sendable {
        /// Instructions of all cores that run programs of a name.
        var instructions: [String: UInt64] = [:]
        /// Processor cycles of the same.
        var cycles: [String: UInt64] = [:]
        /// The same of each core of chip (0, 0), by its number.
        var coreCycles: [Int: UInt64] = [:]
        /// Processor time that this program has used, in seconds: that of the board, and of its host that mostly waits.
        var processorTime = 0.0

        /// Instructions of all cores.
        var total: UInt64 { instructions.values.reduce(0, +) }
    }

    /// The block that each core keeps in system RAM: where the first one lies, the bytes of one, and where in it the
    /// number of the physical core and the program's name are.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` (`vcpu_t`).
    private static let block = (base: UInt32(0xe500_7000), bytes: UInt32(0x80), physical: 0x2d, name: 0x48..<0x58)

    private let board: VirtualBoard
    private let backend = BoardBackend()

    /// Loads a network on a new board, by default a SpiNN-5.
    init(
        _ network: NetworkDescription,
        on configuration: BoardConfiguration = BoardConfiguration(kind: .spin5),
        threads: Int = 1
    ) async throws {
        board = try await VirtualBoard.start(configuration, threads: threads)
        do {
            try await backend.prepare(network, SimulationOptions(target: .board(board.hostAddress)))
        } catch {
            await board.stop()
            throw error
        }
    }

    /// Runs for some steps; returns what has been counted when all cores sleep again.
    func run(steps: Int) async throws -> Reading {
        try await backend.run(steps: steps)
        // A core shows that it pauses a little before it sleeps.
        var last = await reading()
        while true {
            try await Task.sleep(for: .milliseconds(2))
            let next = await reading()
            if next.total == last.total { return next }
            last = next
        }
    }

    /// What cores of a program execute in a step, without what a pause costs.
    func costPerStep(of program: String, steps: Int) async throws -> Cost {
        let readings = try await readings(steps: steps)
        return Cost(
            instructions: Self.perStep(readings.map { $0.instructions[program] ?? 0 }, steps),
            cycles: Self.perStep(readings.map { $0.cycles[program] ?? 0 }, steps)
        )
    }

    /// The cycles that a core of chip (0, 0) takes for a step, without what a pause costs.
    func cyclesPerStep(ofCore core: Int, steps: Int) async throws -> Double {
        Self.perStep(try await readings(steps: steps).map { $0.coreCycles[core] ?? 0 }, steps)
    }

    /// What has been counted before and after a short run, and after one that is longer by so many steps.
    private func readings(steps: Int) async throws -> [Reading] {
        let short = steps / 10
        _ = try await run(steps: short)
        return [
            try await run(steps: short), try await run(steps: short), try await run(steps: short + steps),
        ]
    }

    private static func perStep(_ counts: [UInt64], _ steps: Int) -> Double {
        (Double(counts[2] - counts[1]) - Double(counts[1] - counts[0])) / Double(steps)
    }

    /// The instructions that a core of a program takes to add each of some rows, seen while the network runs.
    func rowCosts(of program: String, steps: Int) async throws -> [UInt64] {
        async let running: Void = backend.run(steps: steps)
        var costs: [UInt64] = []
        for _ in 0..<100 where costs.isEmpty {
            try await Task.sleep(for: .milliseconds(5))
            costs =
                await board.inspect { board in
                    for core in Self.cores(of: board) where core.name == program {
                        return RowReplay.rowCosts(on: board, chip: core.chip, core: core.node)
                    }
                    return []
                } ?? []
        }
        try await running
        return costs
    }

    /// What the board itself has done in some steps of a running network.
    struct Work: Sendable {
        var instructions: UInt64 = 0
        /// Processor time of the thread that runs the board, in seconds: nothing of the host.
        var processorTime = 0.0
        /// Instructions by the time on the wall, of each step.
        var rates: [Double] = []
        /// Millions of instructions by the board's processor time, of each 20 steps.
        var sliceRates: [Double] = []

        /// Millions of instructions by the board's processor time.
        var millionsPerSecond: Double { Double(instructions) / 1e6 / max(processorTime, 1e-9) }

        /// The same in 20 steps that only a quarter of all were faster than: other programs were not in the way.
        var undisturbedMillionsPerSecond: Double {
            sliceRates.isEmpty ? 0 : sliceRates.sorted()[sliceRates.count * 3 / 4]
        }

        /// Instructions by the time on the wall in a step that only a twentieth of all were faster than: in such a step
        /// other programs were hardly in the way.
        var bestRate: Double { rates.isEmpty ? 0 : rates.sorted()[rates.count * 19 / 20] }
    }

    /// Lets a network run for some steps of 1 ms and measures the board's own work.
    func work(steps: Int) async throws -> Work {
        let (lead, slice) = (20, 20)
        async let running: Void = backend.run(steps: lead + steps + 20)
        // The steps begin some time after the host has asked for them.
        var isRunning = false
        while !isRunning {
            isRunning = await advance(milliseconds: lead / 4).instructions > 10_000
        }
        _ = await advance(milliseconds: lead / 4)
        var work = Work()
        for _ in 0..<steps / slice {
            let piece = await advance(milliseconds: slice)
            work.instructions += piece.instructions
            work.processorTime += piece.processorTime
            work.rates += piece.rates
            work.sliceRates.append(piece.millionsPerSecond)
        }
        try await running
        return work
    }

    private func advance(milliseconds: Int) async -> Work {
        await board.inspect { board in
            let cores = Self.cores(of: board)
            var work = Work()
            var before = cores.reduce(0) { $0 + $1.node.instructions }
            for _ in 0..<milliseconds {
                let start = (Self.seconds(CLOCK_THREAD_CPUTIME_ID), Self.seconds(CLOCK_MONOTONIC))
                board.run(until: board.now + BoardEmulator.cyclesPerMillisecond)
                let end = (Self.seconds(CLOCK_THREAD_CPUTIME_ID), Self.seconds(CLOCK_MONOTONIC))
                let after = cores.reduce(0) { $0 + $1.node.instructions }
                work.instructions += after - before
                work.processorTime += end.0 - start.0
                work.rates.append(Double(after - before) / (end.1 - start.1))
                before = after
            }
            return work
        } ?? Work()
    }

    /// The spikes of a population so far.
    func spikeCount(of population: PopulationID) async throws -> Int {
        let block = try await backend.fetch(RecordingQuery(population: population, variables: [.spikes]))
        return block.segments.reduce(0) { $0 + $1.spikeTrains.reduce(0) { $0 + $1.times.count } }
    }

    /// Ends the network and the board.
    func end() async throws {
        try await backend.end()
        await board.stop()
    }

    private func reading() async -> Reading {
        await board.inspect { board in
            var reading = Reading()
            for core in Self.cores(of: board) {
                reading.instructions[core.name, default: 0] += core.node.instructions
                reading.cycles[core.name, default: 0] += core.node.cycles
                if core.chip.id.x == 0, core.chip.id.y == 0 { reading.coreCycles[core.number] = core.node.cycles }
            }
            // The board's windows run on whatever thread has brought it mail.
            reading.processorTime = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
            return reading
        } ?? Reading()
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private struct Core {
        let name: String
        let number: Int
        let chip: ChipEmulator
        let node: CoreNode
    }

    /// The cores that run programs.
    private static func cores(of board: BoardEmulator) -> [Core] {
        board.chips.values.flatMap { chip in
            (1..<UInt32(chip.workingCores.count)).compactMap { core in
                guard let bytes = chip.read(address: block.base + core * block.bytes, count: Int(block.bytes)),
                    let node = chip.core(Int(bytes[block.physical]))
                else { return nil }
                let name = String(decoding: bytes[block.name].prefix { $0 != 0 }, as: UTF8.self)
                return name.isEmpty ? nil : Core(name: name, number: Int(core), chip: chip, node: node)
            }
        }
    }
}
