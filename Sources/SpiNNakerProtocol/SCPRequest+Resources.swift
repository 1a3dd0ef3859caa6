package import SpiNNakerMachine

extension SCPRequest {
    /// The operations of the commands IPTAG, ALLOC and RTR.
    private enum Operation {
        static let tagNew: UInt32 = 0
        static let tagSet: UInt32 = 1
        static let tagGet: UInt32 = 2
        static let tagClear: UInt32 = 3
        static let tagTimeout: UInt32 = 4

        static let allocateSDRAM: UInt32 = 0
        static let freeSDRAM: UInt32 = 1
        static let freeAllSDRAM: UInt32 = 2
        static let allocateEntries: UInt32 = 3
        static let freeEntries: UInt32 = 4
        static let freeAllEntries: UInt32 = 5
        static let freeSpace: UInt32 = 6
        static let tagPointer: UInt32 = 7

        static let initialiseTable: UInt32 = 0
        static let clearEntries: UInt32 = 1
        static let loadEntries: UInt32 = 2
        static let fixedRoute: UInt32 = 3
    }

    /// The bit of an allocation that asks for the block an earlier try may have got.
    private static let retryFlag: UInt32 = 4 << 16

    // MARK: - IP tags

    /// Sets a tag by which cores send to a host.
    ///
    /// - Parameters:
    ///   - tag: The tag, 0 to 15; `nil` takes a free one of 8 to 15, which the reply names.
    ///   - address: The host; 0.0.0.0 stands for the sender of this request.
    ///   - port: The host's UDP port.
    ///   - stripsHeader: Whether datagrams carry the payload alone.
    ///   - usesSender: Whether address and port of this request's datagram are taken instead.
    package static func setTag(
        _ tag: UInt8?,
        address: IPv4Address,
        port: UInt16,
        stripsHeader: Bool,
        usesSender: Bool = false
    ) -> Self {
        let operation = tag == nil ? Operation.tagNew : Operation.tagSet
        return Self(
            .ipTag,
            (usesSender ? 1 << 30 : 0) | (stripsHeader ? 1 << 28 : 0) | operation << 16 | UInt32((tag ?? 0) & 0xf),
            UInt32(port),
            address.word
        )
    }

    /// Sets a tag by which a UDP port of the board leads to a core.
    package static func setReverseTag(_ tag: UInt8, port: UInt16, destination: SDPAddress) -> Self {
        Self(
            .ipTag,
            3 << 28 | Operation.tagSet << 16 | UInt32(destination.portAndCore) << 8 | UInt32(tag & 0xf),
            UInt32(destination.chip.p2pAddress) << 16 | UInt32(port)
        )
    }

    /// Reads up to 8 entries of the tag table.
    package static func getTags(from tag: UInt8, count: UInt8 = 1) -> Self {
        Self(.ipTag, Operation.tagGet << 16 | UInt32(tag & 0xf), UInt32(count))
    }

    /// Clears a tag.
    package static func clearTag(_ tag: UInt8) -> Self {
        Self(.ipTag, Operation.tagClear << 16 | UInt32(tag & 0xf))
    }

    /// Sets for how long a transient tag lives: 2^(code - 1) x 10 ms; `nil` only asks for the tag table's sizes.
    package static func tagTimeout(code: UInt8?) -> Self {
        Self(.ipTag, Operation.tagTimeout << 16, UInt32(code ?? 0xff))
    }

    // MARK: - Memory

    /// Allocates SDRAM; the reply holds the address, or 0.
    ///
    /// - Parameters:
    ///   - byteCount: The size of the block.
    ///   - tag: A number of the application by which a core finds the block; 0 for none.
    ///   - applicationID: The application that owns the block.
    ///   - isRetry: Whether a block of that tag and size that exists already is as good.
    package static func allocateSDRAM(
        byteCount: UInt32,
        tag: UInt8,
        applicationID: UInt8,
        isRetry: Bool = false
    ) -> Self {
        Self(
            .allocate,
            (isRetry ? retryFlag : 0) | UInt32(applicationID) << 8 | Operation.allocateSDRAM,
            byteCount,
            UInt32(tag)
        )
    }

    /// Frees the block of SDRAM at an address.
    package static func freeSDRAM(address: UInt32) -> Self { Self(.allocate, Operation.freeSDRAM, address) }

    /// Frees all SDRAM of an application; the reply holds the number of blocks.
    package static func freeAllSDRAM(applicationID: UInt8) -> Self {
        Self(.allocate, UInt32(applicationID) << 8 | Operation.freeAllSDRAM)
    }

