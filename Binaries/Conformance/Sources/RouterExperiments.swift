import CoreShim

/// Reports the record of dropped packets: header, key, payload, outputs, status; reading the last empties it.
@inline(never)
func reportDump() {
    for index: UInt32 in 0..<5 { report(load32(RouterRegister.dumpHeader + 4 * index)) }
}

/// Waits until a packet is dropped; returns whether one was.
@inline(never)
@discardableResult
private func waitForDump() -> Bool { wait { load32(RouterRegister.status) >> 29 & 1 != 0 } }

/// The first index that the associative memory finds for a key, or 0xffff.
@inline(never)
private func look(_ key: UInt32) -> UInt32 {
    store32(Base.router + 0xf04, key)
    let found = load32(Base.router + 0xf00)
    return found & 1 != 0 ? 0xffff : found >> 1 & 0x3ff
}

/// The router's interrupt lines 15 to 17.
@inline(__always)
private var lines: UInt32 { load32(Base.interrupts + 0x08) >> 15 & 7 }

/// The cycles from sending a packet that nobody takes until it is dropped.
@inline(never)
private func cyclesUntilDrop(firstWait: UInt32, secondWait: UInt32) -> UInt32 {
    clearRecords()
    controlRouter(firstWait: firstWait, secondWait: secondWait, flags: 5)
    stopTimer(Base.timer2)
    store32(Base.timer2, UInt32.max)
    store32(Base.timer2 + 0x08, 0x82)
    let start = load32(Base.timer2 + 0x04)
    send(PacketControl.multicast, key: testKey(0x211))
    waitForDump()
    let end = load32(Base.timer2 + 0x04)
    stopTimer(Base.timer2)
    clearRecords()
    return start &- end
}

/// Sets filter 15 and its counter, sends three fixed-route packets, and reports what was counted.
@inline(never)
private func reportCount(filter: UInt32, control: UInt32 = 0xc0, payload: Bool = false) {
    store32(RouterRegister.filter(15), filter)
    store32(RouterRegister.counter(15), 0)
    for _ in 0..<3 {
        if payload { send(control, key: 0x77, payload: 0x88) } else { send(control, key: 0x77) }
        drain()
    }
    report(load32(RouterRegister.counter(15)))
}

/// Whether the chip to the east answers a peek with a key; a good answer is left to be read.
@inline(never)
private func isAnswered(_ control: UInt32, _ address: UInt32, with key: UInt32) -> Bool {
    send(control, key: address)
    var left: UInt32 = 20
    while wait(until: { hasPacket }), left > 0 {
        left -= 1
        // Peeking at the key would take the packet: its address is known by its type, and its answer by the bits.
        let isNeighbour = load32(Base.packets + 0x0c) >> 2 & 1 != 0
        if isNeighbour, key & 2 == 0 { return true }
        if load32(Base.packets + 0x14) == key { return true }
    }
    return false
}

