/// Turns a trace into lines of no more points than can be seen.
enum TraceLines {
    /// The lines of a trace: a new one after each missing value.
    ///
    /// Where several samples share a column, their extremes are drawn in the order they come, so no peak is lost.
    ///
    /// - Parameters:
    ///   - trace: The trace.
    ///   - time: The times drawn.
    ///   - columns: How many columns can be told apart.
    ///   - x: Place of a time.
    ///   - y: Place of a value.
    static func lines(
        of trace: FigureContent.Trace,
        within time: ClosedRange<Double>,
        columns: Int,
        x: (Double) -> Double,
        y: (Double) -> Double
    ) -> [[Point]] {
        let count = Double(trace.values.count)
        // One sample beyond each end, so that lines reach the frame.
        let first = min(max(((time.lowerBound - trace.tStart) / trace.period).rounded(.down), 0), count)
        let end = min(max(((time.upperBound - trace.tStart) / trace.period).rounded(.up) + 1, first), count)
        let samples = Int(first)..<Int(end)
        let stride = max(1, samples.count / max(1, columns / 2))
        var lines: [[Point]] = [[]]
        var start = samples.lowerBound
        while start < samples.upperBound {
            let chunk = start..<min(start + stride, samples.upperBound)
            start = chunk.upperBound
            let present = chunk.filter { trace.values[$0].isFinite }
            let low = present.min { trace.values[$0] < trace.values[$1] }
            let high = present.max { trace.values[$0] < trace.values[$1] }
            guard let low, let high else {
                if lines.last?.isEmpty == false { lines.append([]) }
                continue
            }
            for sample in low == high ? [low] : [min(low, high), max(low, high)] {
                let place = Point(x: x(trace.tStart + Double(sample) * trace.period), y: y(trace.values[sample]))
                lines[lines.count - 1].append(place)
            }
        }
        return lines.filter { !$0.isEmpty }
    }
}
