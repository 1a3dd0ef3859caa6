internal import HDF5Files
package import NetworkModel

/// SONATA's files of spikes.
package enum SONATASpikes {
    /// Reads the spikes of a population.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - population: The population; a file of a single one, whatever its name, will do, and so will PyNN's, which has
    ///     none.
    /// - Returns: Spike times in ms, by the node's ID.
    /// - Throws: `NetworkError` for a file that is missing, damaged, or without that population.
    package static func read(_ path: String, population: String) throws(NetworkError) -> [Int: [Double]] {
        let columns: (ids: [Int], times: [Double])
        do {
            columns = try HDF5Input.read(path) { file throws(HDF5Error) in
                let (place, ids) = try locate(file, path, population)
                let unit = try file.text("units", of: "\(place)/timestamps") ?? "ms"
                guard unit == "ms" else {
                    throw HDF5Error(.unreadableData, "the times in '\(path)' are in \(unit), not in ms")
                }
                return (ids: try file.integers("\(place)/\(ids)"), times: try file.numbers("\(place)/timestamps"))
            }
        } catch {
            throw NetworkError(.file, what: "\(error)", location: "'\(path)'")
        }
        try NetworkError.require(
            columns.ids.count == columns.times.count,
            .wrongCount,
            what: "times of spikes",
            location: "'\(path)'",
            given: "\(columns.times.count)",
            allowed: "\(columns.ids.count), the number of IDs"
        )
        var spikes: [Int: [Double]] = [:]
        for (id, time) in zip(columns.ids, columns.times) { spikes[id, default: []].append(time) }
        return spikes
    }

    /// Where the spikes are, and what the IDs are called there.
    private static func locate(
        _ file: borrowing HDF5Input,
        _ path: String,
        _ population: String
    ) throws(HDF5Error) -> (place: String, ids: String) {
        if file.contains("/spikes/timestamps") { return ("/spikes", "gids") }
        let names = try file.names(in: "/spikes")
        guard let name = names.contains(population) ? population : names.count == 1 ? names.first : nil else {
            throw HDF5Error(
                .unreadableData,
                "'\(path)' has no population '\(population)', but \(names.map { "'\($0)'" }.joined(separator: ", "))"
            )
        }
        return ("/spikes/\(name)", "node_ids")
    }
}
