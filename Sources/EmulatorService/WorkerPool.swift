import BoardEmulator
import Foundation
import Synchronization

/// Threads that share the pieces of work of one owner, who works along.
///
/// Windows of emulated time are short: between two of them a thread spins for a while before it sleeps.
final class WorkerPool: ParallelRunner, @unchecked Sendable {
    /// How often a thread looks for work before it sleeps; some tenths of a millisecond.
    private static let patience = 20_000

    // `piece` and `count` are written by the owner before `generation` moves and read by the others after that.
    private var piece: ((Int) -> Void)?
    private var count = 0
    private let generation = Atomic(0)
    private let next = Atomic(0)
    private let busyThreads = Atomic(0)

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
        generation.add(1, ordering: .sequentiallyConsistent)
        condition.withLock { condition.broadcast() }
    }

    /// Carries out pieces of work on all threads; only the owner may call it, one call at a time.
    func run(count: Int, _ piece: (Int) -> Void) {
        guard count > 1, threadCount > 0 else {
            for index in 0..<count { piece(index) }
            return
        }
        withoutActuallyEscaping(piece) { piece in
            self.piece = piece
            self.count = count
            next.store(0, ordering: .relaxed)
            busyThreads.store(threadCount, ordering: .relaxed)
            generation.add(1, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
                condition.withLock { condition.broadcast() }
            }
            takePieces()
            var looks = 0
            while busyThreads.load(ordering: .acquiring) > 0 { Self.pass(&looks) }
            self.piece = nil
        }
    }

    private func takePieces() {
        guard let piece else { return }
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            piece(index)
        }
    }

    private func work() {
        var seen = 0
        while true {
            seen = waitForWork(after: seen)
            guard !isEnding.load(ordering: .sequentiallyConsistent) else { return }
            takePieces()
            busyThreads.subtract(1, ordering: .releasing)
        }
    }

    /// Waits until the generation differs from one that was seen, and returns it.
    private func waitForWork(after seen: Int) -> Int {
        var looks = 0
        while looks < Self.patience {
            let current = generation.load(ordering: .acquiring)
            if current != seen { return current }
            Self.pass(&looks)
        }
        return condition.withLock {
            sleepers.add(1, ordering: .sequentiallyConsistent)
            defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
            while true {
                let current = generation.load(ordering: .sequentiallyConsistent)
                if current != seen { return current }
                condition.wait()
            }
        }
    }

    /// Passes a moment; now and then others get the processor.
    private static func pass(_ looks: inout Int) {
        looks += 1
        if looks % 64 == 0 { sched_yield() }
    }
}
