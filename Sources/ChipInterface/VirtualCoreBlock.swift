/// The block each core keeps in system RAM for the monitor and the host, as offsets in bytes.
///
/// Source: spinnaker_tools 4.0.0, `include/sark.h` (`vcpu_t`).
package enum VirtualCoreBlock {
    /// Where the block of virtual core 0 lies.
    package static var base: UInt32 { 0xe500_7000 }
    /// Bytes of one block.
    package static var bytes: UInt32 { 0x80 }
    /// Bytes a start of the core clears; the four user words behind them survive.
    package static var clearedBytes: UInt32 { 0x70 }
    /// Eight words: r0 to r7 at a run-time error.
    package static var registers: UInt32 { 0x00 }
    /// Word: program status at a run-time error.
    package static var programStatus: UInt32 { 0x20 }
    /// Word: stack pointer at a run-time error.
    package static var stackPointer: UInt32 { 0x24 }
    /// Word: address of the instruction of a run-time error (of its caller, for errors software raises).
    package static var linkRegister: UInt32 { 0x28 }
    /// Byte: `RuntimeErrorCode`.
    package static var errorCode: UInt32 { 0x2c }
    /// Byte: number of the physical core.
    package static var physicalCore: UInt32 { 0x2d }
    /// Byte: `CoreState`.
    package static var state: UInt32 { 0x2e }
    /// Byte: identifier of the application.
    package static var appID: UInt32 { 0x2f }
    /// Pointer: message from the monitor.
    package static var inbox: UInt32 { 0x30 }
    /// Pointer: message to the monitor.
    package static var outbox: UInt32 { 0x34 }
    /// Byte: `MailboxCommand` from the monitor.
    package static var inboxCommand: UInt32 { 0x38 }
    /// Byte: `MailboxCommand` to the monitor.
    package static var outboxCommand: UInt32 { 0x39 }
    /// `UInt16`: number of software errors.
    package static var softwareErrors: UInt32 { 0x3a }
    /// Pointer: name of the file of a software error, in the core's own memory.
    package static var errorFile: UInt32 { 0x3c }
    /// Word: line of a software error.
    package static var errorLine: UInt32 { 0x40 }
    /// Word: seconds since 1970 when the program was started.
    package static var startTime: UInt32 { 0x44 }
    /// 16 bytes: name of the program, NUL terminated when shorter.
    package static var name: UInt32 { 0x48 }
    /// Pointer: first IOBUF block.
    package static var iobuf: UInt32 { 0x58 }
    /// Word: version of the runtime.
    package static var softwareVersion: UInt32 { 0x5c }
    /// Four spare words; after a run-time error the first holds the interrupted code's link register.
    package static var spare: UInt32 { 0x60 }
    /// Word: address of the `RegionTable`.
    package static var user0: UInt32 { 0x70 }
    /// Word for the application.
    package static var user1: UInt32 { 0x74 }
    /// Word for the application.
    package static var user2: UInt32 { 0x78 }
    /// Word for the application.
    package static var user3: UInt32 { 0x7c }
}

/// The state of a core as it shows in its block (`cpu_state` of `sark.h`).
package struct CoreState: RawRepresentable, Hashable, Sendable {
    /// The number in the block.
    package let rawValue: UInt8

    /// Creates a state from the number in a block.
    @inlinable
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A run-time error stopped the program.
    @inlinable
    package static var runtimeError: Self { Self(rawValue: 2) }
    /// Being loaded.
    @inlinable
    package static var initialising: Self { Self(rawValue: 4) }
    /// Waits for the START signal.
    @inlinable
    package static var waiting: Self { Self(rawValue: 5) }
    /// The runtime is up, the program not yet.
    @inlinable
    package static var sark: Self { Self(rawValue: 6) }
    /// Runs.
    @inlinable
    package static var running: Self { Self(rawValue: 7) }
    /// Waits for the SYNC0 signal.
    @inlinable
    package static var sync0: Self { Self(rawValue: 8) }
    /// Waits for the SYNC1 signal.
    @inlinable
    package static var sync1: Self { Self(rawValue: 9) }
    /// Paused.
    @inlinable
    package static var paused: Self { Self(rawValue: 10) }
    /// Ended.
    @inlinable
    package static var exited: Self { Self(rawValue: 11) }
    /// No program.
    @inlinable
    package static var idle: Self { Self(rawValue: 15) }
}

/// Why a program stopped (`rte_code` of `sark.h`).
package struct RuntimeErrorCode: RawRepresentable, Hashable, Sendable {
    /// The number in the block.
    package let rawValue: UInt8

    /// Creates a code from the number in a block.
    @inlinable
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A jump to address 0.
    @inlinable
    package static var reset: Self { Self(rawValue: 1) }
    /// An undefined instruction; also how Swift traps.
    @inlinable
    package static var undefined: Self { Self(rawValue: 2) }
    /// An SVC instruction.
    @inlinable
    package static var supervisorCall: Self { Self(rawValue: 3) }
    /// An instruction fetch failed.
    @inlinable
    package static var prefetchAbort: Self { Self(rawValue: 4) }
    /// A load or store failed.
    @inlinable
    package static var dataAbort: Self { Self(rawValue: 5) }
    /// The program gave up.
    @inlinable
    package static var abort: Self { Self(rawValue: 9) }
    /// No memory of the core is left.
    @inlinable
    package static var outOfMemory: Self { Self(rawValue: 10) }
    /// The program found its data or itself in error; IOBUF says how.
    @inlinable
    package static var software: Self { Self(rawValue: 13) }
    /// The monitor's version is not one the runtime can work with.
    @inlinable
    package static var version: Self { Self(rawValue: 20) }
}

/// What lies in a mailbox between monitor and core (`shm_cmd` of `sark.h`).
package struct MailboxCommand: RawRepresentable, Hashable, Sendable {
    /// The number in the block.
    package let rawValue: UInt8

    /// Creates a command from the number in a block.
    @inlinable
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Nothing.
    @inlinable
    package static var idle: Self { Self(rawValue: 0) }
    /// An SDP message.
    @inlinable
    package static var message: Self { Self(rawValue: 1) }
    /// A sign of life is asked for.
    @inlinable
    package static var ping: Self { Self(rawValue: 2) }
    /// A signal.
    @inlinable
    package static var signal: Self { Self(rawValue: 3) }
}
