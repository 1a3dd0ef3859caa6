import Dispatch
package import GraphMapping
import Synchronization

extension Workers {
    /// Workers on so many threads; by default on as many as there are processors.
    package static func threads(_ count: Int? = nil) -> Self {
        guard let count else { return Self { DispatchQueue.concurrentPerform(iterations: $0, execute: $1) } }
        return Self { total, body in
            let next = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: min(max(1, count), total)) { _ in
                while true {
                    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard number < total else { return }
                    body(number)
                }
            }
        }
    }
}
