import BoardEmulator
import Foundation
import Synchronization

/// Threads that share the pieces of work of one owner, who works along.
///
/// Windows of emulated time are short: between two of them a thread spins for a while before it sleeps. Each thread has a
/// share of the pieces, the same one if the next call has as many, so that what a piece uses stays in the caches of one
/// processor; who is done with its own takes from the others'. The owner waits for pieces, not for threads: one that the
/// host does not let run holds nobody up.
final class WorkerPool: ParallelRunner, @unchecked Sendable {
    /// How often a thread looks for work before it lets others have the processor now and then: longer than it takes
    /// from one window to the next, for whoever gives the processor away may not get it back for milliseconds.
    private static let eagerness = 8_000
    /// How often a thread looks for work before it sleeps; some tenths of a millisecond.
    private static let patience = 20_000
    /// The most pieces of one call that are shared.
    private static let mostPieces = 0xffff
    /// From one share to the next: processors fetch lines of caches in pairs.
    private static let stride = 128 / MemoryLayout<Atomic<UInt64>>.stride

    /// By thread, the owner's first, `stride` apart: the number of the call (bits 32 to 63) and those of its pieces that
    /// nobody has taken, the end (16 to 31) and the first one (0 to 15).
    private let shares: UnsafeMutablePointer<Atomic<UInt64>>
    private let finished = Atomic(0)
    // Written by the owner before the shares; read by those who have taken a piece, for which the owner waits.
    private var piece: ((Int) -> Void)?
    private var call: UInt64 = 0

    // `condition` guards the going to sleep and the waking.
    private let condition = NSCondition()
    private let sleepers = Atomic(0)
    private let isEnding = Atomic(false)
    private let threadCount: Int

    /// Starts the threads besides the owner's own.
    init(additionalThreads: Int) {
        threadCount = additionalThreads + 1
        shares = .allocate(capacity: threadCount * Self.stride)
        for index in 0..<threadCount * Self.stride { (shares + index).initialize(to: Atomic(0)) }
        for index in 1..<threadCount {
            let thread = Thread { self.work(index) }
            thread.name = "board \(index + 1)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    deinit {
        shares.deinitialize(count: threadCount * Self.stride)
        shares.deallocate()
    }

    /// Lets the threads end once they have nothing to do.
    func end() {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        publish(count: 0)
        condition.withLock { condition.broadcast() }
    }

    /// Carries out pieces of work on all threads; only the owner may call it, one call at a time.
    func run(count: Int, _ piece: (Int) -> Void) {
        guard count > 1, threadCount > 1, count <= Self.mostPieces else {
            for index in 0..<count { piece(index) }
            return
        }
        withoutActuallyEscaping(piece) { piece in
            self.piece = piece
            finished.store(0, ordering: .relaxed)
            publish(count: count)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
                condition.withLock { condition.broadcast() }
            }
            takePieces(0)
            var looks = 0
            while finished.load(ordering: .acquiring) < count { Self.pass(&looks) }
            self.piece = nil
        }
    }

    private func publish(count: Int) {
        call = (call + 1) & 0xffff_ffff
        // The others', who may be waiting, first.
        for thread in (0..<threadCount).reversed() {
            let (first, end) = (thread * count / threadCount, (thread + 1) * count / threadCount)
            let share = call << 32 | UInt64(end) << 16 | UInt64(first)
            shares[thread * Self.stride].store(share, ordering: .sequentiallyConsistent)
        }
    }

    /// Carries out pieces of a thread's own share from its first on, then of the others' from their last on.
    private func takePieces(_ thread: Int) {
        var count = 0
        for turn in 0..<threadCount {
            let share = (thread + turn) % threadCount * Self.stride
            while let index = takePiece(of: share, last: turn > 0) {
                carryOut(index)
                count += 1
            }
        }
        // A thread that has carried out pieces of a call has its owner wait for this: they are all of the same.
        if count > 0 { finished.add(count, ordering: .releasing) }
    }

    private func takePiece(of share: Int, last: Bool) -> Int? {
        var current = shares[share].load(ordering: .relaxed)
        while case let (first, end) = (current & 0xffff, current >> 16 & 0xffff), first < end {
            let (isMine, original) = shares[share].compareExchange(
                expected: current,
                desired: last ? current - 0x1_0000 : current + 1,
                ordering: .acquiring
            )
            if isMine { return Int(last ? end - 1 : first) }
            current = original
        }
        return nil
    }

    // Not inlined: nothing of `piece` may be held when the piece counts as finished.
    @inline(never)
    private func carryOut(_ index: Int) { piece?(index) }

    private func work(_ thread: Int) {
        var seen: UInt64 = 0
        while true {
            seen = waitForWork(thread, after: seen)
            guard !isEnding.load(ordering: .sequentiallyConsistent) else { return }
            takePieces(thread)
        }
    }

    /// Waits until the number of a thread's call differs from one that was seen, and returns it.
    private func waitForWork(_ thread: Int, after seen: UInt64) -> UInt64 {
        let share = thread * Self.stride
        var looks = 0
        while looks < Self.patience {
            let current = shares[share].load(ordering: .acquiring) >> 32
            if current != seen { return current }
            Self.pass(&looks)
        }
        return condition.withLock {
            sleepers.add(1, ordering: .sequentiallyConsistent)
            defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
            while true {
                let current = shares[share].load(ordering: .sequentiallyConsistent) >> 32
                if current != seen { return current }
                condition.wait()
            }
        }
    }

    /// Passes a moment; after some time others get the processor now and then.
    private static func pass(_ looks: inout Int) {
        looks += 1
        if looks > eagerness, looks % 64 == 0 { sched_yield() }
    }
}
