import ARM968

// MARK: - As the monitor sees it

extension ChipEmulator {
    /// Reads a word of shared memory or a register; `nil` is a bus error. A read can have effects, as on the chip.
    package func load32(_ address: UInt32) -> UInt32? { address & 3 == 0 ? loadShared(address, .word, core: nil) : nil }

    /// Reads a half word of shared memory, zero-extended; `nil` is a bus error.
    package func load16(_ address: UInt32) -> UInt16? {
        guard address & 1 == 0, let value = loadShared(address, .half, core: nil) else { return nil }
        return UInt16(truncatingIfNeeded: value)
    }

    /// Reads a byte of shared memory; `nil` is a bus error.
    package func load8(_ address: UInt32) -> UInt8? {
        loadShared(address, .byte, core: nil).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// Writes a word of shared memory or a register; `false` is a bus error.
    @discardableResult
    package func store32(_ address: UInt32, _ value: UInt32) -> Bool {
        address & 3 == 0 && storeShared(address, value, .word, core: nil)
    }

    /// Writes a half word of shared memory; `false` is a bus error.
    @discardableResult
    package func store16(_ address: UInt32, _ value: UInt16) -> Bool {
        address & 1 == 0 && storeShared(address, UInt32(value), .half, core: nil)
    }

    /// Writes a byte of shared memory; `false` is a bus error.
    @discardableResult
    package func store8(_ address: UInt32, _ value: UInt8) -> Bool {
        storeShared(address, UInt32(value), .byte, core: nil)
    }

    /// Reads bytes of shared memory, or whole registers; `nil` where some of it cannot be read.
    package func read(address: UInt32, count: Int) -> [UInt8]? {
        guard count > 0 else { return count == 0 ? [] : nil }
        if let memory = plainMemory(address, count: count) {
            return Array(UnsafeRawBufferPointer(start: memory, count: count))
        }
        guard address & 3 == 0, count & 3 == 0, count <= 0x1_0000 else { return nil }
        var bytes: [UInt8] = []
        for offset in stride(from: UInt32(0), to: UInt32(count), by: 4) {
            guard let word = load32(address &+ offset) else { return nil }
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// Writes bytes to shared memory, or whole registers; `false` where some of it cannot be written.
    @discardableResult
    package func write(_ address: UInt32, _ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        if let memory = plainMemory(address, count: bytes.count) {
            memory.copyMemory(from: bytes, byteCount: bytes.count)
            return true
        }
        guard address & 3 == 0, bytes.count & 3 == 0 else { return false }
        for offset in stride(from: 0, to: bytes.count, by: 4) {
            let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
            guard store32(address &+ UInt32(offset), word) else { return false }
        }
        return true
    }
}

// MARK: - The address map

extension ChipEmulator {
    /// Where a stretch of SDRAM or system RAM lies; `nil` for anything else or beyond its end.
    ///
    /// SDRAM is repeated every 128 MiB from 0x60000000 to 0x7fffffff. A stretch over the end of one repetition has no
    /// single place and counts as anything else.
    func plainMemory(_ address: UInt32, count: Int) -> UnsafeMutableRawPointer? {
        switch address >> 24 {
        case 0x60...0x7f:
            let offset = Int(address & 0x07ff_ffff)
            return offset + count <= SharedMemory.sdramBytes ? sdram + offset : nil
        case 0xe5, 0xf5:
            let offset = Int(address & 0x7fff)
            return offset + count <= SharedMemory.systemRAMBytes ? systemRAM + offset : nil
        default:
            return nil
        }
    }

    /// Where memory lies that devices on the chip's network see, with the bytes from there to its end; no bytes where
    /// there is none.
    func networkMemory(_ address: UInt32) -> (UnsafeMutableRawPointer, Int) {
        let address = fromNetwork(address)
        guard let pointer = plainMemory(address, count: 1) else { return (sdram, 0) }
        let size = address >> 24 < 0x80 ? SharedMemory.sdramBytes : SharedMemory.systemRAMBytes
        return (pointer, size - Int(address) & (size - 1))
    }

    /// Reads what the cores share; `nil` is a bus error.
    func loadShared(_ address: UInt32, _ size: AccessSize, core: CoreNode?) -> UInt32? {
        let offset = address & 0xff_ffff
        switch address >> 24 {
        case 0x60...0x7f:
            return sdram.loadZeroExtended(Int(address & 0x07ff_ffff), size)
        case 0xe0, 0xf0:
            return sdramController.load(offset)
        case 0xe1, 0xf1:
            let word = router.load(offset, at: now)
            switch offset {
            // Records' last registers and counters' filters, whose reading takes an interrupt back.
            case 0x14, 0x28, 0x200..<0x240: updateLines()
            default: break
            }
            return word
        case 0xe2, 0xf2:
            return size == .word ? systemController.load(offset, sleeping: sleepingCores) : nil
        case 0xe3, 0xf3:
            return watchdog.load(offset, at: now)
        case 0xe4, 0xf4:
            return ethernet.load(offset & 0xffff, size)
        case 0xe6, 0xf6:
            // The boot ROM has no code here, see `BootROM`.
            record(.unimplemented(address: address, isWrite: false), core: core?.physical)
            return 0
        case 0xe5, 0xf5:
            return systemRAM.loadZeroExtended(Int(address & 0x7fff), size)
        case 0xff:
            guard systemController.miscellaneous & 1 != 0 else { return 0 }
            return systemRAM.loadZeroExtended(Int(address & 0x7fff), size)
        default:
            return nil
        }
    }

    /// Writes what the cores share; `false` is a bus error.
    func storeShared(_ address: UInt32, _ value: UInt32, _ size: AccessSize, core: CoreNode?) -> Bool {
        let offset = address & 0xff_ffff
        switch address >> 24 {
        case 0x60...0x7f:
            sdram.storeTruncating(value, Int(address & 0x07ff_ffff), size)
        case 0xe0, 0xf0:
            sdramController.store(offset, value)
        case 0xe1, 0xf1:
            guard router.store(offset, value, at: now) else { return false }
            if offset == 0 { storeRouterControl(value) }
            if offset < 0x240 { updateLines() }
        case 0xe2, 0xf2:
            return size == .word && storeSystemController(offset, value)
        case 0xe3, 0xf3:
            watchdog.store(offset, value, at: now)
            agenda.changed()
            updateLines()
        case 0xe4, 0xf4:
            storeEthernet(offset & 0xffff, value, size)
        case 0xe5, 0xf5:
            systemRAM.storeTruncating(value, Int(address & 0x7fff), size)
        case 0xff where systemController.miscellaneous & 1 != 0:
            systemRAM.storeTruncating(value, Int(address & 0x7fff), size)
        default:
            return false
        }
        return true
    }

    /// Does what follows from a write to the router's control register.
    private func storeRouterControl(_ value: UInt32) {
        // How long packets may wait has perhaps changed; with this bit the present wait begins anew.
        agenda.changed()
        guard value & 0x8000 != 0, let stage = standing.passage?.stage else { return }
        standing.restart(at: now, wait: stage == .firstWait ? router.firstWait : router.secondWait)
    }
}
