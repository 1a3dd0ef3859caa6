/// What something costs a core.
struct Cost {
    /// Instructions executed.
    var instructions: Double
    /// The processor cycles that they take.
    var cycles: Double

    static func - (left: Cost, right: Cost) -> Cost {
        Cost(instructions: left.instructions - right.instructions, cycles: left.cycles - right.cycles)
    }

    static func / (left: Cost, right: Double) -> Cost {
        Cost(instructions: left.instructions / right, cycles: left.cycles / right)
    }
}
