import ChipInterface
import CoreShim

/// The detour around the link from this chip to the north-east: by the chip to the east, whose link to the north leads
/// to the same chip. Other cores of this program run on both chips and write down what they get.
///
/// Keys: 0x300 and 0x400 are known to the chip in the north-east, 0x380 is not; 0x400 is also for the chip in the east.
@inline(never)
func detourExperiments() {
    let savedFixedRoute = load32(RouterRegister.fixedRoute)
    let savedEnables = load32(RouterRegister.enables) & 0xffff
    let savedFilter = load32(RouterRegister.filter(15)) & 0x41ff_fdff
    let lost: UInt32 = 0xfefd
    let savedRoute = exchangePointToPoint(lost, 1)
    setEntry(1_009, key: testKey(0x300), mask: 0xffff_ff00, route: 1 << 1)
    setEntry(1_010, key: testKey(0x400), mask: 0xffff_ff00, route: 1 << 1 | 1 << 0)
    setEntry(1_011, key: testKey(0xf00), mask: 0xffff_ff00, route: 1 << 1 | 1 << 0)
    store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | 1 << 1)
    store32(RouterRegister.enables, savedEnables | 1 << 15)
    controlRouter(firstWait: 0x10, secondWait: 0x40, flags: 5)
    clearRecords()

    experiment(701) {
        // As long as the link works nobody goes around.
        send(PacketControl.multicast, key: testKey(0x301))
        pause(microseconds: 50)
        report(load32(RouterRegister.dumpStatus))
        disableLinks(1 << 9)
        // Outgoing packets with emergency field 2 on link 0.
        store32(RouterRegister.filter(15), 0x0008_fd4f)
        store32(RouterRegister.counter(15), 0)
        send(PacketControl.multicast, key: testKey(0x302), payload: 0x701)
        pause(microseconds: 50)
        report(load32(RouterRegister.counter(15)))
        send(PacketControl.multicast, key: testKey(0x382))
        pause(microseconds: 50)
        report(load32(RouterRegister.counter(15)))
        send(PacketControl.fixedRoute, key: 0x703)
        pause(microseconds: 50)
        report(load32(RouterRegister.counter(15)))
        // A packet of the second leg is no first leg again.
        report(load32(RouterRegister.dumpStatus))
    }
    experiment(702) {
        // Point-to-point packets find their own way from there: no mark.
        pretend(link: 7, source: 0x5678)
        send(PacketControl.pointToPoint, key: 1 << 16 | lost)
        pause(microseconds: 50)
        report(load32(RouterRegister.counter(15)))
        report(load32(RouterRegister.dumpStatus))
        pretend(link: 7)
    }
    experiment(703) {
        // Both links blocked, and the one to the south, lest the second goes around, too. One comes free: one packet
        // serves both chips.
        disableLinks(1 << 9 | 1 << 8 | 1 << 13)
        controlRouter(firstWait: 0x10, secondWait: 0xff, flags: 5)
        store32(RouterRegister.filter(15), 0x0008_fd2f)
        store32(RouterRegister.counter(15), 0)
        send(PacketControl.multicast, key: testKey(0x401))
        pause(microseconds: 50)
        report(load32(RouterRegister.status) >> 24 & 3)
        disableLinks(1 << 9 | 1 << 13)
        pause(microseconds: 50)
        report(load32(RouterRegister.status) >> 24 & 3)
        report(load32(RouterRegister.counter(15)))
        report(load32(RouterRegister.dumpStatus))
    }
    disableLinks(0)
    controlRouter(firstWait: 0x40, flags: 1)
    send(PacketControl.multicast, key: testKey(0xf00), payload: 1)
    pause(microseconds: 50)
    for index: UInt32 in 1_009..<1_012 { clearEntry(index) }
    _ = exchangePointToPoint(lost, savedRoute)
    store32(RouterRegister.filter(15), savedFilter)
    store32(RouterRegister.enables, savedEnables)
    store32(RouterRegister.fixedRoute, savedFixedRoute)
}

/// Writes down packets until one says that it is the last, then what this chip's router has dropped.
///
/// - Parameters:
///   - number: The experiment's number.
///   - isFar: Whether this is the chip behind the blocked link, not the one on the way around it.
@inline(never)
func witness(_ number: UInt32, isFar: Bool) {
    let savedFixedRoute = load32(RouterRegister.fixedRoute)
    let lost: UInt32 = 0xfefd
    let savedRoute = exchangePointToPoint(lost, 1)
    setEntry(1_010, key: testKey(0x400), mask: 0xffff_ff00, route: toSelf)
    setEntry(1_011, key: testKey(0xf00), mask: 0xffff_ff00, route: toSelf)
    if isFar {
        setEntry(1_009, key: testKey(0x300), mask: 0xffff_ff80, route: toSelf)
        store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | toSelf)
    }
    store32(Base.packets + 0x0c, 0)
    disableLinks(1 << 9)
    drain()
    clearRecords()
    CoreBlock.show(.running)
    experiment(number) {
        // Half a minute, in steps of about ten microseconds.
        var left: UInt32 = 3_000_000
        while left > 0 {
            left -= 1
            guard hasPacket else {
                pause(microseconds: 10)
                continue
            }
            let status = load32(Base.packets + 0x0c)
            let payload = load32(Base.packets + 0x10)
            let key = load32(Base.packets + 0x14)
            if key == testKey(0xf00) { break }
            report(status)
            report(payload)
            report(key)
        }
        reportDump()
    }
    disableLinks(0)
    for index: UInt32 in 1_009..<1_012 { clearEntry(index) }
    _ = exchangePointToPoint(lost, savedRoute)
    store32(RouterRegister.fixedRoute, savedFixedRoute)
}
