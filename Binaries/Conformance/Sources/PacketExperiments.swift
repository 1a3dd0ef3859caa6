import CoreShim

private let base: UInt32 = 0x2000_0000

/// The lines of received packets: any (6), then by type (24 to 27), as five bits.
@inline(never)
private func receiveLines() -> UInt32 {
    let raw = load32(Base.interrupts + 0x08)
    return raw >> 6 & 1 | (raw >> 24 & 15) << 1
}

/// Reports the lines while a packet waits and after it is read.
@inline(never)
private func reportLines() {
    wait { hasPacket }
    report(receiveLines())
    _ = load32(base + 0x14)
    report(receiveLines())
}

/// The communications controller: 401 to 417. The router is this core's own meanwhile: it is the monitor, too.
@inline(never)
func packetExperiments() {
    let savedSource = load32(base + 0x18)
    let savedFixedRoute = load32(RouterRegister.fixedRoute)
    let lost: UInt32 = 0xfefd
    setEntry(1_008, key: testKey(0), mask: 0xffff_ff00, route: toSelf)
    controlRouter(firstWait: 0x40)
    store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | toSelf)
    let savedRoute = exchangePointToPoint(lost, 7)
    pretend(link: 7)
    store32(base + 0x0c, 0)
    store32(base, 0)
    drain()

    experiment(401) {
        report(load32(base) >> 28)
        store32(base, 0x00c2_0000)
        report(load32(base) >> 16 & 0xff)
        report(load32(Base.interrupts + 0x08) >> 9 & 7)
        report(load32(Base.interrupts + 0x08) >> 23 & 1)
        store32(base + 0x18, UInt32.max)
        report(load32(base + 0x18))
        pretend(link: 7)
    }
    experiment(402) {
        send(PacketControl.multicast, key: testKey(1))
        reportPacket(testKey(1))
        report(load32(base + 0x0c) >> 28)
    }
    experiment(403) {
        send(PacketControl.multicast, key: testKey(2), payload: 0x1234_5678)
        reportPacket(testKey(2))
        store32(base, 0)
        sendPair(0x8765_4320, testKey(3))
        reportPacket(testKey(3))
        // The payload belongs to one packet only.
        store32(base + 0x08, testKey(4))
        reportPacket(testKey(4))
    }
    experiment(404) {
        pretend(link: 7, source: 0x1234)
        send(PacketControl.pointToPoint, key: 2 << 16 | lost)
        reportPacket(0x2_1234)
        send(PacketControl.pointToPoint, key: 3 << 16 | lost, payload: 0x55)
        reportPacket(0x3_1234)
        pretend(link: 7)
    }
    experiment(405) {
        send(PacketControl.neighbour | PacketControl.route(7), key: testKey(5))
        reportPacket(testKey(5))
        send(PacketControl.neighbour | PacketControl.route(7), key: testKey(6), payload: 0xfeed)
        reportPacket(testKey(6))
    }
    experiment(406) {
        send(PacketControl.fixedRoute, key: 0x0123_4567)
        reportPacket(0x0123_4567)
        send(PacketControl.fixedRoute, key: 0x0123_4567, payload: 0x89ab_cdef)
        reportPacket(0x0123_4567)
    }
    experiment(407) {
        for link: UInt32 in 0..<6 {
            pretend(link: link)
            send(PacketControl.multicast, key: testKey(7))
            reportPacket(testKey(7))
        }
        pretend(link: 7)
    }
    experiment(408) {
        // The router stamps its own chip's packets; those that seem to come by a link keep their stamp.
        send(0x0c, key: testKey(8))
        reportPacket(testKey(8))
        controlRouter(firstWait: 0x40, flags: 0x41)
        send(0x00, key: testKey(8))
        reportPacket(testKey(8))
        pretend(link: 2)
        send(0x0c, key: testKey(8))
        reportPacket(testKey(8))
        send(0x00, key: testKey(8))
        reportPacket(testKey(8))
        pretend(link: 7)
        controlRouter(firstWait: 0x40)
    }
    experiment(409) {
        report(receiveLines())
        send(PacketControl.multicast, key: testKey(9))
        reportLines()
        send(PacketControl.pointToPoint, key: lost)
        reportLines()
        send(PacketControl.neighbour | PacketControl.route(7), key: testKey(9))
        reportLines()
        send(PacketControl.fixedRoute, key: testKey(9))
        reportLines()
    }
    experiment(410) {
        // Three at once: one is shown, the others stand behind it, in order.
        controlRouter(firstWait: 0xff)
        for number: UInt32 in 0x10..<0x13 { send(PacketControl.multicast, key: testKey(number), payload: number) }
        wait { hasPacket }
        pause(microseconds: 50)
        report(load32(base + 0x0c) >> 31)
        for _ in 0..<3 {
            wait { hasPacket }
            report(load32(base + 0x10))
            report(load32(base + 0x14))
        }
        pause(microseconds: 20)
        report(load32(base + 0x0c) >> 31)
        controlRouter(firstWait: 0x40)
    }
    experiment(411) {
        // What is read last stays to be seen: control byte and route.
        report(load32(base + 0x0c) & 0x07ff_0000)
    }
    resetInterrupts()
    experiment(412) {
        store32(ProgramWords.mode, InterruptMode.packet)
        connect(slot: 2, line: 24)
        enable(1 << 24)
        send(PacketControl.multicast, key: testKey(0x20))
        send(PacketControl.multicast, key: testKey(0x21))
        letInterruptsIn(microseconds: 40)
        reportLog()
    }
    resetInterrupts()
    experiment(413) {
        // A router that waits for ever for a link that is switched off.
        setEntry(1_009, key: testKey(0x100), mask: 0xffff_ff00, route: 1 << 1)
        disableLinks(1 << 9)
        controlRouter(firstWait: 0xff)
        var count: UInt32 = 0
        while load32(base) >> 28 & 1 != 0, count < 1_000 {
            store32(base, 0)
            store32(base + 0x08, testKey(0x100))
            pause(microseconds: 10)
            count += 1
        }
        report(count < 1_000)
        report(load32(base) >> 28)
        report(load32(Base.interrupts + 0x08) >> 9 & 7)
        report(load32(Base.interrupts + 0x08) >> 23 & 1)
        store32(base + 0x08, testKey(0x101))
        report(load32(base) >> 28)
        report(load32(Base.interrupts + 0x08) >> 9 & 7)
        // Given up at last: the sticky bits stay until a 0 is written to them.
        controlRouter(firstWait: 0, flags: 0x8001)
        report(wait { load32(base) >> 31 != 0 })
        report(load32(base) >> 28)
        store32(base, 0x6000_0000)
        report(load32(base) >> 28)
        store32(base, 0x2000_0000)
        report(load32(base) >> 28)
        store32(base, 0x0000_0000)
        report(load32(base) >> 28)
        report(load32(Base.interrupts + 0x08) >> 9 & 7)
        disableLinks(0)
        controlRouter(firstWait: 0x40)
        clearEntry(1_009)
        clearRecords()
    }
    drain()
    experiment(414) {
        // Parity and framing errors by the test register: this board's wires make none.
        store32(base + 0x1c, 1)
        store32(base + 0x0c, 0x6000_0000)
        store32(base + 0x1c, 0)
        report(load32(base + 0x0c) >> 28)
        report(load32(Base.interrupts + 0x08) >> 7 & 3)
        store32(base + 0x0c, 0x4000_0000)
        report(load32(base + 0x0c) >> 28)
        report(load32(Base.interrupts + 0x08) >> 7 & 3)
        store32(base + 0x0c, 0x2000_0000)
        report(load32(base + 0x0c) >> 28)
        store32(base + 0x0c, 0x6000_0000)
        report(load32(base + 0x0c) >> 28)
    }
    experiment(415) {
        // Half of the controls a sender writes are its own: parity and payload are the hardware's.
        send(0x03, key: testKey(0x30))
        reportPacket(testKey(0x30))
    }
    drain()
    clearEntry(1_008)
    _ = exchangePointToPoint(lost, savedRoute)
    store32(RouterRegister.fixedRoute, savedFixedRoute)
    store32(base + 0x18, savedSource)
}
