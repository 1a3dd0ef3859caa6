/// The body of a micro-operation: it does the work of one guest instruction (or of two) and calls the next one's body
/// as its very last deed, which the compiler turns into a jump.
///
/// Arguments: the core's block of memory (``CoreBlock``), the micro-operation, the packed budget (``Budget``), then the
/// flags: N is bit 63 and Z says that the low 32 bits are 0; C; V. All travel in processor registers.
///
/// Whoever writes one keeps these rules, or calls become calls: no more arguments, nothing reference-counted, no
/// `defer`, no errors, and every path ends in ``proceed(_:_:_:_:_:_:cost:)``, one of its kin, or ``leave(_:_:_:_:_:_:)``.
typealias Handler =
    @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer, Int, UInt64, UInt32, UInt32) -> Void

/// One guest instruction, decoded: 32 bytes, those of one code memory in the order of their addresses.
///
/// Fields other than the first and `pc` mean what the handler takes them for. Nothing here belongs to a particular core
/// or depends on what its memory holds but for the instruction itself.
struct MicroOp {
    /// `nil` in memory that was never touched.
    var run: Handler?
    /// What a conditional instruction does when its condition holds.
    var inner: Handler?
    /// An immediate operand, an absolute address, or the instruction itself.
    var immediate: UInt32 = 0
    /// The way to a branch's target in bytes of micro-operations, or how far a block transfer moves its base.
    var distance: Int32 = 0
    /// The address of the instruction.
    var pc: UInt16 = 0
    /// A list of registers, or details of an addressing mode.
    var detail: UInt16 = 0
    var rd: UInt8 = 0
    var rn: UInt8 = 0
    var rm: UInt8 = 0
    var shift: UInt8 = 0

    /// Bytes from one to the next.
    @inline(__always)
    static var stride: Int { 32 }
}

/// Cycles and instructions in one number, so that one subtraction counts both and its sign says when to stop.
///
/// The cycles left less one stand above 20 bits that hold the instructions which may still be counted.
enum Budget {
    static var bits: Int { 20 }
    static var mask: Int { 1 << bits - 1 }
    #if DEBUG
        /// Without optimisation handlers call instead of jumping, so the stack has to be watched.
        static var most: Int { 2_000 }
    #else
        /// The most cycles of one entry, with which the instructions cannot run out.
        static var most: Int { mask }
    #endif

    @inline(__always)
    static func packed(cycles: Int) -> Int { (cycles &- 1) << bits | mask }

    @inline(__always)
    static func cycles(_ packed: Int) -> Int { packed >> bits &+ 1 }

    @inline(__always)
    static func instructions(_ packed: Int) -> Int { mask &- packed & mask }

    /// What one instruction takes away.
    @inline(__always)
    static func price(_ cycles: Int, instructions: Int = 1) -> Int { cycles &<< bits | instructions }
}

/// The core's block of memory as handlers see it: registers, then where things are, then the rest of the state.
enum CoreBlock {
    /// Where things are.
    struct Places {
        var dtcm: UnsafeMutableRawPointer
        var itcm: UnsafeMutableRawPointer
        var sdram: UnsafeMutableRawPointer?
        /// The micro-operations of ARM and of Thumb code.
        var arm: UnsafeMutableRawPointer
        var thumb: UnsafeMutableRawPointer
        /// What lies beyond; the core keeps it.
        var bus: Unmanaged<BusLink>
        /// The transfer that is on its way there.
        var access = OutsideAccess()
        /// Cycles of the quantum kept back from the present entry.
        var reserve = 0
    }

    static var placesOffset: Int { 64 }
    @inline(__always)
    static var stateOffset: Int { placesOffset + (MemoryLayout<Places>.size + 63) & ~63 }
    static var size: Int { stateOffset + MemoryLayout<CoreState>.size }
}

extension UnsafeMutableRawPointer {
    /// Registers 0 to 15 of a core's block.
    @inline(__always)
    var registers: UnsafeMutablePointer<UInt32> { assumingMemoryBound(to: UInt32.self) }

    @inline(__always)
    var places: UnsafeMutablePointer<CoreBlock.Places> {
        (self + CoreBlock.placesOffset).assumingMemoryBound(to: CoreBlock.Places.self)
    }

    @inline(__always)
    var state: UnsafeMutablePointer<CoreState> {
        (self + CoreBlock.stateOffset).assumingMemoryBound(to: CoreState.self)
    }

    @inline(__always)
    var microOp: UnsafeMutablePointer<MicroOp> { assumingMemoryBound(to: MicroOp.self) }
}
