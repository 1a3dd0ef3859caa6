package import ARM968

extension CoreNode: ARM968Bus {
    package func load(_ address: UInt32, _ size: AccessSize) -> UInt32? {
        guard let word = value(at: address, size) else {
            fault(address, isWrite: false)
            return nil
        }
        return word
    }

    package func store(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool {
        guard write(address, value, size) else {
            // On the buffered side of the bridge the core has gone on before the error comes back.
            if Self.isBuffered(address), noteFailedWrite() { return true }
            fault(address, isWrite: true)
            return false
        }
        return true
    }

    package func observe(_ access: DataAccess) { tracer?.note(access) }

    /// Whether a write goes over the bridge by its buffered side.
    private static func isBuffered(_ address: UInt32) -> Bool {
        switch address >> 28 {
        case 0x5, 0x6, 0x8...0xe: true
        default: false
        }
    }

    private func fault(_ address: UInt32, isWrite: Bool) {
        chip.record(.busError(address: address, isWrite: isWrite), core: physical, value: register(15))
    }

    /// Whether the core may touch what only privileged modes may.
    private var isPrivileged: Bool { !(processor?.pointee.isUser ?? false) }

    /// Whether the core may touch the interrupt controller.
    private var mayInterrupt: Bool { !devices.pointee.interruptController.isProtected || isPrivileged }

    private func value(at address: UInt32, _ size: AccessSize) -> UInt32? {
        let offset = address & 0xff_ffff
        switch address >> 24 {
        case 0x10, 0x20: return loadCommunications(offset & 0xff)
        case 0x11, 0x21: return loadTimer(offset & 0x3f)
        case 0x1f, 0x2f: return mayInterrupt ? loadInterruptController(offset & 0xfff) : nil
        case 0x30, 0x40: return size == .word && isPrivileged ? loadDMA(offset) : nil
        case 0xff where address >= 0xffff_f000: return mayInterrupt ? loadInterruptController(address & 0xfff) : nil
        case 0xe2 where !isPrivileged, 0xf2 where !isPrivileged: return nil
        default: return lastingChip._withUnsafeGuaranteedRef { $0.loadShared(address, size, core: self) }
        }
    }

    private func write(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool {
        let offset = address & 0xff_ffff
        switch address >> 24 {
        case 0x10, 0x20: storeCommunications(offset & 0xff, value)
        case 0x11, 0x21: storeTimer(offset & 0x3f, value)
        case 0x1f, 0x2f:
            guard mayInterrupt else { return false }
            storeInterruptController(offset & 0xfff, value)
        case 0x30, 0x40: return size == .word && isPrivileged && storeDMA(offset, value)
        case 0xff where address >= 0xffff_f000:
            guard mayInterrupt else { return false }
            storeInterruptController(address & 0xfff, value)
        case 0xe2 where !isPrivileged, 0xf2 where !isPrivileged: return false
        default: return lastingChip._withUnsafeGuaranteedRef { $0.storeShared(address, value, size, core: self) }
        }
        return true
    }

    private func loadInterruptController(_ offset: UInt32) -> UInt32 {
        // Edges of the slow clock are counted only while somebody waits for them: here somebody asks.
        if offset == 0x08 { refreshSlowTick() }
        let value = devices.pointee.interruptController.load(offset)
        if offset == 0x30 { update() }
        return value
    }

    private func storeInterruptController(_ offset: UInt32, _ value: UInt32) {
        devices.pointee.interruptController.store(offset, value)
        update()
    }
}
