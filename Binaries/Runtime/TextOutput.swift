import ChipInterface
import CoreShim

/// Text for the host, in the core's IOBUF blocks in SDRAM.
///
/// A block is {next block, seconds, milliseconds, characters, text}. The first one hangs on the core's block, further
/// ones on the one before; the count is renewed at the end of each line (`sark_io.c`, spinnaker_tools 4.0.0).
/// Without memory for a block, text is lost and the program goes on.
enum TextOutput {
    private static var headerBytes: UInt32 { 16 }

    /// Writes a text.
    static func write(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            write(character: text.utf8Start[index])
        }
    }

    /// Writes a number in decimal.
    static func write(_ number: UInt32) {
        var rest = number
        var power: UInt32 = 1_000_000_000
        var begun = false
        while power > 0 {
            var digit: UInt8 = 0
            while rest >= power {
                rest -= power
                digit += 1
            }
            begun = begun || digit > 0 || power == 1
            if begun {
                write(character: 0x30 + digit)
            }
            power /= 10
        }
    }

    /// Writes a number as eight hexadecimal digits.
    static func write(hexadecimal number: UInt32) {
        var shift: UInt32 = 32
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: (number >> shift) & 15)
            write(character: digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    /// Writes one character; a newline (10) makes the line visible to the host.
    static func write(character: UInt8) {
        let size = System.word(SystemVariables.iobufSize)
        var block = load32(InterruptWords.textBlock)
        var count = load32(InterruptWords.textCount)
        if block == 0 || count >= size {
            let next = SharedHeap.allocateSystem(bytes: headerBytes + size)
            if next == 0 {
                return
            }
            store32(next, 0)
            store32(next + 4, System.word(SystemVariables.unixTime))
            store32(next + 8, UInt32(load16(SystemVariables.address + SystemVariables.millisecondOfSecond)))
            store32(next + 12, 0)
            store32(block == 0 ? CoreBlock.address + VirtualCoreBlock.iobuf : block, next)
            block = next
            count = 0
            store32(InterruptWords.textBlock, block)
        }
        store8(block + headerBytes + count, character)
        count += 1
        store32(InterruptWords.textCount, count)
        if character == 10 || count == size {
            store32(block + 12, count)
        }
    }
}

/// Ends the program with a software error: a line in IOBUF, then the run-time error state.
///
/// - Parameters:
///   - message: What is wrong.
///   - value: A number that belongs to it.
///   - line: Where in the source, for the core's block.
func fail(_ message: StaticString, _ value: UInt32, line: UInt = #line) -> Never {
    TextOutput.write("[ERROR] ")
    TextOutput.write(message)
    TextOutput.write(": ")
    TextOutput.write(value)
    TextOutput.write(" (0x")
    TextOutput.write(hexadecimal: value)
    TextOutput.write(")\n")
    let block = CoreBlock.address
    store16(block + VirtualCoreBlock.softwareErrors, load16(block + VirtualCoreBlock.softwareErrors) &+ 1)
    store32(block + VirtualCoreBlock.errorFile, UInt32(UInt(bitPattern: message.utf8Start)))
    store32(block + VirtualCoreBlock.errorLine, UInt32(line))
    runtime_error(UInt32(RuntimeErrorCode.software.rawValue))
}
