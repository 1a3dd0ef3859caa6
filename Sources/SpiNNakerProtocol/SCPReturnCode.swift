/// The outcome that a board reports in the command field of an SCP reply.
///
/// Open: an unknown code survives decoding and prints as its number. SC&MP 4.0.0 replaces what a command's handler
/// reports by `ok`; only routing and delivery failures reach a host from a monitor.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` (`RC_…`) and `scamp/scamp-3.c`.
package struct SCPReturnCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    package let rawValue: UInt16

    /// Creates a code from the number found on the wire.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The command completed.
    package static let ok = Self(rawValue: 0x80)
    /// The message's length was wrong.
    package static let badLength = Self(rawValue: 0x81)
    /// The checksum was wrong.
    package static let badChecksum = Self(rawValue: 0x82)
    /// The command is unknown.
    package static let badCommand = Self(rawValue: 0x83)
    /// An argument is out of range.
    package static let badArgument = Self(rawValue: 0x84)
    /// The port has no listener.
    package static let badPort = Self(rawValue: 0x85)
    /// The core did not take the message in time.
    package static let timeout = Self(rawValue: 0x86)
    /// There is no route to the chip.
    package static let noRoute = Self(rawValue: 0x87)
    /// The chip has no such core.
    package static let badCore = Self(rawValue: 0x88)
    /// The core is dead.
    package static let deadCore = Self(rawValue: 0x89)
    /// No message buffer was free.
    package static let noBuffer = Self(rawValue: 0x8a)
    /// The other chip did not open the transfer.
    package static let p2pNoReply = Self(rawValue: 0x8b)
    /// The other chip refused the transfer.
    package static let p2pReject = Self(rawValue: 0x8c)
    /// The other chip was busy.
    package static let p2pBusy = Self(rawValue: 0x8d)
    /// The other chip did not answer during the transfer.
    package static let p2pTimeout = Self(rawValue: 0x8e)
    /// A packet could not be sent.
    package static let packetNotSent = Self(rawValue: 0x8f)

    /// The codes after which the same request may be sent again: the message was not delivered.
    ///
    /// - SeeAlso: SpiNNMan 7.4.1, `scp_request_pipeline.py`, retries five of them; a missing buffer is as transient.
    package static let retryable: Set<Self> = [
        .timeout, .p2pTimeout, .badLength, .p2pNoReply, .p2pBusy, .noBuffer,
    ]

    private static let names: [Self: String] = [
        .ok: "OK", .badLength: "LEN", .badChecksum: "SUM", .badCommand: "CMD", .badArgument: "ARG", .badPort: "PORT",
        .timeout: "TIMEOUT", .noRoute: "ROUTE", .badCore: "CPU", .deadCore: "DEAD", .noBuffer: "BUF",
        .p2pNoReply: "P2P_NOREPLY", .p2pReject: "P2P_REJECT", .p2pBusy: "P2P_BUSY", .p2pTimeout: "P2P_TIMEOUT",
        .packetNotSent: "PKT_TX",
    ]

    /// The name that SpiNNaker's software gives the code, or its number in hexadecimal.
    package var description: String { Self.names[self] ?? "code 0x\(String(rawValue, radix: 16))" }
}
