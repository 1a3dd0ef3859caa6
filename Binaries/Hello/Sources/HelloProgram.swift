import ChipInterface
import CoreShim

/// The name in the core's block.
var programName: StaticString { "Hello" }

/// Says where it runs, waits at the barrier, runs ten ticks of a millisecond and ends: the shortest program there is.
///
/// It needs no data. For a host to find, it leaves a block of SDRAM whose tag is the core's number, with the number of
/// ticks in it.
@_cdecl("program_main")
func programMain() {
    let chip = load16(SystemVariables.address + SystemVariables.chipAddress)
    TextOutput.write("Hello from chip (")
    TextOutput.write(UInt32(chip >> 8))
    TextOutput.write(", ")
    TextOutput.write(UInt32(chip & 0xff))
    TextOutput.write("), core ")
    TextOutput.write(load32(InterruptWords.virtualCore))
    TextOutput.write(" (physical ")
    TextOutput.write(load32(InterruptWords.physicalCore))
    TextOutput.write(")\n")

    let block = SharedHeap.allocateSDRAM(bytes: 4, tag: load32(InterruptWords.virtualCore))
    if block == 0 {
        fail("no SDRAM for a block with the tag", load32(InterruptWords.virtualCore))
    }
    store32(block, 0)
    TextOutput.write("block of SDRAM at 0x")
    TextOutput.write(hexadecimal: block)
    TextOutput.write("\n")

    CoreBlock.show(.sync0)
    while !Barrier.isOpen(second: false) {
        sleep { !Barrier.isOpen(second: false) }
    }

    CoreBlock.show(.running)
    let megahertz = UInt32(load16(SystemVariables.address + SystemVariables.coreMegahertz))
    StepClock.start(period: megahertz * 1_000)
    while StepClock.ticks <= 10 {
        sleep { StepClock.ticks <= 10 }
    }
    let ticks = StepClock.ticks - 1
    store32(block, ticks)
    TextOutput.write("ran ")
    TextOutput.write(ticks)
    TextOutput.write(" ms\n")
}
