import BoardEmulator
import Foundation
import Synchronization

/// Threads that share the pieces of work of one owner, who works along.
///
/// Windows of emulated time are short: between two of them a thread spins for a while before it sleeps. The owner waits
/// for pieces, not for threads: one that the host does not let run holds nobody up.
final class WorkerPool: ParallelRunner, @unchecked Sendable {
    /// How often a thread looks for work before it lets others have the processor now and then: longer than it takes
    /// from one window to the next, for whoever gives the processor away may not get it back for milliseconds.
    private static let eagerness = 8_000
    /// How often a thread looks for work before it sleeps; some tenths of a millisecond.
    private static let patience = 20_000
    /// The most pieces of one call that are shared.
    private static let mostPieces = 0xffff

    /// The number of the call (bits 32 to 63), its pieces (16 to 31), the next one to be taken (0 to 15).
    private let ticket = Atomic<UInt64>(0)
    private let finished = Atomic(0)
    // Written by the owner before `ticket` moves on; read by those who have taken a piece, for which the owner waits.
    private var piece: ((Int) -> Void)?

    // `condition` guards the going to sleep and the waking.
    private let condition = NSCondition()
    private let sleepers = Atomic(0)
    private let isEnding = Atomic(false)
    private let threadCount: Int

    /// Starts the threads besides the owner's own.
    init(additionalThreads: Int) {
        threadCount = additionalThreads
        for index in 0..<additionalThreads {
            let thread = Thread { self.work() }
            thread.name = "board \(index + 2)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Lets the threads end once they have nothing to do.
    func end() {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        publish(count: 0)
        condition.withLock { condition.broadcast() }
    }

    /// Carries out pieces of work on all threads; only the owner may call it, one call at a time.
    func run(count: Int, _ piece: (Int) -> Void) {
        guard count > 1, threadCount > 0, count <= Self.mostPieces else {
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
            takePieces()
            var looks = 0
            while finished.load(ordering: .acquiring) < count { Self.pass(&looks) }
            self.piece = nil
        }
    }

    private func publish(count: Int) {
        let call = ticket.load(ordering: .relaxed) >> 32 &+ 1
        ticket.store(call << 32 | UInt64(count) << 16, ordering: .sequentiallyConsistent)
    }

    private func takePieces() {
        var current = ticket.load(ordering: .acquiring)
        while current & 0xffff < current >> 16 & 0xffff {
            let (isMine, original) = ticket.compareExchange(
                expected: current,
                desired: current + 1,
                ordering: .acquiringAndReleasing
            )
            if isMine {
                carryOut(Int(current & 0xffff))
                finished.add(1, ordering: .releasing)
                current = ticket.load(ordering: .acquiring)
            } else {
                current = original
            }
        }
    }

    // Not inlined: nothing of `piece` may be held when the piece counts as finished.
    @inline(never)
    private func carryOut(_ index: Int) { piece?(index) }

    private func work() {
        var seen: UInt64 = 0
        while true {
            seen = waitForWork(after: seen)
            guard !isEnding.load(ordering: .sequentiallyConsistent) else { return }
            takePieces()
        }
    }

    /// Waits until the number of the call differs from one that was seen, and returns it.
    private func waitForWork(after seen: UInt64) -> UInt64 {
        var looks = 0
        while looks < Self.patience {
            let current = ticket.load(ordering: .acquiring) >> 32
            if current != seen { return current }
            Self.pass(&looks)
        }
        return condition.withLock {
            sleepers.add(1, ordering: .sequentiallyConsistent)
            defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
            while true {
                let current = ticket.load(ordering: .sequentiallyConsistent) >> 32
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
