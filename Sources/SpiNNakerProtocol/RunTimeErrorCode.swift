/// Why a program stopped at a run-time error.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` (`RTE_…`).
package struct RunTimeErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number in memory.
    package let rawValue: UInt8

    /// Creates a code from its number.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    private static let names = [
        "NONE", "RESET", "UNDEF", "SVC", "PABT", "DABT", "IRQ", "FIQ", "VIC", "ABORT", "MALLOC", "DIV0", "EVENT",
        "SWERR", "IOBUF", "ENABLE", "NULL", "PKT", "TIMER", "API", "VER",
    ]

    private static let meanings: [UInt8: String] = [
        1: "branch to address 0", 2: "undefined instruction", 3: "supervisor call", 4: "prefetch abort",
        5: "data abort", 6: "unhandled interrupt", 7: "unhandled fast interrupt", 8: "no interrupt vector set",
        9: "abort called", 10: "out of heap memory", 11: "division by zero", 12: "event start-up failed",
        13: "error raised by the program", 14: "IOBUF could not be allocated", 15: "bad interrupt enable",
        16: "null pointer", 17: "packet start-up failed", 18: "timer start-up failed", 19: "API start-up failed",
        20: "version differs from the monitor's",
    ]

    /// No error.
    package static let none = Self(rawValue: 0)
    /// A load or store went to an address without memory.
    package static let dataAbort = Self(rawValue: 5)
    /// The program itself raised the error.
    package static let softwareError = Self(rawValue: 13)

    /// The name that SpiNNaker's software gives the code, or its number.
    package var description: String {
        Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : "error \(rawValue)"
    }

    /// The name with what it means.
    package var explanation: String {
        Self.meanings[rawValue].map { "\(self), \($0)" } ?? description
    }
}
