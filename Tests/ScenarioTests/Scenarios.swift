import Foundation
import SwiNN
import Testing

/// PyNN's own scenarios (`test/system` of its repository), each on the host's engine and on an emulated board.
///
/// `Docs/PyNNScenarios.md` goes through them one by one.
@MainActor
@Suite(.serialized)
enum Scenarios {
    nonisolated static let targets: [SimulationTarget] = [.host, .virtual(.spin5)]
}

/// Runs a script as a main program would, and ends its simulation. Boards have a millisecond for each step.
@MainActor
func script<Result>(
    on target: SimulationTarget,
    timestep: Double = 0.1,
    minDelay: Double? = nil,
    seed: UInt64 = 1,
    _ body: @MainActor () throws -> Result
) throws -> Result {
    let slowness = max(1, Int((1 / timestep).rounded()))
    try setup(timestep: timestep, minDelay: minDelay, target: target, seed: seed, timeScaleFactor: slowness)
    defer { try? end() }
    let result = try body()
    try end()
    return result
}

/// Whether two numbers are the same within the chip's fixed point.
func isClose(_ left: Double, _ right: Double, tolerance: Double = 1e-3) -> Bool {
    abs(left - right) <= tolerance * max(1, abs(right))
}

/// Whether two matrices have synapses at the same places, with the same numbers within the chip's fixed point.
func isClose(_ left: [[Double]], _ right: [[Double]], tolerance: Double = 1e-3) -> Bool {
    left.count == right.count
        && zip(left, right).allSatisfy { rows in
            rows.0.count == rows.1.count
                && zip(rows.0, rows.1).allSatisfy { $0.isNaN ? $1.isNaN : isClose($0, $1, tolerance: tolerance) }
        }
}
