/// How a board that is to keep pace with the clock on the wall keeps up with it; all in seconds.
public struct PaceReport: Hashable, Sendable {
    /// The time that has passed on the board since it was served.
    public var boardSeconds: Double

    /// The time by which the board was behind when it had last done all that it could.
    public var secondsBehind: Double

    /// The most that it has been behind.
    public var mostSecondsBehind: Double

    /// Creates a report.
    public init(boardSeconds: Double, secondsBehind: Double, mostSecondsBehind: Double) {
        self.boardSeconds = boardSeconds
        self.secondsBehind = secondsBehind
        self.mostSecondsBehind = mostSecondsBehind
    }
}
