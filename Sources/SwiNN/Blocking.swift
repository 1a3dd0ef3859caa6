import Dispatch
import Synchronization

/// Waits for asynchronous work from a script's synchronous code.
///
/// This is the one place where the front door meets the asynchronous floors. The main actor is blocked meanwhile, so
/// the work must never need it; every wait below has a deadline of its own, so this one ends.
@MainActor
func blocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let box = ResultBox<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        do {
            let value = try await work()
            box.result.withLock { $0 = .success(value) }
        } catch {
            box.result.withLock { $0 = .failure(error) }
        }
        done.signal()
    }
    done.wait()
    guard let result = box.result.withLock({ $0 }) else {
        preconditionFailure("Work that has signalled its end has left a result.")
    }
    return try result.get()
}

/// Carries a result from one thread to another.
private final class ResultBox<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}
