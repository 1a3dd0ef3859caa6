// MARK: - System controller

extension ChipEmulator {
    /// The cores that sleep, by physical number; cores that run no program sleep in the idle one.
    var sleepingCores: UInt32 {
        nodes.reduce(0) { $1.isSleeping || !$1.isRunning ? $0 | 1 << UInt32($1.physical) : $0 }
    }

    /// Raises a core's interrupt line 18.
    package func setIRQ(physical: Int) { _ = storeSystemController(0x08, 0x5ec0_0000 | 1 << UInt32(physical)) }

    /// Clears a core's interrupt line 18.
    package func clearIRQ(physical: Int) { _ = storeSystemController(0x0c, 0x5ec0_0000 | 1 << UInt32(physical)) }

    /// The 32 flags that programs use as barriers, by virtual core.
    package var flags: UInt32 {
        get { systemController.flags }
        set { systemController.flags = newValue }
    }

    /// The 32 test-and-set locks.
    package var locks: UInt32 {
        get { systemController.locks }
        set { systemController.locks = newValue }
    }

    /// Writes a register of the system controller and does what follows; `false` where there is none.
    func storeSystemController(_ offset: UInt32, _ value: UInt32) -> Bool {
        let interruptsBefore = systemController.interrupts
        guard let effect = systemController.store(offset, value) else { return false }
        switch effect {
        case .none: break
        case .pinsChanged: pinsChanged()
        case .interruptsChanged:
            let changed = interruptsBefore ^ systemController.interrupts
            if monitor != nil, systemController.interrupts >> UInt32(monitorCore) & 1 != 0 {
                hasMonitorInterrupt = true
            }
            for node in nodes where changed >> UInt32(node.physical) & 1 != 0 {
                node.setOutsideLines(lines(outside: node.physical))
            }
        case .disabledChanged:
            for node in nodes {
                node.setClock(systemController.disabled >> UInt32(node.physical) & 1 == 0, at: now)
            }
        case .resetRouter: resetRouter()
        case .resetChip: requestReset(.software)
        case .reset(let cores, let isSoft):
            for core in workingCores where cores >> UInt32(core) & 1 != 0 { reset(physical: core, isSoft: isSoft) }
        }
        return true
    }

    /// Stops a core held in reset; lets one that is released start at the reset vector.
    ///
    /// The boot ROM is not emulated: a release while the boot area shows it leaves the core stopped.
    private func reset(physical: Int, isSoft: Bool) {
        let isHeld = systemController.heldInReset >> UInt32(physical) & 1 != 0
        if isHeld || systemController.miscellaneous & 1 == 0 || (physical == monitorCore && monitor != nil) {
            nodes[physical].stop()
        } else {
            nodes[physical].start(pc: 0xffff_0000, argument: 0, highVectors: true, at: now)
            if isSoft { nodes[physical].noteReset() }
        }
    }

    /// Calls the monitor if a core has asked for it.
    func serveMonitor() {
        guard hasMonitorInterrupt else { return }
        hasMonitorInterrupt = false
        clearIRQ(physical: monitorCore)
        monitor?.coreInterruptRaised(on: self)
    }
}

// MARK: - Programs

extension ChipEmulator {
    /// Loads an application image (APLX) into a core and starts it, as the loader in system RAM does on the chip.
    ///
    /// The core starts at its image's entry with the argument in register 0, in supervisor mode, interrupts masked, low
    /// vectors; its devices are as after a reset.
    ///
    /// - Parameters:
    ///   - physical: The physical number of the core.
    ///   - image: The address of the image's table, in SDRAM or system RAM.
    ///   - argument: Register 0 at the start.
    /// - Returns: Whether the core has started; `false` for the monitor, for a core that does not work and for an
    ///   image that makes no sense (which is noted as an event, too).
    /// - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_alib.s`.
    @discardableResult
    package func startCore(physical: Int, image: UInt32, argument: UInt32) -> Bool {
        guard let node = core(physical), physical != monitorCore || monitor == nil else { return false }
        node.stop()
        _ = node.makeProcessor()
        guard let entry = load(image: image, into: node) else {
            record(.badImage(address: image), core: physical)
            return false
        }
        node.start(pc: entry, argument: argument, highVectors: false, at: now)
        return true
    }

    /// Takes a core's program away: its clock stops, its devices are as after a reset, its memories keep their contents.
    package func stopCore(physical: Int) {
        guard let node = core(physical) else { return }
        node.stop()
        clearIRQ(physical: physical)
    }

    /// Does what an image's table says; returns the entry point.
    private func load(image: UInt32, into node: CoreNode) -> UInt32? {
        var entry = image
        for _ in 0..<64 {
            guard let words = words(at: entry, count: 4) else { return nil }
            switch words[0] {
            case 1: guard copy(from: words[2], to: words[1], count: words[3], node) else { return nil }
            case 2: guard copy(from: entry &+ words[2], to: words[1], count: words[3], node) else { return nil }
            case 3: guard fill(words[1], count: words[2], with: words[3], node) else { return nil }
            case 4: return words[1]
            default: return nil
            }
            entry &+= 16
        }
        return nil
    }

    private func words(at address: UInt32, count: Int) -> [UInt32]? {
        guard address & 3 == 0, let memory = plainMemory(address, count: 4 * count) else { return nil }
        return (0..<count).map { memory.load(fromByteOffset: 4 * $0, as: UInt32.self) }
    }

    /// The bytes that a copy or fill of so many really touches: the loader goes in units of 32.
    private func rounded(_ count: UInt32) -> Int { max(Int(count) + 31, 32) & ~31 }

    private func copy(from source: UInt32, to target: UInt32, count: UInt32, _ node: CoreNode) -> Bool {
        guard let (to, room) = place(target, node) else { return false }
        let wanted = min(rounded(count), room)
        guard Int(count) <= room, let (from, there) = place(source, node), Int(count) <= there else { return false }
        to.copyMemory(from: from, byteCount: min(wanted, there))
        return true
    }

    private func fill(_ target: UInt32, count: UInt32, with word: UInt32, _ node: CoreNode) -> Bool {
        guard let (to, room) = place(target, node), Int(count) <= room else { return false }
        for offset in stride(from: 0, to: min(rounded(count), room & ~3), by: 4) {
            to.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
        }
        return true
    }

    /// Where a core finds an address, with the bytes left there; `nil` where there is no memory.
    func place(_ address: UInt32, _ node: CoreNode) -> (UnsafeMutableRawPointer, Int)? {
        if let own = node.ownMemory(address) { return (own.pointer, own.count) }
        guard let pointer = plainMemory(address, count: 1) else { return nil }
        let size = address >> 24 < 0x80 ? SharedMemory.sdramBytes : SharedMemory.systemRAMBytes
        return (pointer, size - Int(address) & (size - 1))
    }
}
