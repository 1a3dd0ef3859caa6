import ChipInterface
import CoreShim

/// The direct memory access controller: copies from SDRAM into data memory while the core goes on.
///
/// One transfer is active and one queued. Completions are polled: whoever needs the data waits for it, and mostly
/// it is there already; an interrupt for each row would cost more than the row. (Datasheet, section 7.)
enum TransferQueue {
    private static var control: UInt32 { Device.transfers + 0x10 }
    private static var status: UInt32 { Device.transfers + 0x14 }
    /// Time-out, and errors of either bus, of the checksum, or by the user.
    private static var errors: UInt32 { 0x1f000 }

    static func setUp() {
        store32(control, 0x3f)
        store32(control, 0x0d)
        store32(Device.transfers + 0x18, 0)
    }

    /// Starts or queues a copy from SDRAM; at most two may be under way.
    ///
    /// - Parameters:
    ///   - source: Address in SDRAM.
    ///   - target: Address in data memory.
    ///   - words: Length in words, 1 to 32,767.
    @inline(__always)
    static func read(from source: UInt32, to target: UInt32, words: UInt32) {
        // Double words in bursts of 16, from the system to the core, of so many bytes.
        let description: UInt32 = 1 << 24 | 4 << 21
        store32(Device.transfers + 0x04, source)
        store32(Device.transfers + 0x08, target)
        store32(Device.transfers + 0x0c, description | words << 2)
    }

    /// Waits until the transfer begun first is done.
    ///
    /// - Returns: Whether it went well.
    @inline(__always)
    static func finishFirst() -> Bool {
        while true {
            let now = load32(status)
            if now & 1 << 10 != 0 {
                store32(control, 1 << 3)
                compilerBarrier()
                return true
            }
            if now & errors != 0 {
                store32(control, 1 << 4 | 1 << 2)
                counters.transferErrors &+= 1
                return false
            }
        }
    }
}
