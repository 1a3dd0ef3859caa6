import BoardEmulator
import Foundation

/// How fast time passes on a board on which nothing goes on but monitor cores that pass the time.
///
/// It then keeps pace with the clock on the wall, so that what the monitors do at intervals costs the computer no more
/// than it must; after seconds without mail it passes more slowly still. Any mail, and any other core that has
/// something to do, lets the board run as fast as it can.
struct RestingPace: BoardPace {
    private struct Rest {
        var date: Date
        var cycle: UInt64
    }

    /// The board is looked at about so often, in cycles.
    private static let interval = BoardEmulator.cyclesPerMillisecond
    /// So long after mail the board runs freely, in cycles: what a host asks next comes soon.
    private static let grace = 20 * BoardEmulator.cyclesPerMillisecond
    /// After so long without mail, in cycles, time passes more slowly.
    private static let patience = 5 * BoardEmulator.cyclesPerSecond
    private static let slowdown = 20.0

    private var disturbedCycle: UInt64 = 0
    private var rest: Rest?
    private var nextLook: UInt64 = 0

    private(set) var end: Date?

    func limit(for board: BoardEmulator) -> UInt64? { nil }

    func report(on board: BoardEmulator) -> PaceReport? { nil }

    mutating func disturb(_ board: BoardEmulator) {
        disturbedCycle = board.now
        rest = nil
        end = nil
    }

    mutating func goOn() { end = nil }

    mutating func isAhead(_ board: BoardEmulator, isWaiting: Bool) -> Bool {
        guard board.now >= nextLook, board.isResting else { return false }
        nextLook = board.now + Self.interval
        let silence = board.now - disturbedCycle
        guard silence > Self.grace else { return false }
        guard let rest, board.now - rest.cycle < BoardEmulator.cyclesPerSecond else {
            rest = Rest(date: Date(), cycle: board.now)
            return false
        }
        let rate = silence > Self.patience ? Self.slowdown : 1
        let seconds = Double(board.now - rest.cycle) / Double(BoardEmulator.cyclesPerSecond) * rate
        let due = rest.date.addingTimeInterval(seconds)
        guard due.timeIntervalSinceNow > 0.002 else { return false }
        end = due
        return true
    }
}