    /// Asks for the free bytes of SDRAM and the largest free block.
    package static func freeSpace() -> Self { Self(.allocate, Operation.freeSpace) }

    /// Asks where the block with a tag lies.
    package static func tagPointer(tag: UInt8, applicationID: UInt8) -> Self {
        Self(.allocate, UInt32(applicationID) << 8 | Operation.tagPointer, UInt32(tag))
    }

    // MARK: - Router

    /// Allocates entries of the multicast table in one block; the reply holds the first index, or 0.
    package static func allocateEntries(count: UInt32, applicationID: UInt8) -> Self {
        Self(.allocate, UInt32(applicationID) << 8 | Operation.allocateEntries, count)
    }

    /// Frees the block of entries that begins at an index, and clears them in the router too if asked.
    package static func freeEntries(first: UInt32, clears: Bool) -> Self {
        Self(.allocate, Operation.freeEntries, first, clears ? 1 : 0)
    }

    /// Frees all entries of an application; the reply holds the number of blocks.
    package static func freeAllEntries(applicationID: UInt8, clears: Bool) -> Self {
        Self(.allocate, UInt32(applicationID) << 8 | Operation.freeAllEntries, clears ? 1 : 0)
    }

    /// Clears the whole multicast table, the monitor's own first entry included.
    package static func initialiseTable() -> Self { Self(.router, Operation.initialiseTable) }

    /// Clears entries of the multicast table.
    package static func clearEntries(first: UInt32, count: UInt16) -> Self {
        Self(.router, UInt32(count) << 16 | Operation.clearEntries, first)
    }

    /// Loads entries from records in memory into the multicast table.
    ///
    /// - Parameters:
    ///   - count: The number of records.
    ///   - address: Where they lie, as `RoutingRecords` encodes them.
    ///   - base: The index of the first entry.
    ///   - applicationID: The application that owns the entries.
    package static func loadEntries(count: UInt16, address: UInt32, base: UInt32, applicationID: UInt8) -> Self {
        Self(.router, UInt32(count) << 16 | UInt32(applicationID) << 8 | Operation.loadEntries, address, base)
    }

    /// Sets the route of fixed-route packets.
    package static func setFixedRoute(_ route: MulticastRoute, applicationID: UInt8) -> Self {
        Self(.router, UInt32(applicationID) << 8 | Operation.fixedRoute, route.rawValue)
    }

    /// Reads the route of fixed-route packets.
    package static func fixedRoute(applicationID: UInt8) -> Self {
        Self(.router, UInt32(applicationID) << 8 | Operation.fixedRoute, 1 << 31)
    }

    // MARK: - Board

    /// Switches up to 16 LEDs.
    package static func leds(_ actions: [UInt8: LEDAction]) -> Self {
        Self(.led, actions.reduce(0) { $0 | $1.value.rawValue << (2 * UInt32($1.key & 15)) })
    }

    /// Switches the clock synchronisation beacons; goes to `ChipID.root`.
    package static func synchronise(_ enabled: Bool) -> Self { Self(.synchronise, enabled ? 1 : 0) }

    // MARK: - Sending again

    /// What a request may do when a machine executes it twice, as happens when its reply is lost.
    package enum Repetition: Hashable, Sendable {
        /// Twice is as once.
        case harmless

        /// Twice is not as once; sent again only when the whole waiting time is over.
        case avoided
    }

    /// What sending this request to a monitor again may do; nothing on a machine recognises duplicates.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`.
    package var repetition: Repetition {
        switch command {
        case .version, .read, .write, .fill, .linkRead, .linkWrite, .countCores, .info, .floodFillData, .synchronise:
            .harmless
        case .ipTag:
            argument1 >> 16 & 0xff == Operation.tagNew ? .avoided : .harmless
        case .allocate:
            switch argument1 & 0xff {
            case Operation.freeSpace, Operation.tagPointer: .harmless
            case Operation.allocateSDRAM where argument3 & 0xff != 0: .harmless
            default: .avoided
            }
        case .router: .harmless
        default: .avoided
        }
    }

    /// The request to send when the first try had no reply: an allocation with a tag says that it is a retry.
    package var retried: Self {
        guard command == .allocate, argument1 & 0xff == Operation.allocateSDRAM, argument3 & 0xff != 0 else {
            return self
        }
        var request = self
        request.argument1 |= Self.retryFlag
        return request
    }
}
