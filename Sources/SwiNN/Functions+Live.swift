import Dispatch
import NetworkModel
import Synchronization

// Runs whose end or pace others decide. Only these functions may be called from other threads while a simulation runs.

/// What other threads have asked of a run.
private enum Requests {
    static let stop = Atomic<Bool>(false)
    static let continuation = DispatchSemaphore(value: 0)
}

/// Ends a ``runForever(syncTime:patience:)`` or ``runSync(_:syncTime:patience:)`` at its next pause. May be called from any
/// thread.
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
///   - syncTime: The time after which it waits for ``continueSimulation()``, ms, rounded up to whole time steps; 0 to
///     pause for a moment only, after every 1,000 ms.
///   - patience: How long it waits at most.
/// - Returns: The current time, ms.
/// - Throws: ``NetworkError`` before `setup`, for a time that is negative, not finite or of more than 2^31 time steps, and
///   when nobody lets it go on in time; as ``run(_:callbacks:)``.
@MainActor
@discardableResult
public func runForever(syncTime: Double = 0, patience: Duration = .seconds(60)) throws -> Double {
    try checkSyncTime(syncTime, "runForever", allowsNone: true)
    let part = syncTime > 0 ? syncTime : 1_000
    return try runInParts("runForever", nil, of: part, patience: syncTime > 0 ? patience : nil)
}

/// Advances the simulation, and waits for ``continueSimulation()`` between its parts; ``requestStop()`` ends it early.
///
/// - Parameters:
///   - runTime: The time to advance in all, ms, at least 0, rounded up to whole time steps.
///   - syncTime: The length of a part, ms, more than 0, rounded up likewise.
///   - patience: How long it waits at most.
/// - Returns: The current time, ms.
/// - Throws: ``NetworkError`` as ``runForever(syncTime:patience:)``.
@MainActor
@discardableResult
public func runSync(_ runTime: Double, syncTime: Double, patience: Duration = .seconds(60)) throws -> Double {
    try checkSyncTime(syncTime, "runSync", allowsNone: false)
    return try runInParts("runSync", runTime, of: syncTime, patience: patience)
}

/// Runs part after part until a time has passed or a stop is requested.
///
/// - Parameters:
///   - time: The time to advance in all, ms; nil for no end.
///   - part: The length of a part, ms; at least one step.
///   - patience: How long it waits at most after each part but the last; nil to go on at once.
@MainActor
private func runInParts(_ call: String, _ time: Double?, of part: Double, patience: Duration?) throws -> Double {
    let simulation = try Simulation.active(for: call)
    var left = try time.map { try simulation.steps(in: $0, "time to run", call) } ?? .max
    let part = max(1, try simulation.steps(in: part, "syncTime", call))
    forgetRequests()
    while true {
        let steps = min(part, left)
        try simulation.run(steps: steps)
        left -= steps
        if left == 0 || Requests.stop.load(ordering: .acquiring) { break }
        if let patience { try awaitContinuation(call, patience) }
        if Requests.stop.load(ordering: .acquiring) { break }
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

/// Forgets what was asked before there was anything to stop or to continue.
private func forgetRequests() {
    Requests.stop.store(false, ordering: .releasing)
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
