import CoreShim

/// Control bytes of packets, as they are written to the sender's control register (datasheet, section 8.3).
enum PacketControl {
    static var multicast: UInt32 { 0x00 }
    static var pointToPoint: UInt32 { 0x40 }
    static var neighbour: UInt32 { 0x80 }
    static var peekOrPoke: UInt32 { 0xa0 }
    static var fixedRoute: UInt32 { 0xc0 }
    /// Emergency field: the first leg of a detour with a normal copy, alone, and the second leg.
    static var shared: UInt32 { 0x10 }
    static var alone: UInt32 { 0x20 }
    static var reverting: UInt32 { 0x30 }

    /// The route of a nearest-neighbour packet.
    static func route(_ link: UInt32) -> UInt32 { link << 2 }
}

/// Registers of the router that experiments use, as offsets.
enum RouterRegister {
    static var control: UInt32 { Base.router }
    static var status: UInt32 { Base.router + 0x04 }
    static var errorHeader: UInt32 { Base.router + 0x08 }
    static var errorStatus: UInt32 { Base.router + 0x14 }
    static var dumpHeader: UInt32 { Base.router + 0x18 }
    static var dumpKey: UInt32 { Base.router + 0x1c }
    static var dumpPayload: UInt32 { Base.router + 0x20 }
    static var dumpOutputs: UInt32 { Base.router + 0x24 }
    static var dumpStatus: UInt32 { Base.router + 0x28 }
    static var enables: UInt32 { Base.router + 0x2c }
    static var timing: UInt32 { Base.router + 0x30 }
    static var diversion: UInt32 { Base.router + 0x80 }
    static var fixedRoute: UInt32 { Base.router + 0x84 }
    static func filter(_ index: UInt32) -> UInt32 { Base.router + 0x200 + 4 * index }
    static func counter(_ index: UInt32) -> UInt32 { Base.router + 0x300 + 4 * index }
}

/// The key all experiments' packets begin with.
@inline(__always)
func testKey(_ number: UInt32) -> UInt32 { 0xc0de_0000 | number }

/// A set of outputs with this core alone.
var toSelf: UInt32 { 1 << (6 + physicalCore) }

/// Writes an entry of the multicast table; experiments use those from 1,008 on.
@inline(never)
func setEntry(_ index: UInt32, key: UInt32, mask: UInt32 = UInt32.max, route: UInt32) {
    store32(Base.router + 0x4000 + 4 * index, route)
    store32(Base.router + 0x8000 + 4 * index, key)
    store32(Base.router + 0xc000 + 4 * index, mask)
}

/// Lets an entry of the multicast table match nothing.
@inline(never)
func clearEntry(_ index: UInt32) { setEntry(index, key: UInt32.max, mask: 0, route: 0) }

/// Reads the entry for a P2P destination, and writes it.
@inline(never)
func exchangePointToPoint(_ destination: UInt32, _ route: UInt32) -> UInt32 {
    let address = Base.router + 0x1_0000 + (destination >> 3) * 4
    let shift = 3 * (destination & 7)
    let word = load32(address)
    store32(address, word & ~(7 << shift) | route << shift)
    return word >> shift & 7
}

/// Sends a packet with a control byte.
@inline(never)
func send(_ control: UInt32, key: UInt32) {
    wait { load32(Base.packets) >> 28 & 1 != 0 }
    store32(Base.packets, control << 16)
    store32(Base.packets + 0x08, key)
}

/// Sends a packet with a control byte and a payload.
@inline(never)
func send(_ control: UInt32, key: UInt32, payload: UInt32) {
    wait { load32(Base.packets) >> 28 & 1 != 0 }
    store32(Base.packets, control << 16)
    store32(Base.packets + 0x04, payload)
    store32(Base.packets + 0x08, key)
}

/// Lets packets from now on seem to come by a link; 7 is this core itself.
@inline(__always)
func pretend(link: UInt32, source: UInt32 = 0) { store32(Base.packets + 0x18, link << 24 | source) }

/// Whether a packet can be read.
@inline(__always)
var hasPacket: Bool { load32(Base.packets + 0x0c) >> 31 != 0 }

/// Waits for a packet with a key and reports its status, payload and key; three zeros when none comes.
///
/// Others are read and forgotten: while this core is the router's monitor, the chip's own traffic comes here, too.
@inline(never)
func reportPacket(_ key: UInt32) {
    var status: UInt32 = 0
    var payload: UInt32 = 0
    let isThere = wait {
        guard hasPacket else { return false }
        status = load32(Base.packets + 0x0c)
        payload = load32(Base.packets + 0x10)
        return load32(Base.packets + 0x14) == key
    }
    report(isThere ? status : 0)
    report(isThere ? payload : 0)
    report(isThere ? key : 0)
}

/// Reads all packets and forgets them; returns how many there were, after the last of them has had time to come.
@inline(never)
@discardableResult
func drain() -> UInt32 {
    var count: UInt32 = 0
    pause(microseconds: 20)
    while hasPacket, count < 1_000 {
        _ = load32(Base.packets + 0x14)
        count += 1
        pause(microseconds: 6)
    }
    return count
}

/// Switches links off and on: senders in bits 13 to 8, receivers in bits 5 to 0.
@inline(__always)
func disableLinks(_ mask: UInt32) { store32(Base.system + 0x200, protected(mask)) }

/// The router's control register as an experiment wants it: waits, this core as monitor, and flags.
@inline(__always)
func controlRouter(firstWait: UInt32, secondWait: UInt32 = 0, flags: UInt32 = 1) {
    store32(RouterRegister.control, secondWait << 24 | firstWait << 16 | physicalCore << 8 | flags)
}

/// Empties the records of dropped and failed packets.
@inline(never)
func clearRecords() {
    _ = load32(RouterRegister.dumpStatus)
    _ = load32(RouterRegister.errorStatus)
}
