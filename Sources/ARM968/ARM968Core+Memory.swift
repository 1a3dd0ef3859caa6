extension ARM968Core {
    // The order of the tests is that of frequency: data memory, SDRAM, instruction memory (literals), the rest.

    /// Loads a word from an aligned address; `nil` is a bus error.
    @inline(__always)
    func load32(_ address: UInt32) -> UInt32? {
        if state.pointee.isObserved { return loadObserved(address, .word) }
        let offset = address &- 0x0040_0000
        if offset < 0x1_0000 { return dtcm.load(fromByteOffset: Int(offset), as: UInt32.self) }
        return loadBeyond(address, .word)
    }

    @inline(__always)
    func load16(_ address: UInt32) -> UInt32? {
        if state.pointee.isObserved { return loadObserved(address, .half) }
        let offset = address &- 0x0040_0000
        if offset < 0x1_0000 { return UInt32(dtcm.load(fromByteOffset: Int(offset), as: UInt16.self)) }
        return loadBeyond(address, .half)
    }

    @inline(__always)
    func load8(_ address: UInt32) -> UInt32? {
        if state.pointee.isObserved { return loadObserved(address, .byte) }
        let offset = address &- 0x0040_0000
        if offset < 0x1_0000 { return UInt32(dtcm.load(fromByteOffset: Int(offset), as: UInt8.self)) }
        return loadBeyond(address, .byte)
    }

    @inline(__always)
    func store32(_ address: UInt32, _ value: UInt32) -> Bool {
        if state.pointee.isObserved { return storeObserved(address, value, .word) }
        let offset = address &- 0x0040_0000
        if offset < 0x1_0000 {
            dtcm.storeBytes(of: value, toByteOffset: Int(offset), as: UInt32.self)
            return true
        }
        return storeBeyond(address, value, .word)
    }

    @inline(__always)
    func store16(_ address: UInt32, _ value: UInt32) -> Bool {
        if state.pointee.isObserved { return storeObserved(address, value, .half) }
        let offset = address &- 0x0040_0000
        if offset < 0x1_0000 {
            dtcm.storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: Int(offset), as: UInt16.self)
            return true
        }
        return storeBeyond(address, value, .half)
    }

    @inline(__always)
    func store8(_ address: UInt32, _ value: UInt32) -> Bool {
        if state.pointee.isObserved { return storeObserved(address, value, .byte) }
        let offset = address &- 0x0040_0000
        if offset < 0x1_0000 {
            dtcm.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: Int(offset), as: UInt8.self)
            return true
        }
        return storeBeyond(address, value, .byte)
    }

    /// Where an address lies in SDRAM or instruction memory, if it does.
    @inline(__always)
    private func plainMemory(_ address: UInt32, sdramCost: Int) -> UnsafeMutableRawPointer? {
        if address >> 29 == 3, let sdram {
            state.pointee.left &-= sdramCost
            return sdram + Int(address & 0x07ff_ffff)
        }
        return address < 0x8000 ? itcm + Int(address) : nil
    }

    @inline(never)
    func loadBeyond(_ address: UInt32, _ size: AccessSize) -> UInt32? {
        guard let memory = plainMemory(address, sdramCost: Timing.sdramLoad) else {
            state.pointee.left &-= Timing.busLoad
            return bus.load(address, size)
        }
        switch size {
        case .byte: return UInt32(memory.load(as: UInt8.self))
        case .half: return UInt32(memory.load(as: UInt16.self))
        case .word: return memory.load(as: UInt32.self)
        }
    }

    @inline(never)
    func storeBeyond(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool {
        guard let memory = plainMemory(address, sdramCost: Timing.sdramStore) else {
            state.pointee.left &-= Timing.busStore
            return bus.store(address, value, size)
        }
        let word = address < 0x8000 ? itcm.load(fromByteOffset: Int(address) & ~3, as: UInt32.self) : 0
        switch size {
        case .byte: memory.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
        case .half: memory.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
        case .word: memory.storeBytes(of: value, as: UInt32.self)
        }
        if address < 0x8000, itcm.load(fromByteOffset: Int(address) & ~3, as: UInt32.self) != word {
            instructionsChanged(Int(address)..<Int(address) + (size == .word ? 4 : 2))
        }
        return true
    }

    // MARK: - Observed accesses

    @inline(never)
    private func loadObserved(_ address: UInt32, _ size: AccessSize) -> UInt32? {
        let offset = address &- 0x0040_0000
        let value: UInt32?
        if offset < 0x1_0000 {
            switch size {
            case .byte: value = UInt32(dtcm.load(fromByteOffset: Int(offset), as: UInt8.self))
            case .half: value = UInt32(dtcm.load(fromByteOffset: Int(offset), as: UInt16.self))
            case .word: value = dtcm.load(fromByteOffset: Int(offset), as: UInt32.self)
            }
        } else {
            value = loadBeyond(address, size)
        }
        bus.observe(DataAccess(address: address, size: size, isWrite: false, value: value))
        return value
    }

    @inline(never)
    private func storeObserved(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool {
        let offset = address &- 0x0040_0000
        var isDone = true
        if offset < 0x1_0000 {
            switch size {
            case .byte:
                dtcm.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: Int(offset), as: UInt8.self)
            case .half:
                dtcm.storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: Int(offset), as: UInt16.self)
            case .word: dtcm.storeBytes(of: value, toByteOffset: Int(offset), as: UInt32.self)
            }
        } else {
            isDone = storeBeyond(address, value, size)
        }
        bus.observe(DataAccess(address: address, size: size, isWrite: true, value: isDone ? value & size.mask : nil))
        return isDone
    }
}
