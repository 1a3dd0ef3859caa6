import ARM968

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The memories that a chip's cores share: 128 MiB of SDRAM and 32 KiB of system RAM.
///
/// SDRAM is mapped, not allocated, so that only pages touched cost memory.
struct SharedMemory: ~Copyable {
    static var sdramBytes: Int { 0x0800_0000 }
    static var systemRAMBytes: Int { 0x8000 }

    let sdram: UnsafeMutableRawPointer
    let systemRAM: UnsafeMutableRawPointer
    private let isMapped: Bool

    init() {
        let mapped = mmap(nil, Self.sdramBytes, PROT_READ | PROT_WRITE, Self.flags, -1, 0)
        if let mapped, mapped != MAP_FAILED {
            sdram = mapped
            isMapped = true
        } else {
            // Address space is limited: fall back on memory that the allocator finds.
            sdram = .allocate(byteCount: Self.sdramBytes, alignment: 4096)
            sdram.initializeMemory(as: UInt8.self, repeating: 0, count: Self.sdramBytes)
            isMapped = false
        }
        systemRAM = .allocate(byteCount: Self.systemRAMBytes, alignment: 16)
        systemRAM.initializeMemory(as: UInt8.self, repeating: 0, count: Self.systemRAMBytes)
    }

    deinit {
        if isMapped { munmap(sdram, Self.sdramBytes) } else { sdram.deallocate() }
        systemRAM.deallocate()
    }

    private static var flags: Int32 {
        #if canImport(Darwin)
            MAP_PRIVATE | MAP_ANON
        #else
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        #endif
    }
}

extension UnsafeMutableRawPointer {
    /// Reads a little-endian number of one, two or four bytes; hosts are little-endian.
    @inline(__always)
    func loadZeroExtended(_ offset: Int, _ size: AccessSize) -> UInt32 {
        switch size {
        case .byte: UInt32(load(fromByteOffset: offset, as: UInt8.self))
        case .half: UInt32(load(fromByteOffset: offset & ~1, as: UInt16.self))
        case .word: load(fromByteOffset: offset & ~3, as: UInt32.self)
        }
    }

    /// Writes the low bytes of a word.
    @inline(__always)
    func storeTruncating(_ value: UInt32, _ offset: Int, _ size: AccessSize) {
        switch size {
        case .byte: storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
        case .half: storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: offset & ~1, as: UInt16.self)
        case .word: storeBytes(of: value, toByteOffset: offset & ~3, as: UInt32.self)
        }
    }
}
