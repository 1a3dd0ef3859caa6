import ChipInterface
import CoreShim

/// This core's block in system RAM: how the monitor and the host see it.
enum CoreBlock {
    static var address: UInt32 { load32(InterruptWords.block) }

    static func show(_ state: CoreState) {
        store8(address + VirtualCoreBlock.state, state.rawValue)
    }

    static var state: CoreState { CoreState(rawValue: load8(address + VirtualCoreBlock.state)) }
}

/// The system variables SCAMP keeps.
enum System {
    static func word(_ offset: UInt32) -> UInt32 { load32(SystemVariables.address + offset) }

    /// Milliseconds since the boot, modulo 2³².
    static var milliseconds: UInt32 { word(SystemVariables.milliseconds) }
}

/// Start of the runtime: from the entry to where the program takes over.
///
/// - Parameter argument: flags << 8 | application number, from the monitor. Bit 0 of the flags: wait for START.
@_cdecl("runtime_start")
func runtimeStart(_ argument: UInt32) {
    let appID = argument & 0xff
    let physical = load32(Device.transfers + 0x14) >> 24
    let virtual = UInt32(load8(SystemVariables.address + SystemVariables.physicalToVirtual + physical))
    let block = System.word(SystemVariables.virtualCoreBase) + virtual * VirtualCoreBlock.bytes

    store32(InterruptWords.block, block)
    store32(InterruptWords.appID, appID)
    store32(InterruptWords.virtualCore, virtual)
    store32(InterruptWords.physicalCore, physical)
    store32(InterruptWords.waitForStart, (argument >> 8) & 1)

    var offset: UInt32 = 0
    while offset < VirtualCoreBlock.clearedBytes {
        store32(block + offset, 0)
        offset += 4
    }
    store8(block + VirtualCoreBlock.state, CoreState.waiting.rawValue)
    store8(block + VirtualCoreBlock.physicalCore, UInt8(truncatingIfNeeded: physical))
    store8(block + VirtualCoreBlock.appID, UInt8(truncatingIfNeeded: appID))
    store32(block + VirtualCoreBlock.startTime, System.word(SystemVariables.unixTime))
    store32(block + VirtualCoreBlock.softwareVersion, RuntimeVersion.conventions)
    writeProgramName(block + VirtualCoreBlock.name)

    let monitor = System.word(SystemVariables.softwareVersion)
    let minor = { (version: UInt32) in (version >> 8) & 0xff }
    if monitor >> 16 != RuntimeVersion.conventions >> 16 || minor(monitor) < minor(RuntimeVersion.conventions) {
        runtime_error(UInt32(RuntimeErrorCode.version.rawValue))
    }

    StepClock.stop()
    store32(Device.communications, 0)
    TransferQueue.setUp()
    InterruptController.setUp()
    interruptsEnable()

    while load32(InterruptWords.waitForStart) != 0 {
        sleep { load32(InterruptWords.waitForStart) != 0 }
    }
    CoreBlock.show(.sark)
}

/// The program has returned: show so, and let the caller sleep for good.
@_cdecl("runtime_end")
func runtimeEnd() {
    StepClock.stop()
    CoreBlock.show(.exited)
}

/// Which version of SARK's conventions with the monitor this runtime follows.
enum RuntimeVersion {
    /// major << 16 | minor << 8 | patch of spinnaker_tools.
    static var conventions: UInt32 { 0x0004_0000 }
}

/// Sleeps until the next interrupt, unless there is something to do already.
///
/// The question is asked with interrupts masked, so that what arrives after it still ends the sleep.
@inline(__always)
func sleep(while nothingToDo: () -> Bool) {
    let status = interruptsMask()
    if nothingToDo() {
        waitForInterrupt()
    }
    interruptsRestore(status)
}

private func writeProgramName(_ address: UInt32) {
    let name = programName
    for index in 0..<min(16, name.utf8CodeUnitCount) {
        store8(address + UInt32(index), name.utf8Start[index])
    }
}
