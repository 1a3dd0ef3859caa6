#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The micro-operations of one content of instruction memory, once for ARM and once for Thumb state: one core's, or those
/// of several cores that hold the same.
///
/// The memory is mapped, not allocated: only what has been executed takes any (4 KiB for every 128 instructions).
final class DecodedCode {
    static var armSlots: Int { 0x8000 / 4 + 1 }
    static var thumbSlots: Int { 0x8000 / 2 + 1 }
    private static var armBytes: Int { armSlots * MicroOp.stride }
    private static var bytes: Int { (armSlots + thumbSlots) * MicroOp.stride }

    let arm: UnsafeMutableRawPointer
    let thumb: UnsafeMutableRawPointer
    private let isMapped: Bool
    /// The content of instruction memory, while cores share what is made of it.
    private var content: [UInt8]?

    init() {
        let mapped = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, Self.flags, -1, 0)
        if let mapped, mapped != MAP_FAILED {
            arm = mapped
            isMapped = true
        } else {
            arm = .allocate(byteCount: Self.bytes, alignment: 64)
            arm.initializeMemory(as: UInt8.self, repeating: 0, count: Self.bytes)
            isMapped = false
        }
        thumb = arm + Self.armBytes
    }

    deinit {
        if isMapped { munmap(arm, Self.bytes) } else { arm.deallocate() }
    }

    /// Whether cores may share this, or it is one core's own.
    var isShared: Bool { content != nil }

    /// Lets all cores share this that hold the same as a given instruction memory, of which it was made.
    func share(_ memory: UnsafeRawPointer) {
        content = Array(UnsafeRawBufferPointer(start: memory, count: ARM968Core.itcmBytes))
    }

    /// Makes this one core's own again.
    func unshare() { content = nil }

    /// Whether this is shared by the cores that hold the same as a given instruction memory.
    func isFor(_ memory: UnsafeRawPointer) -> Bool {
        content?.withUnsafeBytes { $0.baseAddress.map { memcmp($0, memory, ARM968Core.itcmBytes) == 0 } } ?? false
    }

    /// Forgets what was made of some bytes of instruction memory, and of the instructions before them, which may have
    /// been taken together with them.
    func forget(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        if range.count >= 0x1000, isMapped,
            mmap(arm, Self.bytes, PROT_READ | PROT_WRITE, Self.flags | MAP_FIXED, -1, 0) == arm
        {
            // All of it is new, and takes no memory, until it is come to.
            return
        }
        Self.forget(arm, from: range.lowerBound / 4 - 1, to: (range.upperBound - 1) / 4)
        Self.forget(thumb, from: range.lowerBound / 2 - 1, to: (range.upperBound - 1) / 2)
    }

    private static func forget(_ table: UnsafeMutableRawPointer, from first: Int, to last: Int) {
        for slot in max(first, 0)...last {
            let op = (table + slot * MicroOp.stride).microOp
            // What was never come to stays untouched, and so takes no memory.
            if op.pointee.run != nil { op.pointee.run = decodeAndRun }
        }
    }

    private static var flags: Int32 {
        #if canImport(Darwin)
            MAP_PRIVATE | MAP_ANON
        #else
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        #endif
    }
}
