import ArgumentParser
import Foundation
import GraphMapping
import MappingSupport

/// Maps graphs and compares time, links and tables with what the peers needed for the same.
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares with the peers.",
        discussion: """
            Of PACMAN's time at most a twentieth may be taken, or a tenth where PACMAN takes less than 0.2 s; links at most \
            as many as the best peer's, and at most nine tenths of them on two graphs of four; the longest table no longer \
            than the best peer's.
            """
    )

    @Option(help: "The folder of the graphs, each a NAME.json or NAME.json.gz.")
    var graphs: String

    @Option(help: "What peers.py has written, one file or several.")
    var peers: [String]

    @Option(help: "Runs whose median time is taken.")
    var repeats = 3

    func run() throws {
        let reports = try peers.map {
            try JSONDecoder().decode(PeerReport.self, from: Data(contentsOf: URL(filePath: $0)))
        }
        let files = try FileManager.default.contentsOfDirectory(
            at: URL(filePath: graphs),
            includingPropertiesForKeys: nil
        )
        .filter { $0.lastPathComponent.hasSuffix(".json") || $0.lastPathComponent.hasSuffix(".json.gz") }
        .sorted { $0.path < $1.path }
        guard !files.isEmpty else { throw ValidationError("\(graphs) has no graphs") }
        let widths = [22, 10, 10, 8, 10, 10, 8, 8, 8]
        print(
            line(
                ["graph", "ours, s", "PACMAN, s", "ratio", "links", "best peer", "ratio", "table", "best"],
                widths: widths
            )
        )
        var missed: [String] = []
        var shares: [Double] = []
        for file in files {
            let graph = try TestGraph(contentsOf: file)
            let runs = reports.flatMap(\.graphs).filter { $0.name == graph.name && $0.cores == graph.coreCount }
                .flatMap(\.runs).filter { $0.error == nil && $0.uncompressed?.wrong == 0 }
            guard let pacman = runs.first(where: { $0.tool == "pacman" })?.seconds,
                runs.contains(where: { $0.tool == "rig" && $0.placer == "sa" }),
                let links = runs.compactMap(\.hops).min(), let table = runs.compactMap(\.compressedLargest).min()
            else {
                missed.append("\(graph.name): there are no figures of PACMAN, or of rig's annealing")
                continue
            }
            let ours = try (0..<repeats).map { _ in try MeasuredMapping(graph) }
            try ours[0].judge()
            let seconds = median(ours.map(\.seconds))
            let (hops, longest) = (ours[0].mapping.hops, ours[0].longestTable)
            let share = Double(hops) / Double(links)
            shares.append(share)
            print(
                line(
                    [
                        graph.name, String(format: "%.4f", seconds), String(format: "%.3f", pacman),
                        String(format: "1/%.0f", pacman / seconds), "\(hops)", "\(links)",
                        String(format: "%.2f", share),
                        "\(longest)", "\(table)",
                    ],
                    widths: widths
                )
            )
            if seconds > pacman / (pacman < 0.2 ? 10 : 20) { missed.append("\(graph.name): time") }
            if hops > links { missed.append("\(graph.name): links") }
            if longest > table { missed.append("\(graph.name): table") }
        }
        if shares.count > 3, shares.filter({ $0 <= 0.9 }).count < 2 {
            missed.append("nine tenths of the links on two graphs")
        }
        print(missed.isEmpty ? "All limits kept." : "MISSED: " + missed.joined(separator: "; "))
        if !missed.isEmpty { throw ExitCode.failure }
    }
}

/// What peers.py writes.
private struct PeerReport: Decodable {
    struct Graph: Decodable {
        let name: String
        let cores: Int
        let runs: [Run]
    }
    struct Run: Decodable {
        struct Tables: Decodable { let wrong: Int? }
        let tool: String
        let placer: String
        let error: String?
        let seconds: Double?
        let hops: Int?
        let compressedLargest: Int?
        let uncompressed: Tables?

        enum CodingKeys: String, CodingKey {
            case tool, placer, error, seconds, hops, uncompressed
            case compressedLargest = "compressed_largest"
        }
    }
    let graphs: [Graph]
}
