import BoardEmulator
import Foundation

/// Lets a millisecond pass on a board in a millisecond on the wall, never sooner.
///
/// What the board owes it catches up as fast as it can. While nothing happens on it, time passes in few and long pieces;
/// before mail is read the board is brought to the present.
struct RealTimePace: BoardPace {
    private static let cyclesPerSecond = Double(BoardEmulator.cyclesPerSecond)
    /// A board on which cores execute does so in pieces of this length, in cycles.
    private static let shortestWait = BoardEmulator.cyclesPerMillisecond / 2
    /// A board that sleeps is looked at this often, in cycles: monitors count milliseconds.
    private static let longestWait = 20 * BoardEmulator.cyclesPerMillisecond

    private let clock = ContinuousClock()
    /// The moment that belongs to the board's cycle 0; before the first look there is none.
    private var origin: ContinuousClock.Instant?
    private var firstCycle: UInt64 = 0
    /// Since when a debugger has held the board, whose time then stands still on the wall, too.
    private var heldSince: ContinuousClock.Instant?
    private var target: UInt64 = 0
    private var behind = 0.0
    private var mostBehind = 0.0

    private(set) var end: Date?

    mutating func limit(for board: BoardEmulator) -> UInt64? {
        if board.now >= target || board.isHeld || heldSince != nil { look(board) }
        return target
    }

    mutating func disturb(_ board: BoardEmulator) { end = nil }

    mutating func goOn() { end = nil }

    mutating func isAhead(_ board: BoardEmulator, isWaiting: Bool) -> Bool {
        guard board.now >= target else { return false }
        look(board)
        noteDebt(board)
        guard board.now >= target else { return false }
        let longest = isWaiting ? BoardEmulator.cyclesPerMillisecond : Self.longestWait
        let next = board.nextActivity
        let wait = min(max(next == .max ? longest : next &- board.now, Self.shortestWait), longest)
        end = Date(timeIntervalSinceNow: Double(wait) / Self.cyclesPerSecond)
        return true
    }

    mutating func report(on board: BoardEmulator) -> PaceReport? {
        look(board)
        noteDebt(board)
        return PaceReport(
            boardSeconds: Double(board.now - firstCycle) / Self.cyclesPerSecond,
            secondsBehind: behind,
            mostSecondsBehind: mostBehind
        )
    }

    /// Sets to where the board may go now.
    private mutating func look(_ board: BoardEmulator) {
        let now = clock.now
        if board.isHeld {
            heldSince = heldSince ?? now
            return
        }
        if let heldSince { origin = origin?.advanced(by: now - heldSince) }
        heldSince = nil
        guard let origin else {
            origin = now.advanced(by: .seconds(-Double(board.now) / Self.cyclesPerSecond))
            firstCycle = board.now
            target = board.now
            return
        }
        let cycles = max((now - origin) / .seconds(1), 0) * Self.cyclesPerSecond
        let length = Double(board.configuration.windowCycles)
        // The board does not go beyond the present: windows are counted that are over.
        target = max(UInt64((cycles / length).rounded(.down) * length), target)
    }

    /// Takes note of what the board owes.
    private mutating func noteDebt(_ board: BoardEmulator) {
        behind = target > board.now ? Double(target - board.now) / Self.cyclesPerSecond : 0
        mostBehind = max(mostBehind, behind)
    }
}
