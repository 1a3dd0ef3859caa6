import ChipInterface
import CoreShim

/// The keys of received multicast packets, between the packet interrupt and the program.
///
/// A ring in data memory with one place always free. The interrupt handler owns the write offset, the program the read
/// offset; three words before the ring hold them and the count of lost packets (see `handler_packet` in Start.S).
struct PacketQueue {
    private let ring: UInt32
    private let offsetMask: UInt32

    /// Makes a queue and lets packets in.
    ///
    /// - Parameter capacity: Places in the ring, a power of two.
    init(capacity: Int) {
        let memory = DataMemory.allocate(UInt32.self, count: capacity + 4)
        ring = UInt32(UInt(bitPattern: memory)) + 16
        offsetMask = UInt32(capacity) * 4 - 1
        store32(ring - 12, 0)
        store32(ring - 8, 0)
        store32(ring - 4, 0)
        packet_interrupt_setup(ring, offsetMask)
        InterruptController.letPacketsIn()
    }

    /// Where the next packet will go; the end for `take(before:)`.
    @inline(__always)
    var end: UInt32 { load32(ring - 8) }

    /// Whether no packet waits.
    @inline(__always)
    var isEmpty: Bool { load32(ring - 12) == load32(ring - 8) }

    /// How many packets wait before an end.
    @inline(__always)
    func count(before end: UInt32) -> UInt32 {
        ((end &- load32(ring - 12)) & offsetMask) >> 2
    }

    /// Packets lost because the ring was full.
    var lost: UInt32 { load32(ring - 4) }

    /// Takes the first packet's key, unless it is the end.
    @inline(__always)
    func take(before end: UInt32) -> UInt32? {
        let offset = load32(ring - 12)
        if offset == end {
            return nil
        }
        let key = load32(ring + offset)
        store32(ring - 12, (offset + 4) & offsetMask)
        return key
    }

    /// Forgets all packets that wait, and how many were lost.
    func clear() {
        let status = interruptsMask()
        store32(ring - 12, load32(ring - 8))
        store32(ring - 4, 0)
        interruptsRestore(status)
    }
}

/// Sending multicast packets.
enum Multicast {
    /// Sends a packet without payload, waiting for the communications controller as long as it must.
    @inline(__always)
    static func send(key: UInt32) {
        waitForRoom()
        store32(Device.communications + 0x08, key)
        counters.packetsSent &+= 1
    }

    /// Sends a packet with a payload.
    @inline(__always)
    static func send(key: UInt32, payload: UInt32) {
        waitForRoom()
        store32(Device.communications + 0x04, payload)
        store32(Device.communications + 0x08, key)
        counters.packetsSent &+= 1
    }

    @inline(__always)
    private static func waitForRoom() {
        if load32(Device.communications) & 1 << 28 == 0 {
            counters.sendWaits &+= 1
            while load32(Device.communications) & 1 << 28 == 0 {}
        }
    }
}
