/// What a core of an emulated board has executed since the board was booted, whatever programs it ran.
public struct CoreUsage: Hashable, Sendable, Codable {
    /// The x coordinate of the core's chip.
    public var x: Int
    /// The y coordinate of the core's chip.
    public var y: Int
    /// The core's virtual number; 0 is the monitor.
    public var core: Int
    /// All instructions executed.
    public var instructions: UInt64
    /// The processor cycles that they took; sleep takes none.
    public var cycles: UInt64
}
