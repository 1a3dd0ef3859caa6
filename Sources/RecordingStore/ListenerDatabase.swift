internal import Foundation
internal import GRDB
package import SpiNNakerMachine

/// What listeners of SpiNNaker's notification protocol read about a network on a board: where its populations are, and
/// which keys their cells' spikes have.
///
/// The tables and views that carry live output and proxies are there and empty.
///
/// - SeeAlso: SpiNNFrontEndCommon 7.4.1, `utilities/database/`, which says what the tables are called.
package struct ListenerDatabase: Sendable {
    /// A core's share of a population.
    package struct Part: Sendable {
        /// The population's index.
        let population: Int
        /// Where it runs.
        let core: CoreID
        /// Its first cell's index in the population.
        let firstCell: Int
        /// The keys of its cells.
        let keys: [UInt32]

        /// Describes a part.
        package init(population: Int, core: CoreID, firstCell: Int, keys: [UInt32]) {
            self.population = population
            self.core = core
            self.firstCell = firstCell
            self.keys = keys
        }
    }

    /// The run in numbers, by the names that listeners know: `machine_time_step` in µs, `runtime` in ms and so on.
    let parameters: [String: Double]
    /// The machine.
    let machine: Machine
    /// The addresses of chips with an Ethernet connection.
    let addresses: [ChipID: String]
    /// The labels of the populations.
    let populations: [String]
    /// Their shares.
    let parts: [Part]

    /// Gathers what there is to know.
    package init(
        parameters: [String: Double],
        machine: Machine,
        addresses: [ChipID: String],
        populations: [String],
        parts: [Part]
    ) {
        self.parameters = parameters
        self.machine = machine
        self.addresses = addresses
        self.populations = populations
        self.parts = parts
    }

    /// Writes the file, which must not exist.
    ///
    /// - Throws: `RecordingStoreError`.
    package func write(to path: String) throws {
        do {
            let queue = try DatabaseQueue(path: path)
            try queue.write { database in
                try Self.makeTables(in: database)
                for (name, statement) in Self.views {
                    try database.execute(sql: "CREATE VIEW \(name) AS \(statement)")
                }
                try insert(into: database)
            }
            try queue.close()
        } catch {
            throw RecordingStoreError(.cannotOpen, "Failed to write the listeners' database '\(path)'", cause: error)
        }
    }

    private func insert(into database: Database) throws {
        func add(_ table: String, _ values: (any DatabaseValueConvertible)?...) throws {
            let marks = values.map { _ in "?" }.joined(separator: ", ")
            let statement = try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(marks))")
            try statement.execute(arguments: StatementArguments(values))
        }
        for (name, value) in parameters { try add("configuration_parameters", name, value) }
        try add("Machine_layout", 1, machine.width, machine.height)
        for id in machine.chipIDs {
            guard let chip = machine.chips[id] else { continue }
            // The monitor's core counts.
            let cores = chip.applicationCores.count + 1
            let ethernet = chip.ethernetChip
            try add("Machine_chip", cores, id.x, id.y, 1, addresses[id], ethernet.x, ethernet.y)
        }
        for (index, label) in populations.enumerated() { try add("Application_vertices", index + 1, label) }
        for (index, part) in parts.enumerated() {
            let (number, core) = (index + 1, part.core)
            let cells = "\(part.firstCell)-\(part.firstCell + part.keys.count - 1)"
            try add("Machine_vertices", number, "\(populations[part.population]): \(cells)")
            try add("graph_mapper_vertex", part.population + 1, number)
            try add("Placements", number, 1, core.chip.x, core.chip.y, core.core)
            for (cell, key) in part.keys.enumerated() {
                try add("event_to_atom_mapping", number, part.firstCell + cell, key)
            }
        }
    }
}
