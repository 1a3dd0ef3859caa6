import SimulationRuntime

/// Tells how far a projection has come with connecting: PyNN's `callback` and sPyNNaker's `verbose`.
@MainActor
package struct ConnectingProgress {
    private let stage: String
    private let callback: (@MainActor (Double) -> Void)?
    private let progress: Progress?

    /// Makes one for a projection.
    ///
    /// - Parameters:
    ///   - label: The projection's label.
    ///   - callback: Told the fraction.
    ///   - progress: Where the fraction is shown, if it is.
    package init(label: String, callback: (@MainActor (Double) -> Void)?, progress: Progress?) {
        stage = "Connecting '\(label)'"
        self.callback = callback
        self.progress = progress
    }

    /// Does a piece of work for each of some parts and tells the fraction done, from 0 when `parts` are asked for to 1 when
    /// all is done.
    package func following<Part, Result>(
        _ parts: () throws -> [Part],
        _ connect: (Part) throws -> Result
    ) rethrows -> [Result] {
        defer { progress?.finish() }
        tell(0)
        let parts = try parts()
        if parts.isEmpty { tell(1) }
        return try parts.enumerated().map { index, part in
            let result = try connect(part)
            tell(Double(index + 1) / Double(parts.count))
            return result
        }
    }

    private func tell(_ fraction: Double) {
        callback?(fraction)
        progress?.show(ProgressReport(stage, fraction))
    }
}
