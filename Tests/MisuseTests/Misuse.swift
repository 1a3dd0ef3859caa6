import SwiNN
import Testing

/// One wrong use of the front door, and how it is refused.
struct Misuse: Sendable, CustomTestStringConvertible {
    /// What is wrong, in words; no two are the same.
    let label: String
    /// The kind of mistake; nil for an error of the script's own, which comes through as it is.
    let code: NetworkError.Code?
    /// What the message says: what was given, what is allowed.
    let words: [String]
    /// Whether the simulation has ended afterwards, by what the script itself did before.
    let ends: Bool
    /// The script.
    let script: @MainActor @Sendable (Workbench) throws -> Void

    init(
        _ label: String,
        _ code: NetworkError.Code?,
        _ words: String...,
        ends: Bool = false,
        script: @escaping @MainActor @Sendable (Workbench) throws -> Void
    ) {
        self.init(label, code, words: words, ends: ends, script: script)
    }

    init(
        _ label: String,
        _ code: NetworkError.Code?,
        words: [String],
        ends: Bool = false,
        script: @escaping @MainActor @Sendable (Workbench) throws -> Void
    ) {
        self.label = label
        self.code = code
        self.words = words
        self.ends = ends
        self.script = script
    }

    var testDescription: String { label }

    /// Makes the mistake in a small network, and sees that it is refused and that all else works as before.
    @MainActor
    func judge(on target: SimulationTarget = .host) throws {
        let bench = try Workbench(on: target)
        defer { bench.tidyUp() }
        do {
            try script(bench)
            Issue.record("\(label) is accepted")
        } catch {
            let text = "\(error)"
            #expect((error as? NetworkError)?.code == code, "\(text)")
            for word in words { #expect(text.contains(word), "\(text) does not say \(word)") }
        }
        #expect(bench.isCurrent != ends)
        #expect(bench.files == bench.filesBefore)
        try (ends ? Workbench(on: target) : bench).expectKnownSpikes()
    }
}

/// The error of a script that gives up by itself.
struct ScriptError: Error {}
