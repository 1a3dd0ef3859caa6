/// The DMA controller of one core: one transfer running, one waiting.
///
/// It keeps the books; the owner moves the data when a transfer is due.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §7.
struct DMAController {
    /// One transfer as committed.
    struct Transfer: Hashable, Sendable {
        var system: UInt32
        var local: UInt32
        var descriptor: UInt32

        /// The length in bytes, a multiple of 4, up to 128 KiB.
        var count: Int { Int(descriptor & 0x1_fffc) }

        /// Whether data goes from the core's memory to the system.
        var isToSystem: Bool { descriptor & 1 << 19 != 0 }
    }

    enum Failure: UInt32 {
        case system = 0x8000, local = 0x4000
    }

    /// The time before the first word, and per word: 400 MB/s, near what one core measures on the chip.
    static let setUpCycles: UInt64 = 40
    static let cyclesPerWord: UInt64 = 2

    private let physical: Int
    private var system: UInt32 = 0
    private var local: UInt32 = 0
    private var descriptor: UInt32 = 0
    private(set) var running: Transfer?
    private var waiting: Transfer?
    private var due: UInt64 = .max
    private var isPaused = false
    private var doneCount = 0
    /// Status bits 20 to 12.
    private var errors: UInt32 = 0
    private var enables: UInt32 = 0
    private var timeOut: UInt32 = 0
    private var statistics: UInt32 = 0

    init(physical: Int) { self.physical = physical }

    private var status: UInt32 {
        var word = UInt32(physical) << 24 | errors
        if doneCount > 0 { word |= 0x400 }
        if doneCount > 1 { word |= 0x800 }
        if running != nil, waiting != nil { word |= 4 }
        if isPaused { word |= 2 }
        if running != nil, !isPaused { word |= 1 }
        return word
    }

    /// The levels of interrupt lines 12 (done), 13 (error) and 14 (timeout), at their places.
    var lines: UInt32 {
        guard enables != 0 else { return 0 }
        let active = enables & status
        return (active & 0xc00 != 0 ? 1 << 12 : 0) | (active & 0x1f_e000 != 0 ? 1 << 13 : 0)
            | (active & 0x1000 != 0 ? 1 << 14 : 0)
    }

    /// When the running transfer ends; it does not while two ends are unacknowledged, so that none is lost.
    var nextEvent: UInt64 { running == nil || isPaused || doneCount > 1 ? .max : due }

    /// Reads a register; `nil` where there is none.
    func load(_ offset: UInt32) -> UInt32? {
        switch offset {
        case 0x04: system
        case 0x08: local
        case 0x0c: descriptor
        case 0x10: 0
        case 0x14: status
        case 0x18: enables
        case 0x1c, 0x20: 0
        case 0x24: timeOut
        case 0x28: statistics & 1
        case 0x40..<0x60: 0
        case 0x104: running?.system ?? 0
        case 0x108: running?.local ?? 0
        case 0x10c: running?.descriptor ?? 0
        case 0x180..<0x200: 0
        default: nil
        }
    }

    /// Writes a register; `false` where there is none, or the queue is full.
    mutating func store(_ offset: UInt32, _ value: UInt32, at now: UInt64) -> Bool {
        let isFull = running != nil && waiting != nil
        switch offset {
        case 0x04 where !isFull: system = value & ~3
        case 0x08 where !isFull: local = value & ~3
        case 0x0c where !isFull:
            descriptor = value
            commit(at: now)
        case 0x10: command(value, at: now)
        case 0x18: enables = value & 0x001f_fc01
        case 0x24: timeOut = value & 0x3e0
        case 0x28: statistics = value
        // The CRC matrix; no program but the boot ROM uses it.
        case 0x180..<0x200: break
        default: return false
        }
        return true
    }

    private mutating func commit(at now: UInt64) {
        let transfer = Transfer(system: system, local: local, descriptor: descriptor)
        if running == nil { begin(transfer, at: now) } else { waiting = transfer }
    }

    private mutating func begin(_ transfer: Transfer, at now: UInt64) {
        running = transfer
        due = now + Self.setUpCycles + Self.cyclesPerWord * UInt64(transfer.count >> 2)
    }

    private mutating func command(_ value: UInt32, at now: UInt64) {
        if value & 1 != 0 { waiting = nil }
        if value & 2 != 0, running != nil {
            running = nil
            errors |= 1 << 16
            isPaused = true
        }
        if value & 8 != 0, doneCount > 0 {
            doneCount -= 1
            // A transfer that had to wait with its end ends now.
            due = max(due, now)
        }
        if value & 0x10 != 0 { errors &= ~(1 << 12) }
        if value & 0x20 != 0 { errors &= ~(1 << 20) }
        if value & 4 != 0 {
            errors &= ~0x0003_e000
            isPaused = false
            if running == nil { startWaiting(at: now) }
        }
    }

    private mutating func startWaiting(at now: UInt64) {
        guard let next = waiting else { return }
        waiting = nil
        begin(next, at: now)
    }

    /// Ends the running transfer, whose data the owner has moved or failed to move.
    mutating func end(_ failure: Failure?) {
        running = nil
        if let failure {
            errors |= failure.rawValue
            isPaused = true
        } else {
            doneCount += 1
            // The engine goes on at once with what waits.
            startWaiting(at: due)
        }
    }
}
