import Foundation

/// `board-fuzzer --swinn PATH [--seconds N] [--seed N] [--sessions N] [--monitor scamp.boot]`: mistreats served boards,
/// and fails when one crashes, stops answering or grows without bound.
///
/// One board, three boards and, where its image is given, a board under the official monitor take turns.
/// What is sent depends on the seed only; a session begins with a fresh board and the seed that a finding names.
@main
struct BoardFuzzer {
    private static let batchesInSession = 200

    static func main() async {
        do {
            try await fuzz(CommandLine.arguments)
        } catch {
            FileHandle.standardError.write(Data("FOUND: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func fuzz(_ arguments: [String]) async throws {
        func option(_ name: String) -> String? {
            arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
        }
        guard let swinn = option("--swinn") else {
            throw FuzzSession.Finding(description: "Say --swinn PATH: the program that serves the boards.")
        }
        let seconds = Double(option("--seconds") ?? "") ?? 600
        let firstSeed = UInt64(option("--seed") ?? "") ?? 1
        let sessions = Int(option("--sessions") ?? "") ?? .max
        let end = ContinuousClock.now + .seconds(seconds)
        let victims = [Victim.board, .triad] + (option("--monitor").map { [.official(image: $0)] } ?? [])
        var (sent, done) = (0, 0)
        while done < sessions, ContinuousClock.now < end {
            let seed = firstSeed &+ UInt64(done)
            let session = FuzzSession(seed: seed, victim: victims[Int(seed % UInt64(victims.count))])
            sent += try await session.run(swinn: swinn, until: end, batches: batchesInSession)
            done += 1
        }
        let kinds = victims.map { "\($0)".prefix { $0 != "(" } }.joined(separator: ", ")
        print("Machines, in turn: \(kinds)")
        print("ok \(sent) datagrams to \(done) machines: none crashed, fell silent or outgrew its memory")
    }
}
