import CoreShim

@_silgen_name("conformance_user_load") func userLoad(_ address: UInt32) -> UInt32
@_silgen_name("conformance_user_store") func userStore(_ address: UInt32, _ value: UInt32)
@_silgen_name("conformance_send") func sendPair(_ payload: UInt32, _ key: UInt32)
@_silgen_name("conformance_slot") func slotHandler(_ number: UInt32) -> UInt32
@_silgen_name("conformance_vectors") func installVectors(_ stackTop: UInt32)
@_silgen_name("conformance_stub") func resetStub() -> UInt32

/// Words of the data memory that handlers and experiments share.
enum ProgramWords {
    /// How many data aborts there were; Handlers.S knows the address.
    static var faults: UInt32 { 0x0040_0080 }
    /// What interrupt handlers do besides taking note: see `InterruptMode`.
    static var mode: UInt32 { 0x0040_0084 }
    /// How many entries the log has.
    static var logCount: UInt32 { 0x0040_0088 }
    /// Five words for a mode's own use, behind `log`.
    static var scratch: UInt32 { 0x0040_00ec }
    /// The report's first free word in SDRAM.
    static var reportEnd: UInt32 { 0x0040_0090 }
    /// Where the present experiment's head stands in the report.
    static var reportHead: UInt32 { 0x0040_0094 }
    /// The start of the core's own buffer in data memory.
    static var buffer: UInt32 { 0x0040_0098 }
    /// The start of this experiment's block of SDRAM behind the report.
    static var block: UInt32 { 0x0040_009c }
    /// The log's entries, one word each.
    static var log: UInt32 { 0x0040_00a0 }
    static var logLimit: UInt32 { 19 }
}

/// Bases of devices that the runtime does not use itself.
enum Base {
    static var interrupts: UInt32 { 0x1f00_0000 }
    static var timer1: UInt32 { 0x2100_0000 }
    static var timer2: UInt32 { 0x2100_0020 }
    static var transfers: UInt32 { 0x4000_0000 }
    static var packets: UInt32 { 0x2000_0000 }
    static var router: UInt32 { 0xe100_0000 }
    static var system: UInt32 { 0xe200_0000 }
    static var watchdog: UInt32 { 0xe300_0000 }
}

/// What is written to a protected register of the system controller.
@inline(__always)
func protected(_ value: UInt32) -> UInt32 { 0x5ec0_0000 | value }

@inline(__always)
func flag(_ condition: Bool) -> UInt32 { condition ? 1 : 0 }

/// The physical number of this core.
var physicalCore: UInt32 { load32(InterruptWords.physicalCore) }

/// Waits until something is so, for about a millisecond at most; returns whether it came.
@inline(never)
@discardableResult
func wait(until condition: () -> Bool) -> Bool {
    var left: UInt32 = 20_000
    while left > 0 {
        if condition() { return true }
        left -= 1
    }
    return condition()
}

/// Lets about so many microseconds pass, at 200 MHz.
@inline(never)
func pause(microseconds: UInt32) {
    var left = microseconds * 50
    while left > 0 {
        compilerBarrier()
        left -= 1
    }
}

/// The data aborts that happen while something is done.
@inline(never)
func faults(_ body: () -> Void) -> UInt32 {
    store32(ProgramWords.faults, 0)
    compilerBarrier()
    body()
    compilerBarrier()
    return load32(ProgramWords.faults)
}
