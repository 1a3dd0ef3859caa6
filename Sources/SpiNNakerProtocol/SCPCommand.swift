/// The command of an SCP request.
///
/// Open: the same field carries the commands of monitors, of board management processors and of applications.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/spinnaker.h` and `scamp/scamp-cmd.c`; SpiNNaker application note 5.
package struct SCPCommand: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    package let rawValue: UInt16

    /// Creates a command from its number.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Names the software that answers.
    package static let version = Self(rawValue: 0)
    /// Numbered, but not implemented by SC&MP 4.0.0.
    package static let run = Self(rawValue: 1)
    /// Reads up to 256 bytes of memory.
    package static let read = Self(rawValue: 2)
    /// Writes up to 256 bytes of memory.
    package static let write = Self(rawValue: 3)
    /// Numbered, but not implemented by SC&MP 4.0.0.
    package static let aplx = Self(rawValue: 4)
    /// Fills memory with a word.
    package static let fill = Self(rawValue: 5)
    /// Counts the cores of an application in one state.
    package static let countCores = Self(rawValue: 15)
    /// Takes a core out of use.
    package static let remap = Self(rawValue: 16)
    /// Reads the memory of a neighbouring chip.
    package static let linkRead = Self(rawValue: 17)
    /// Writes the memory of a neighbouring chip.
    package static let linkWrite = Self(rawValue: 18)
    /// Starts the image in the system block on cores of the chip.
    package static let applicationRun = Self(rawValue: 19)
    /// Sends a nearest-neighbour packet.
    package static let nearestNeighbourPacket = Self(rawValue: 20)
    /// Copies the image from a neighbour, then starts it.
    package static let applicationCopyRun = Self(rawValue: 21)
    /// Sends a signal to applications.
    package static let signal = Self(rawValue: 22)
    /// A block of a flood fill.
    package static let floodFillData = Self(rawValue: 23)
    /// Starts the image at an address.
    package static let applicationStart = Self(rawValue: 24)
    /// Switches LEDs.
    package static let led = Self(rawValue: 25)
    /// Sets, reads and clears IP tags.
    package static let ipTag = Self(rawValue: 26)
    /// Talks to the serial ROM.
    package static let serialROM = Self(rawValue: 27)
    /// Allocates and frees memory and router entries.
    package static let allocate = Self(rawValue: 28)
    /// Loads and clears router entries.
    package static let router = Self(rawValue: 29)
    /// Describes the chip.
    package static let info = Self(rawValue: 31)
    /// Switches the clock synchronisation beacons.
    package static let synchronise = Self(rawValue: 32)
    /// Text from a core, sent by a machine only.
    package static let tube = Self(rawValue: 64)

    private static let names: [Self: String] = [
        .version: "VER", .run: "RUN", .read: "READ", .write: "WRITE", .aplx: "APLX", .fill: "FILL",
        .countCores: "COUNT", .remap: "REMAP", .linkRead: "LINK_READ", .linkWrite: "LINK_WRITE",
        .applicationRun: "AR", .nearestNeighbourPacket: "NNP", .applicationCopyRun: "APP_COPY_RUN",
        .signal: "SIG", .floodFillData: "FFD", .applicationStart: "AS", .led: "LED", .ipTag: "IPTAG",
        .serialROM: "SROM", .allocate: "ALLOC", .router: "RTR", .info: "INFO", .synchronise: "SYNC", .tube: "TUBE",
    ]

    /// The name that SpiNNaker's software gives the command, or its number.
    package var description: String { Self.names[self] ?? "command \(rawValue)" }
}
