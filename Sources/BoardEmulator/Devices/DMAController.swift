/// The DMA controller of one core: one transfer running, one waiting.
///
/// It keeps the books; the owner moves the data when a transfer is due.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §7.
struct DMAController: Codable {
    /// One transfer as committed.
    struct Transfer: Hashable, Sendable, Codable {
        var system: UInt32
        var local: UInt32
        var descriptor: UInt32

        /// The length in bytes, a multiple of 4, up to 128 KiB; without the check word.
        var count: Int { Int(descriptor & 0x1_fffc) }

        /// Whether data goes from the core's memory to the system.
        var isToSystem: Bool { descriptor & 1 << 19 != 0 }

        /// Whether a check word follows the data in the system's memory: written, or read and compared.
        var hasCheck: Bool { descriptor & 1 << 20 != 0 }

        /// The bytes that cross the network at a time, 4 to 128.
        var burst: Int { (descriptor & 1 << 24 != 0 ? 8 : 4) << Int(min(descriptor >> 21 & 7, 4)) }
    }

    enum Failure: UInt32 {
        case system = 0x8000, local = 0x4000, check = 0x2000
    }

    /// The time before the first word, and per word: 400 MB/s, near what one core measures on the chip.
    static let setUpCycles: UInt64 = 40
    static let cyclesPerWord: UInt64 = 2
    /// Core cycles from one rising edge of the chip's slow clock (32 kHz) to the next.
    static let slowCycles: UInt64 = 6_250

    private let physical: Int
    private var system: UInt32 = 0
    private var local: UInt32 = 0
    private var descriptor: UInt32 = 0
    private(set) var running: Transfer?
    private var waiting: Transfer?
    private var begun: UInt64 = 0
    private var due: UInt64 = .max
    /// When the first burst of the running transfer takes too long.
    private var late: UInt64 = .max
    /// What the registers of the active transfer show when none runs: how far the last one had got.
    private var last = Transfer(system: 0, local: 0, descriptor: 0)
    private var isPaused = false
    private var doneCount = 0
    /// Status bits 20 to 12.
    private var errors: UInt32 = 0
    private var enables: UInt32 = 0
    private var timeOut: UInt32 = 0
    private var countsBursts = false
    private var bursts = SIMD8<UInt32>()
    private var calculated: UInt32 = 0
    private var received: UInt32 = 0
    private var check = ProgrammableCheck()
    /// Since when edges of the slow clock count.
    private var slowCleared: UInt64 = 0

    init(physical: Int) { self.physical = physical }

    @inline(__always)
    private var status: UInt32 {
        var word = UInt32(physical) << 24 | errors
        if doneCount > 0 { word |= 0x400 }
        if doneCount > 1 { word |= 0x800 }
        if waiting != nil { word |= 4 }
        if isPaused { word |= 2 }
        if running != nil, !isPaused { word |= 1 }
        return word
    }

    /// The levels of interrupt lines 12 (done), 13 (error) and 14 (timeout), at their places.
    @inline(__always)
    var lines: UInt32 {
        guard enables != 0 else { return 0 }
        let active = enables & status
        return (active & 0xc00 != 0 ? 1 << 12 : 0) | (active & 0x1f_e000 != 0 ? 1 << 13 : 0)
            | (active & 0x1000 != 0 ? 1 << 14 : 0)
    }

    /// When the running transfer ends, or is late; it does not end while two ends are unacknowledged, so that none is
    /// lost.
    @inline(__always)
    var nextEvent: UInt64 { running == nil || isPaused ? .max : min(doneCount > 1 ? .max : due, late) }

    /// Whether writes to the slow side of the bridge go on without waiting for their outcome.
    var isBuffering: Bool { enables & 1 != 0 }

    /// Takes note of a buffered write that nobody answered.
    mutating func noteFailedWrite() { errors |= 1 << 20 }

    /// Takes note of a soft reset of the core and its controllers.
    mutating func noteReset() { errors |= 1 << 17 }

    // MARK: - The slow clock

    /// Whether the slow clock has risen since software has cleared that.
    func hasSlowTick(at now: UInt64) -> Bool { now / Self.slowCycles > slowCleared / Self.slowCycles }

    /// When the slow clock next rises.
    func nextSlowTick(after now: UInt64) -> UInt64 { (now / Self.slowCycles + 1) * Self.slowCycles }

    // MARK: - Registers

    /// Whether a stored value can be one: transfers end at a time, few ends are not acknowledged.
    var isSound: Bool {
        (running == nil || due <= BoardEmulator.lastCycle) && (0...2).contains(doneCount)
            && max(begun, slowCleared) <= BoardEmulator.lastCycle
    }

