internal import Foundation
package import NetworkModel

/// What is to be done with a network: how long it runs, which spikes enter it, what is recorded.
package struct SONATAPlan: Sendable {
    /// Spikes that enter a network.
    package struct Input: Sendable {
        /// The file of spikes.
        package var file: String
        /// The node set that they are for.
        package var nodeSet: String

        /// Makes an input.
        package init(file: String, nodeSet: String) {
            self.file = file
            self.nodeSet = nodeSet
        }
    }

    /// A variable that is recorded.
    package struct Report: Sendable {
        /// The variable, under PyNN's name.
        package var variable: String
        /// The node set that it is recorded of.
        package var cells: String
        /// The time between samples, ms; nil for every time step.
        package var interval: Double?

        /// Makes a report.
        package init(variable: String, cells: String, interval: Double?) {
            self.variable = variable
            self.cells = cells
            self.interval = interval
        }
    }

    /// The time step, ms.
    package var timestep: Double
    /// The time at which the simulation ends, ms.
    package var tstop: Double
    /// The spikes that enter.
    package var inputs: [Input] = []
    /// What is recorded beside all spikes.
    package var reports: [Report] = []
    /// The folder of what is recorded.
    package var outputFolder: String
    /// The name of the file of spikes in it.
    package var spikesFile = "spikes.h5"
    /// How its spikes are sorted: `none`, `by_id` or `by_time`.
    package var sortOrder = "by_time"
    /// The node sets.
    package var nodeSets: SONATANodeSets

    /// Reads a simulation configuration.
    ///
    /// - Parameter path: The file.
    /// - Throws: `NetworkError` for a file that is missing or has not what is needed, and for inputs that are not
    ///   spikes in an HDF5 file.
    package init(readingConfig path: String) throws(NetworkError) {
        let config = try SONATAConfig(path)
        let run = try config.required("run")
        timestep = try run.required("dt").number()
        tstop = try run.required("tstop").number()
        let output = config["output"]
        outputFolder =
            try output?["output_dir"]?.file() ?? URL(filePath: path).deletingLastPathComponent().relativePath
        spikesFile = try output?["spikes_file"]?.text() ?? spikesFile
        sortOrder = try output?["spikes_sort_order"]?.text() ?? sortOrder
        if sortOrder == "time" || sortOrder == "id" { sortOrder = "by_\(sortOrder)" }
        nodeSets = SONATANodeSets(
            try config["node_sets_file"].map { file throws(NetworkError) in try SONATAConfig(file.file()) }
        )
        for name in config["inputs"]?.names ?? [] {
            guard let input = config["inputs"]?[name] else { continue }
            for (key, allowed) in [("input_type", "spikes"), ("module", "h5")] {
                let given = try input.required(key).text()
                try NetworkError.require(
                    given == allowed,
                    .unsupported,
                    what: "\(key) of the input '\(name)'",
                    location: "'\(path)'",
                    given: "'\(given)'",
                    allowed: "'\(allowed)'"
                )
            }
            inputs.append(
                Input(file: try input.required("input_file").file(), nodeSet: try input.required("node_set").text())
            )
        }
        for name in config["reports"]?.names ?? [] {
            guard let report = config["reports"]?[name], report["enabled"]?.isFalse != true else { continue }
            reports.append(
                Report(
                    variable: try report.required("variable_name").text(),
                    cells: try report.required("cells").text(),
                    interval: try report["dt"]?.number()
                )
            )
        }
    }
}
