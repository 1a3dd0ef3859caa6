import Foundation

/// The table that is printed, line by line as figures are there.
struct Report {
    /// What a figure is measured against.
    enum Limit {
        case none
        case atMost(Double)
        case atLeast(Double)
        case near(Double, within: Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .none: true
            case .atMost(let limit): value <= limit
            case .atLeast(let limit): value >= limit
            case .near(let other, let bound): (value - other).magnitude <= bound
            }
        }
    }

    /// The figures beyond their limits.
    private(set) var missed: [String] = []

    /// Begins a group of figures.
    func section(_ title: String) { write("\n\(title)\n") }

    /// Adds a figure.
    mutating func add(_ what: String, _ value: Double, _ unit: String, limit: Limit = .none) {
        let verdict: String
        switch limit {
        case .none: verdict = ""
        case .atMost(let bound): verdict = "at most \(Self.number(bound))"
        case .atLeast(let bound): verdict = "at least \(Self.number(bound))"
        case .near(let other, let bound): verdict = "\(Self.number(other)) ± \(Self.number(bound))"
        }
        var line = "  " + Self.padded(what, 62) + Self.padded(Self.number(value), 12, right: true) + " "
        line += Self.padded(unit, 18)
        if !verdict.isEmpty {
            let isMet = limit.isMet(by: value)
            line += Self.padded(verdict, 18) + (isMet ? "ok" : "MISSED")
            if !isMet { missed.append(what) }
        }
        write(line + "\n")
    }

    /// Adds a remark.
    func note(_ text: String) { write("  \(text)\n") }

    private func write(_ text: String) {
        // Written at once, for some figures take a while; a reader who has gone is no trouble.
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    private static func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return right ? blanks + text : text + blanks
    }

    private static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e9 { return String(Int(value)) }
        return String(format: abs(value) >= 100 ? "%.1f" : "%.2f", value)
    }
}