    /// Reads a register; `nil` where there is none.
    @inline(__always)
    func load(_ offset: UInt32, at now: UInt64) -> UInt32? {
        switch offset {
        case 0x04: system
        case 0x08: local
        case 0x0c: descriptor
        case 0x10: 0
        case 0x14: status
        case 0x18: enables | (hasSlowTick(at: now) ? 1 << 31 : 0)
        case 0x1c: calculated
        case 0x20: received
        case 0x24: timeOut
        case 0x28: countsBursts ? 1 : 0
        case 0x40..<0x60: bursts[Int(offset - 0x40) >> 2]
        case 0x104: active(at: now).system
        case 0x108: active(at: now).local
        case 0x10c: active(at: now).descriptor
        case 0x180..<0x200: check[Int(offset - 0x180) >> 2]
        default: nil
        }
    }

    /// Writes a register; `false` where there is none, or the queue is full.
    mutating func store(_ offset: UInt32, _ value: UInt32, at now: UInt64) -> Bool {
        let isFull = waiting != nil
        switch offset {
        case 0x04 where !isFull: system = value & ~3
        case 0x08 where !isFull: local = value & ~3
        case 0x0c where !isFull:
            descriptor = value & ~3
            commit(at: now)
        case 0x10: command(value, at: now)
        case 0x18:
            enables = value & 0x001f_fc01
            if value >> 31 == 0 { slowCleared = now }
        case 0x24: timeOut = value & 0x3e0
        case 0x28:
            countsBursts = value & 1 != 0
            if value & 2 != 0 { bursts = SIMD8() }
        case 0x180..<0x200: check[Int(offset - 0x180) >> 2] = value
        default: return false
        }
        return true
    }

    private mutating func commit(at now: UInt64) {
        let transfer = Transfer(system: system, local: local, descriptor: descriptor)
        if running == nil, !isPaused { begin(transfer, at: now) } else { waiting = transfer }
    }

    private mutating func begin(_ transfer: Transfer, at now: UInt64) {
        running = transfer
        begun = now
        due = now + Self.setUpCycles + Self.cyclesPerWord * UInt64(transfer.count >> 2)
        let first = Self.setUpCycles + Self.cyclesPerWord * UInt64(min(transfer.count, transfer.burst) >> 2)
        late = timeOut != 0 && first > UInt64(timeOut) ? now + UInt64(timeOut) : .max
    }

    /// The transfer in progress, from the next burst on.
    private func active(at now: UInt64) -> Transfer {
        guard let running else { return last }
        let words = now > begun + Self.setUpCycles ? (now - begun - Self.setUpCycles) / Self.cyclesPerWord : 0
        return Self.rest(of: running, after: min(Int(words) * 4, running.count))
    }

    /// What is left of a transfer after so many bytes, from the start of a burst on.
    private static func rest(of transfer: Transfer, after bytes: Int) -> Transfer {
        let moved = bytes == transfer.count ? bytes : bytes / transfer.burst * transfer.burst
        return Transfer(
            system: transfer.system &+ UInt32(moved),
            local: transfer.local &+ UInt32(moved),
            descriptor: transfer.descriptor &- UInt32(moved)
        )
    }

    private mutating func command(_ value: UInt32, at now: UInt64) {
        if value & 1 != 0 { waiting = nil }
        if value & 2 != 0, let transfer = running {
            last = active(at: now)
            count(transfer, bytes: transfer.count - last.count)
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

    // MARK: - What the owner does

    /// Takes note of a burst that takes too long, if that is due; the transfer goes on.
    mutating func takeTimeOut(at now: UInt64) -> Bool {
        guard late <= now else { return false }
        late = .max
        errors |= 1 << 12
        return true
    }

    /// The check word of some data, which `CRCC` shows from now on.
    mutating func checkWord(of data: UnsafeRawBufferPointer) -> UInt32 {
        calculated = check.word(of: data)
        return calculated
    }

    /// Takes the check word that came behind the data; returns whether it is the calculated one.
    mutating func receiveCheck(_ word: UInt32) -> Bool {
        received = word
        return word == calculated
    }

    /// Ends the running transfer, whose data the owner has moved or failed to move.
    ///
    /// - Parameter bytes: How much was moved.
    mutating func end(_ failure: Failure?, bytes: Int) {
        guard let transfer = running else { return }
        running = nil
        last = Self.rest(of: transfer, after: bytes)
        count(transfer, bytes: bytes)
        if let failure {
            errors |= failure.rawValue
            isPaused = true
        } else {
            doneCount += 1
            // The engine goes on at once with what waits.
            startWaiting(at: due)
        }
    }

    /// Counts the bursts of a transfer by how long they took.
    private mutating func count(_ transfer: Transfer, bytes: Int) {
        guard countsBursts, bytes > 0 else { return }
        let total = (bytes + transfer.burst - 1) / transfer.burst
        let time = Self.setUpCycles + Self.cyclesPerWord * UInt64(min(bytes, transfer.burst) >> 2)
        // Only the first burst has to wait for the set-up.
        bursts[Int(min(time / 128, 7))] &+= 1
        bursts[0] &+= UInt32(total - 1)
        bursts &= 0xffff
    }
}
