/// How work is spread over the host's processors: pure algorithms are told, they have no threads of their own.
package struct Workers: Sendable {
    private let perform: @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

    /// Creates workers.
    ///
    /// - Parameter perform: Calls `body` once with each number from 0 to below `count`, in any order and from any threads, and
    ///   returns when all calls have.
    package init(perform: @escaping @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void) {
        self.perform = perform
    }

    /// Does one thing after the other on the calling thread.
    package static let one = Workers { count, body in
        for number in 0..<count { body(number) }
    }

    /// The results of `body` for the numbers from 0 to below `count`, in their order.
    func map<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each call writes a place of its own.
            nonisolated(unsafe) let base = buffer.baseAddress
            perform(count) { number in
                if let base { (base + number).initialize(to: body(number)) }
            }
            initialized = count
        }
    }

    /// The values of `body` for the numbers from 0 to below `count`, thousands of them at a time.
    func fill<Value: BitwiseCopyable & Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        let share = 8_192
        return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each call writes places of its own.
            nonisolated(unsafe) let base = buffer.baseAddress
            perform((count + share - 1) / share) { number in
                for place in number * share..<min((number + 1) * share, count) {
                    if let base { (base + place).initialize(to: body(place)) }
                }
            }
            initialized = count
        }
    }
}
