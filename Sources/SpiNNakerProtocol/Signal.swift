/// A signal to the cores of an application.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h`.
package struct Signal: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number on the wire, 0 to 15.
    package let rawValue: UInt8

    /// Creates a signal from its number.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Restarts cores idle.
    package static let initialise = Self(rawValue: 0)
    /// Powers cores down.
    package static let powerDown = Self(rawValue: 1)
    /// Ends the application and frees what it holds.
    package static let stop = Self(rawValue: 2)
    /// Releases cores that wait since they were loaded.
    package static let start = Self(rawValue: 3)
    /// Releases cores in state `sync0`.
    package static let sync0 = Self(rawValue: 4)
    /// Releases cores in state `sync1`.
    package static let sync1 = Self(rawValue: 5)
    /// Pauses the event loop.
    package static let pause = Self(rawValue: 6)
    /// Continues a paused event loop.
    package static let resume = Self(rawValue: 7)
    /// Ends the event loop.
    package static let exit = Self(rawValue: 8)
    /// A timer event.
    package static let timer = Self(rawValue: 9)
    /// Free for applications.
    package static let user0 = Self(rawValue: 10)
    /// Free for applications.
    package static let user1 = Self(rawValue: 11)
    /// Free for applications.
    package static let user2 = Self(rawValue: 12)
    /// Free for applications.
    package static let user3 = Self(rawValue: 13)

    private static let names = [
        "INIT", "PWRDN", "STOP", "START", "SYNC0", "SYNC1", "PAUSE", "CONT", "EXIT", "TIMER", "USR0", "USR1", "USR2",
        "USR3",
    ]

    /// The name that SpiNNaker's software gives the signal, or its number.
    package var description: String {
        Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : "signal \(rawValue)"
    }

    /// How a monitor spreads the signal: 2 by nearest-neighbour packets, 0 by multicast.
    ///
    /// - SeeAlso: SpiNNMan 7.4.1, `messages/scp/enums/signal.py`.
    var transport: UInt32 { rawValue <= 2 ? 2 : 0 }
}
