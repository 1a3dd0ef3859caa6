import BoardEmulator
import Foundation

/// How the time of a board passes beside the clock on the wall.
protocol BoardPace {
    /// Until when the board is to wait; `nil` when it may go on.
    var end: Date? { get }

    /// Up to when the board may run before this is asked again; the end of a window, or `nil` for as far as it likes.
    mutating func limit(for board: BoardEmulator) -> UInt64?

    /// Takes note of mail, which ends the wait.
    mutating func disturb(_ board: BoardEmulator)

    /// Lets the board go on after its wait.
    mutating func goOn()

    /// Looks whether the board is ahead of its time, and if so, sets until when it is to wait.
    ///
    /// - Parameter isWaiting: Whether a monitor waits for time to pass.
    mutating func isAhead(_ board: BoardEmulator, isWaiting: Bool) -> Bool

    /// How the board keeps up with the clock; `nil` where it need not.
    mutating func report(on board: BoardEmulator) -> PaceReport?
}