/// The router of one chip: 501 to 522. The last four entries' worth of tables are the experiments'.
@inline(never)
func routerExperiments() {
    let savedFixedRoute = load32(RouterRegister.fixedRoute)
    let savedEnables = load32(RouterRegister.enables) & 0xffff
    let savedFilter = load32(RouterRegister.filter(15)) & 0x41ff_fdff
    let savedSource = load32(Base.packets + 0x18)
    pretend(link: 7)
    controlRouter(firstWait: 0x10, flags: 5)
    drain()
    clearRecords()

    experiment(501) {
        store32(RouterRegister.control, 0x1234_8000 | physicalCore << 8 | 0x3f)
        report(load32(RouterRegister.control) & 0xffff_e0ff)
        controlRouter(firstWait: 0x10, flags: 5)
        store32(Base.router + 0x4000 + 4 * 1_008, UInt32.max)
        report(load32(Base.router + 0x4000 + 4 * 1_008))
        report(faults { _ = load32(Base.router + 0x8000) })
        report(faults { _ = load32(Base.router + 0xcffc) })
        report(faults { setEntry(1_008, key: 0, route: 0) })
        clearEntry(1_008)
    }
    experiment(502) {
        // The lowest match counts; a key bit without its mask bit never matches.
        setEntry(1_020, key: testKey(0x100), mask: 0xffff_ff00, route: 1)
        setEntry(1_010, key: testKey(0x120), mask: 0xffff_fff0, route: 2)
        report(look(testKey(0x125)))
        report(look(testKey(0x1f5)))
        report(look(testKey(0x2f5)))
        setEntry(1_010, key: testKey(0x121), mask: 0xffff_fff0, route: 2)
        report(look(testKey(0x121)))
        clearEntry(1_010)
        clearEntry(1_020)
        report(look(testKey(0x121)))
        report(look(UInt32.max))
    }
    experiment(503) {
        // A packet from the chip itself that no entry knows.
        send(PacketControl.multicast, key: testKey(0x201), payload: 0x503)
        report(waitForDump())
        report(lines)
        report(load32(RouterRegister.status) & 0xe000_ffff)
        reportDump()
        report(lines)
        report(load32(RouterRegister.dumpStatus))
    }
    experiment(504) {
        // One that seems to come by a link goes on straight ahead, here to links that are switched off.
        disableLinks(0x3f00)
        for link: UInt32 in 0..<6 {
            pretend(link: link)
            send(PacketControl.multicast, key: testKey(0x202))
            waitForDump()
            report(load32(RouterRegister.dumpOutputs))
            report(load32(RouterRegister.dumpHeader) >> 24)
            clearRecords()
        }
        disableLinks(0)
    }
    experiment(505) {
        // Default-routed packets of link 2 to the monitor, of link 3 to nowhere.
        store32(RouterRegister.diversion, 1 << 4 | 2 << 6)
        pretend(link: 2)
        send(PacketControl.multicast, key: testKey(0x203))
        reportPacket(testKey(0x203))
        pretend(link: 3)
        send(PacketControl.multicast, key: testKey(0x204))
        pause(microseconds: 30)
        report(hasPacket)
        report(load32(RouterRegister.dumpStatus))
        report(load32(RouterRegister.diversion))
        store32(RouterRegister.diversion, 0)
        pretend(link: 7)
    }
    drain()
    experiment(506) {
        // One output takes the packet, two do not; a second one is only noted.
        setEntry(1_009, key: testKey(0x210), mask: 0xffff_fff0, route: toSelf | 1 << 1 | 1 << 4)
        setEntry(1_010, key: testKey(0x220), mask: 0xffff_fff0, route: 1 << 2)
        disableLinks(1 << 9 | 1 << 10 | 1 << 12)
        send(PacketControl.multicast, key: testKey(0x210), payload: 0x506)
        reportPacket(testKey(0x210))
        report(waitForDump())
        send(PacketControl.multicast, key: testKey(0x220))
        pause(microseconds: 30)
        reportDump()
        report(load32(RouterRegister.dumpStatus))
    }
    experiment(507) {
        // Without its enable bit the record raises no interrupt.
        controlRouter(firstWait: 0x10)
        send(PacketControl.multicast, key: testKey(0x220))
        pause(microseconds: 30)
        report(lines)
        report(load32(RouterRegister.status))
        report(load32(RouterRegister.dumpStatus))
    }
    drain()
    setEntry(1_009, key: testKey(0x210), mask: 0xffff_fff0, route: 1 << 1)
    experiment(508) {
        // 0x8f is 7,936 and 0x7f is 3,968 of the router's cycles, three core cycles for two; nobody goes around here.
        disableLinks(0x3f00)
        let first = cyclesUntilDrop(firstWait: 0x8f, secondWait: 0)
        report(first >= 11_904 && first < 11_904 + 3_000)
        let second = cyclesUntilDrop(firstWait: 0x7f, secondWait: 0)
        report(second >= 5_952 && second < 5_952 + 3_000)
        let both = cyclesUntilDrop(firstWait: 0x7f, secondWait: 0x8f)
        report(both >= 17_856 && both < 17_856 + 3_000)
    }
    experiment(509) {
        // Waits for ever: the first, and the one for detours. A wait that runs keeps its length but for bit 15.
        controlRouter(firstWait: 0xff, flags: 5)
        send(PacketControl.multicast, key: testKey(0x211))
        pause(microseconds: 30)
        report(load32(RouterRegister.status) >> 24 & 3)
        report(load32(RouterRegister.status) >> 16 & 1)
        controlRouter(firstWait: 0, secondWait: 0xff, flags: 5)
        pause(microseconds: 30)
        report(load32(RouterRegister.status) >> 24 & 3)
        controlRouter(firstWait: 0, secondWait: 0xff, flags: 0x8005)
        pause(microseconds: 30)
        report(load32(RouterRegister.status) >> 24 & 3)
        report(load32(RouterRegister.status) >> 29 & 1)
        controlRouter(firstWait: 0, secondWait: 0, flags: 0x8005)
        report(waitForDump())
        report(load32(RouterRegister.dumpOutputs))
        pause(microseconds: 10)
        report(load32(RouterRegister.status) >> 24 & 3)
        clearRecords()
        disableLinks(0)
    }
    experiment(510) {
        // Two time phases old: to the error registers. Counted only when that is asked for.
        controlRouter(firstWait: 0x10, flags: 0x0b)
        setEntry(1_011, key: testKey(0x230), mask: 0xffff_fff0, route: toSelf)
        pretend(link: 4)
        send(0x0c, key: testKey(0x230), payload: 0x510)
        report(wait { load32(RouterRegister.status) >> 30 & 1 != 0 })
        report(load32(RouterRegister.status))
        report(lines)
        for index: UInt32 in 0..<4 { report(load32(RouterRegister.errorHeader + 4 * index)) }
        report(lines)
        send(0x0c, key: testKey(0x231))
        send(0x0c, key: testKey(0x232))
        pause(microseconds: 30)
        report(load32(RouterRegister.errorStatus))
        controlRouter(firstWait: 0x10, flags: 0x41)
        send(0x08, key: testKey(0x233))
        pause(microseconds: 30)
        report(lines)
        report(load32(RouterRegister.errorHeader))
        report(load32(RouterRegister.errorStatus))
        report(load32(RouterRegister.errorStatus))
        report(hasPacket)
        pretend(link: 7)
        controlRouter(firstWait: 0x10, flags: 5)
    }
    experiment(511) {
        // Fixed-route packets of this core, to this core: each field of the filter decides.
        store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | toSelf)
        store32(RouterRegister.enables, savedEnables | 1 << 15)
        let all: UInt32 = 0x01ff_fcf8
        reportCount(filter: all)
        reportCount(filter: all & ~0x8)
        reportCount(filter: all & ~0x1000)
        reportCount(filter: all & ~0x2000)
        reportCount(filter: all & ~0x1000, payload: true)
        reportCount(filter: all & ~0x2000, payload: true)
        reportCount(filter: all & ~0x4000)
        reportCount(filter: all & ~0x8000)
        reportCount(filter: all & ~0x400)
        reportCount(filter: all & ~0x800)
        reportCount(filter: all & ~0x10)
        reportCount(filter: all & ~0xe0)
        // This core is the monitor now.
        reportCount(filter: all & ~0x0004_0000)
        reportCount(filter: all & ~0x01fb_0000)
    }
    experiment(512) {
        // To a link that is switched off: counted as dropped.
        store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | 1 << 3)
        disableLinks(1 << 11)
        reportCount(filter: 0x0001_fcf8)
        reportCount(filter: 0x01fe_fcf8)
        // Straight ahead from link 0, and so counted as default-routed only.
        pretend(link: 0)
        reportCount(filter: 0x0001_b4f1, control: 0)
        reportCount(filter: 0x0001_b8f1, control: 0)
        pretend(link: 7)
        disableLinks(0)
        clearRecords()
        store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | toSelf)
    }
    experiment(513) {
        // An event, with its interrupt when that is enabled; reading the filter takes it away.
        reportCount(filter: 0x01ff_fcf8)
        report(load32(RouterRegister.status) & 0xc000_ffff)
        report(load32(RouterRegister.filter(15)))
        report(load32(RouterRegister.filter(15)))
        reportCount(filter: 0x41ff_fcf8)
        report(load32(RouterRegister.status) & 0xc000_ffff)
        report(lines)
        report(load32(RouterRegister.filter(15)))
        report(lines)
        report(load32(RouterRegister.filter(15)))
    }
    experiment(514) {
        // Counters keep what is written, count on from there, stand still and are set to zero on request.
        store32(RouterRegister.filter(15), 0x01ff_fcf8)
        store32(RouterRegister.counter(15), 0xffff_ffff)
        send(PacketControl.fixedRoute, key: 1)
        drain()
        report(load32(RouterRegister.counter(15)))
        store32(RouterRegister.enables, savedEnables & 0x7fff)
        send(PacketControl.fixedRoute, key: 1)
        drain()
        report(load32(RouterRegister.counter(15)))
        report(load32(RouterRegister.enables) >> 15)
        store32(RouterRegister.counter(15), 77)
        store32(RouterRegister.enables, 1 << 31 | savedEnables | 1 << 15)
        report(load32(RouterRegister.counter(15)))
        report(load32(RouterRegister.enables) >> 15)
    }
    experiment(515) {
        // Destinations 0xfef8 to 0xfeff share a word.
        let address = Base.router + 0x1_0000 + (0xfef8 >> 3) * 4
        let saved = load32(address)
        store32(address, 0xff00_0000 | 0o76543210)
        report(load32(address))
        pretend(link: 7, source: 0x4321)
        send(PacketControl.pointToPoint, key: 0xfeff)
        reportPacket(0x4321)
        // Entry 6 gives a packet up without a record.
        send(PacketControl.pointToPoint, key: 0xfefe)
        pause(microseconds: 30)
        report(load32(RouterRegister.dumpStatus))
        // Entry 4 is link 4.
        disableLinks(1 << 12)
        send(PacketControl.pointToPoint, key: 0xfefc)
        waitForDump()
        reportDump()
        disableLinks(0)
        store32(address, saved)
        pretend(link: 7)
    }
    experiment(516) {
        // What came by a detour: the first leg goes out by the next link clockwise, and the second where it belongs.
        disableLinks(0x3f00)
        pretend(link: 3)
        send(PacketControl.multicast | PacketControl.alone, key: testKey(0x231))
        waitForDump()
        report(hasPacket)
        reportDump()
        send(PacketControl.multicast | PacketControl.shared, key: testKey(0x232))
        reportPacket(testKey(0x232))
        waitForDump()
        reportDump()
        send(PacketControl.multicast | PacketControl.reverting, key: testKey(0x233))
        reportPacket(testKey(0x233))
        send(PacketControl.multicast | PacketControl.reverting, key: testKey(0x244))
        waitForDump()
        reportDump()
        send(PacketControl.fixedRoute | PacketControl.reverting, key: 0x245)
        reportPacket(0x245)
        disableLinks(0)
        pretend(link: 7)
    }
    experiment(517) {
        // Nobody can go around when both links are switched off, nor when the second wait is 0.
        clearRecords()
        disableLinks(1 << 9 | 1 << 8)
        controlRouter(firstWait: 0x10, secondWait: 0x40, flags: 5)
        send(PacketControl.multicast, key: testKey(0x212))
        report(waitForDump())
        report(load32(RouterRegister.dumpOutputs))
        clearRecords()
        disableLinks(1 << 9)
        controlRouter(firstWait: 0x10, secondWait: 0, flags: 5)
        send(PacketControl.multicast, key: testKey(0x213))
        report(waitForDump())
        report(load32(RouterRegister.dumpOutputs))
        clearRecords()
        disableLinks(0)
    }
    controlRouter(firstWait: 0x7f, flags: 5)
    experiment(518) {
        // Cycles: 60,000 of a core are 40,000 of the router. Then packets that wait and that do not.
        store32(RouterRegister.timing, 0x7_0007)
        stopTimer(Base.timer2)
        store32(Base.timer2, 60_000)
        let before = load32(RouterRegister.timing + 4)
        store32(Base.timer2 + 0x08, 0x83)
        wait { load32(Base.timer2 + 0x10) != 0 }
        let passed = load32(RouterRegister.timing + 4) &- before
        report(passed >= 39_900 && passed < 40_600)
        stopTimer(Base.timer2)
        send(PacketControl.fixedRoute, key: 1)
        drain()
        report(load32(RouterRegister.timing + 0x0c) > 0)
        var delayed: UInt32 = 0
        for index: UInt32 in 0..<16 { delayed += load32(RouterRegister.timing + 0x10 + 4 * index) }
        disableLinks(0x3f00)
        send(PacketControl.multicast, key: testKey(0x211))
        waitForDump()
        var later: UInt32 = 0
        for index: UInt32 in 0..<16 { later += load32(RouterRegister.timing + 0x10 + 4 * index) }
        report(later > delayed)
        report(load32(RouterRegister.timing + 0x08) >= 3_968)
        report(load32(RouterRegister.timing))
        store32(RouterRegister.timing, 0x7_0000)
        for index: UInt32 in 1..<4 { report(load32(RouterRegister.timing + 4 * index)) }
        disableLinks(0)
        clearRecords()
    }
    controlRouter(firstWait: 0x10, flags: 5)
    experiment(519) {
        // Peeks and pokes at the chip to the east; its answers come to the monitor.
        let (peek, east) = (PacketControl.peekOrPoke, PacketControl.route(0))
        send(peek | east, key: 0xe200_0000)
        reportPacket(0xe200_0001)
        send(peek | east, key: 0x6600_0040, payload: 0x0519_0519)
        reportPacket(0x6600_0041)
        send(peek | east, key: 0x6600_0040)
        reportPacket(0x6600_0041)
        send(peek | east, key: 0x5000_0000, payload: 1)
        reportPacket(0x5000_0003)
        // An answer without data from where nothing is; the network shows system RAM at 0 and no core's memories.
        report(isAnswered(peek | east, 0x5000_0000, with: 0x5000_0003))
        report(isAnswered(peek | east, 0x2000_0000, with: 0x2000_0003))
        report(isAnswered(peek | east, 0x0000_7f80, with: 0x0000_7f81))
        let first = load32(Base.packets + 0x10)
        _ = load32(Base.packets + 0x14)
        report(isAnswered(peek | east, 0xe500_7f80, with: 0xe500_7f81))
        report(load32(Base.packets + 0x10) == first)
        drain()
    }
    experiment(520) {
        // Broadcasts to neighbours go to the links of a mask.
        store32(RouterRegister.fixedRoute, 0x54 << 24 | toSelf)
        report(load32(RouterRegister.fixedRoute) >> 24)
        disableLinks(0x3f00)
        send(PacketControl.neighbour | PacketControl.route(6), key: testKey(0x250))
        waitForDump()
        report(load32(RouterRegister.dumpOutputs))
        clearRecords()
        store32(RouterRegister.fixedRoute, savedFixedRoute & 0xfc00_0000 | toSelf)
        for link: UInt32 in 0..<6 {
            send(PacketControl.neighbour | PacketControl.route(link), key: testKey(0x251))
            waitForDump()
            report(load32(RouterRegister.dumpOutputs))
            clearRecords()
        }
        disableLinks(0)
    }
    experiment(521) {
        // Switched off, the router lets nothing pass; what came meanwhile passes afterwards.
        drain()
        controlRouter(firstWait: 0x10, flags: 4)
        send(PacketControl.fixedRoute, key: 0x521)
        pause(microseconds: 50)
        report(hasPacket)
        controlRouter(firstWait: 0x10, flags: 5)
        reportPacket(0x521)
    }
    resetInterrupts()
    experiment(522) {
        // A dropped packet is sent again, as if by the link that it had come by: what the record keeps is enough.
        clearRecords()
        setEntry(1_009, key: testKey(0x522), route: 1 << 1)
        disableLinks(1 << 9)
        store32(ProgramWords.mode, InterruptMode.dump)
        connect(slot: 1, line: 16)
        enable(1 << 16)
        pretend(link: 2)
        send(0x04, key: testKey(0x522), payload: 0x1522)
        letInterruptsIn(microseconds: 40)
        reportLog()
        report(load32(RouterRegister.status) >> 24 & 3)
        disableLinks(0)
        setEntry(1_009, key: testKey(0x522), route: toSelf)
        let header = load32(ProgramWords.scratch)
        report(load32(ProgramWords.scratch + 12))
        pretend(link: header >> 24 & 7)
        report(load32(Base.interrupts + 0x08) >> 23 & 1)
        if header >> 17 & 1 != 0 {
            send(header >> 16 & 0xff, key: load32(ProgramWords.scratch + 4), payload: load32(ProgramWords.scratch + 8))
        }
        reportPacket(testKey(0x522))
        pretend(link: 7)
    }
    resetInterrupts()
    drain()
    for index: UInt32 in 1_008..<1_012 { clearEntry(index) }
    store32(RouterRegister.filter(15), savedFilter)
    store32(RouterRegister.enables, savedEnables)
    store32(RouterRegister.fixedRoute, savedFixedRoute)
    store32(Base.packets + 0x18, savedSource)
    clearRecords()
}
