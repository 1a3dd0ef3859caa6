import ChipInterface
import CoreShim

/// The name in the core's block.
var programName: StaticString { "Conformance" }

/// Does what `Docs/Hardware/Conformance.md` lists, and leaves what it finds in SDRAM.
///
/// Four cores, of which the first is started last: virtual cores 1 (all experiments) and 2 (a partner that counts) of
/// chip (0, 0), and virtual core 1 of chips (1, 0) and (1, 1), which write down what comes to them.
@_cdecl("program_main")
func programMain() {
    let chip = UInt32(load16(SystemVariables.address + SystemVariables.chipAddress))
    let core = load32(InterruptWords.virtualCore)
    Report.open(blockBytes: 0x4000)
    CoreBlock.show(.running)
    if chip == 0, core == 2 {
        count()
    }
    _ = interruptsMask()
    let memory = DataMemory.allocate(UInt32.self, count: 4_096)
    store32(ProgramWords.buffer, UInt32(UInt(bitPattern: memory)))
    let stack = DataMemory.allocate(UInt32.self, count: 128)
    installVectors(UInt32(UInt(bitPattern: stack)) + 512)
    resetInterrupts()

    switch (chip, core) {
    case (0, 1): experimenter()
    case (0x100, 1): witness(711, isFar: false)
    case (0x101, 1): witness(712, isFar: true)
    default: break
    }
}

/// All experiments, on the chip's router as it was before.
private func experimenter() {
    let savedControl = load32(RouterRegister.control)
    interruptExperiments()
    timerExperiments()
    transferExperiments()
    packetExperiments()
    routerExperiments()
    detourExperiments()
    store32(RouterRegister.control, savedControl)
    systemExperiments()
}

/// Counts in its block for ever; somebody stops this core.
private func count() -> Never {
    let address = load32(ProgramWords.block)
    while true { store32(address, load32(address) &+ 1) }
}
