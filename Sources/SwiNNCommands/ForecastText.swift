import GraphMapping

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
            ("cores", "\(Self.grouped(forecast.coresUsed)), \(Self.grouped(forecast.coresFree)) free"),
            ("sources", "\(Self.grouped(forecast.sources)) in \(Self.grouped(forecast.nets)) nets"),
            ("links of all trees", Self.grouped(forecast.hops)),
            ("longest tree", "\(forecast.longestTree) links"),
        ]
        if let chip = forecast.longestTable {
            let entries = "\(chip.entries) entries on chip \(chip.id), \(chip.trees) before shortening"
            rows.append(("longest table", "\(entries); \(chip.freeEntries) free"))
        }
        if let link = forecast.mostLoadedLink {
            let packets = link.packets > 0 ? ", \(Self.grouped(Int(link.packets.rounded()))) packets per second" : ""
            rows.append(("most loaded link", "\(link.link) of chip \(link.chip): \(link.sources) sources\(packets)"))
        }
        let tight = forecast.chipsByFreeSDRAM.prefix(3).map { "\(Self.grouped($0.freeSDRAM)) on \($0.id)" }
        if !tight.isEmpty { rows.append(("least SDRAM left", "bytes: " + tight.joined(separator: ", "))) }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
        text = ([name] + lines).joined(separator: "\n")
    }

    /// A whole number with blanks between thousands.
    private static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let groups = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? " \(digit)" : "\(digit)"
        }
        return (number < 0 ? "-" : "") + groups.joined()
    }
}
