import GraphMapping
import MappingFiles

/// A forecast as a short table for people.
struct ForecastText {
    /// The lines.
    let text: String

    /// Prints a forecast.
    ///
    /// - Parameter name: The name of the graph.
    init(_ forecast: MappingForecast, named name: String) {
        var rows = [
            ("boards", "\(forecast.boardsUsed) of \(forecast.boards)"),
            ("chips", "\(forecast.chipsUsed) of \(forecast.chips.count)"),
            ("cores", "\(forecast.coresUsed.inThousands), \(forecast.coresFree.inThousands) free"),
            ("sources", "\(forecast.sources.inThousands) in \(forecast.nets.inThousands) nets"),
            ("links of all trees", forecast.hops.inThousands),
            ("longest tree", "\(forecast.longestTree) links"),
        ]
        if let chip = forecast.longestTable {
            let entries = "\(chip.entries) entries on chip \(chip.id), \(chip.trees) before shortening"
            rows.append(("longest table", "\(entries); \(chip.freeEntries) free"))
        }
        if let link = forecast.mostLoadedLink {
            let packets = link.packets > 0 ? ", \(Int(link.packets.rounded()).inThousands) packets per second" : ""
            rows.append(("most loaded link", "\(link.link) of chip \(link.chip): \(link.sources) sources\(packets)"))
        }
        let tight = forecast.chipsByFreeSDRAM.prefix(3).map { "\($0.freeSDRAM.inThousands) on \($0.id)" }
        if !tight.isEmpty { rows.append(("least SDRAM left", "bytes: " + tight.joined(separator: ", "))) }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
        text = ([name] + lines).joined(separator: "\n")
    }
}
