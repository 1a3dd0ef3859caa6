/// All that changes while a core runs, in one block of memory: no exclusivity checks, no reference counts.
@usableFromInline
struct CoreState {
    /// Registers 0 to 15; 15 reads as the address of the running instruction plus 8 (plus 4 in Thumb state).
    var r: UnsafeMutablePointer<UInt32>
    /// The address of the next instruction.
    var nextPC: UInt32 = 0
    /// The last result that set N and Z: N is bit 31 of `n`, Z means `z` is 0.
    var n: UInt32 = 0
    var z: UInt32 = 1
    /// 0 or 1.
    var c: UInt32 = 0
    var v: UInt32 = 0
    /// Sticky saturation, 0 or 1.
    var q: UInt32 = 0
    var isThumb = false
    var irqMasked = true
    var fiqMasked = true
    var mode = Mode.supervisor
    /// Registers 13 and 14 and the SPSR of each bank while another is in use.
    var banked13: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0)
    var banked14: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0)
    var saved: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0)
    /// Registers 8 to 12 of the bank not in use: FIQ's, or everyone else's.
    var other8to12: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)

    /// CP15 register 1.
    var control: UInt32 = 0x2000
    @usableFromInline var irq = false
    @usableFromInline var fiq = false
    @usableFromInline var isWaiting = false
    @usableFromInline var yields = false
    /// Whether the bus hears of every data access; the interpreter alone then executes.
    var isObserved = false

    /// Cycles left of the present quantum; negative when overrun.
    @usableFromInline var left = 0
    /// Instructions follow one another while `left` exceeds this: 0, or out of reach when something has to be looked at
    /// first (interrupt lines or masks, state, sleep, a yield).
    @usableFromInline var floor = 0
    /// The cycles that the present `run` was given.
    @usableFromInline var budget = 0
    var cycles: UInt64 = 0
    var instructions: UInt64 = 0
    /// The count of cycles from which the core may look for others with the same instruction memory.
    var settlingTime = UInt64.max

    /// Makes the core look at its surroundings before the next instruction.
    @inlinable
    mutating func interrupt() { floor = .max }

    var checksAlignment: Bool { control & 2 != 0 }
    var vectorBase: UInt32 { control & 0x2000 != 0 ? 0xffff_0000 : 0 }

    var cpsr: UInt32 {
        (n & 0x8000_0000) | (z == 0 ? 0x4000_0000 : 0) | c << 29 | v << 28 | q << 27 | controlBits
    }

    /// The status register's low byte.
    var controlBits: UInt32 {
        (irqMasked ? 0x80 : 0) | (fiqMasked ? 0x40 : 0) | (isThumb ? 0x20 : 0) | mode.rawValue
    }
}
