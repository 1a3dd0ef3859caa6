import Foundation
package import SimulationRuntime
import Synchronization

/// Tells a person at a terminal which stage a simulation is in; silent when standard error is something else.
package final class Progress: Sendable {
    private let isTerminal: Bool
    private let write: @Sendable (String) -> Void
    private let last = Mutex<ProgressReport?>(nil)

    /// Writes to standard error.
    package convenience init() {
        self.init(isTerminal: isatty(STDERR_FILENO) == 1) { FileHandle.standardError.write(Data($0.utf8)) }
    }

    /// Writes wherever is said.
    package init(isTerminal: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.write = write
    }

    /// Shows a report, unless it would look the same as the last.
    package func show(_ report: ProgressReport) {
        guard isTerminal else { return }
        let rounded = ProgressReport(report.stage, report.fraction.map { ($0 * 100).rounded() / 100 })
        let isNew = last.withLock { last in
            defer { last = rounded }
            return last != rounded
        }
        guard isNew else { return }
        // Carriage return and "erase to end of line": one line that is written over.
        let share = rounded.fraction.map { " \(Int($0 * 100)) %" } ?? ""
        write("\r\u{1B}[K\(rounded.stage)\(share)")
    }

    /// Clears the line.
    package func finish() {
        guard isTerminal, last.withLock({ $0 }) != nil else { return }
        last.withLock { $0 = nil }
        write("\r\u{1B}[K")
    }

    /// Says something that is no error but that a user should know; also when nobody watches.
    package func warn(_ text: String) {
        finish()
        write("warning: \(text)\n")
    }
}
