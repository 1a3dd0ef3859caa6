/// The state of a core as its control block and its chip's description show it.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h`.
package struct CoreState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number in memory.
    package let rawValue: UInt8

    /// Creates a state from its number.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The core does not work.
    package static let dead = Self(rawValue: 0)
    /// The core is powered down.
    package static let poweredDown = Self(rawValue: 1)
    /// The program stopped at a run-time error.
    package static let runTimeError = Self(rawValue: 2)
    /// The program did not answer the monitor's watchdog.
    package static let watchdog = Self(rawValue: 3)
    /// The core is being started.
    package static let initialising = Self(rawValue: 4)
    /// The core waits for the signal `start`, or for its data to be read.
    package static let wait = Self(rawValue: 5)
    /// The program initialises itself.
    package static let sark = Self(rawValue: 6)
    /// The program runs.
    package static let run = Self(rawValue: 7)
    /// The program waits for the signal `sync0`.
    package static let sync0 = Self(rawValue: 8)
    /// The program waits for the signal `sync1`.
    package static let sync1 = Self(rawValue: 9)
    /// The program is paused.
    package static let pause = Self(rawValue: 10)
    /// The program has ended.
    package static let exit = Self(rawValue: 11)
    /// No program is loaded.
    package static let idle = Self(rawValue: 15)

    /// The states that no program leaves by itself, and that none enters when all is well.
    package static let failed: Set<Self> = [.dead, .poweredDown, .runTimeError, .watchdog]

    private static let names: [UInt8: String] = [
        0: "DEAD", 1: "PWRDN", 2: "RTE", 3: "WDOG", 4: "INIT", 5: "WAIT", 6: "SARK", 7: "RUN", 8: "SYNC0",
        9: "SYNC1", 10: "PAUSE", 11: "EXIT", 15: "IDLE",
    ]

    /// The name that SpiNNaker's software gives the state, or its number.
    package var description: String { Self.names[rawValue] ?? "state \(rawValue)" }
}
