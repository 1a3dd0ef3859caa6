import Dispatch
import NetworkModel
import Synchronization

// Runs whose end or pace others decide. Only these functions may be called from other threads while a simulation runs.

/// What other threads have asked of a run.
private enum Requests {
    static let stop = Atomic<Bool>(false)
    static let continuation = DispatchSemaphore(value: 0)
}

/// Ends a ``runForever(syncTime:patience:)`` at its next pause. May be called from any thread, and from callbacks.
public func requestStop() {
    Requests.stop.store(true, ordering: .releasing)
    Requests.continuation.signal()
}

/// Lets a run go on that waits for it: one for each pause. May be called from any thread.
public func continueSimulation() { Requests.continuation.signal() }

/// Advances the simulation until ``requestStop()`` is called.
///
/// Data are fetched and stored at each pause, so that a run may be as long as the disk is large.
///
/// - Parameters:
///   - syncTime: The time after which it waits for ``continueSimulation()``, ms; 0 to pause for a moment only, every second.
///   - patience: How long it waits at most.
/// - Returns: The current time, ms.
/// - Throws: ``NetworkError`` before `setup`, for a time that is negative or not finite, and when nobody lets it go on in
///   time; as ``run(_:callbacks:)``.
@MainActor
@discardableResult
public func runForever(syncTime: Double = 0, patience: Duration = .seconds(60)) throws -> Double {
    try checkSyncTime(syncTime, "runForever", allowsNone: true)
    Requests.stop.store(false, ordering: .releasing)
    forgetContinuations()
    while true {
        let time = try run(syncTime > 0 ? syncTime : 1_000)
        if Requests.stop.load(ordering: .acquiring) { return time }
        if syncTime > 0 { try awaitContinuation("runForever", patience) }
        if Requests.stop.load(ordering: .acquiring) { return time }
    }
}

/// Advances the simulation, and waits for ``continueSimulation()`` between its parts.
///
/// - Parameters:
///   - runTime: The time to advance in all, ms.
///   - syncTime: The length of a part, ms.
///   - patience: How long it waits at most.
/// - Returns: The current time, ms.
/// - Throws: ``NetworkError`` as ``runForever(syncTime:patience:)``.
@MainActor
@discardableResult
public func runSync(_ runTime: Double, syncTime: Double, patience: Duration = .seconds(60)) throws -> Double {
    try checkSyncTime(syncTime, "runSync", allowsNone: false)
    forgetContinuations()
    let end = try run(0) + runTime
    while try getCurrentTime() < end {
        let left = end - (try getCurrentTime())
        try run(min(syncTime, left))
        if try getCurrentTime() < end { try awaitContinuation("runSync", patience) }
    }
    return try getCurrentTime()
}

private func checkSyncTime(_ time: Double, _ call: String, allowsNone: Bool) throws {
    try NetworkError.require(
        time.isFinite && (time > 0 || allowsNone && time == 0),
        what: "syncTime",
        location: call,
        given: "\(time) ms",
        allowed: allowsNone ? "at least 0.0 ms" : "more than 0.0 ms"
    )
}

/// Forgets continuations that came before there was anything to continue.
private func forgetContinuations() {
    while Requests.continuation.wait(timeout: .now()) == .success {}
}

private func awaitContinuation(_ call: String, _ patience: Duration) throws {
    let (seconds, attoseconds) = patience.components
    let limit = DispatchTime.now() + Double(seconds) + Double(attoseconds) * 1e-18
    guard Requests.continuation.wait(timeout: limit) == .success else {
        throw NetworkError(
            .state,
            what: "continueSimulation() was not called within \(patience)",
            location: call,
            allowed: "a call for each pause, or requestStop()"
        )
    }
}
