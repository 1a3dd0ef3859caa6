/// A population as the lower floors see it: plain numbers, complete and checked.
package struct PopulationDescription: Hashable, Sendable {
    /// The population's number.
    package let id: PopulationID
    /// The label, unique in the network.
    package let label: String
    /// The number of cells, at least 1.
    package let size: Int
    /// The global ID of the first cell; IDs run on in order of creation.
    package let firstID: Int
    /// The kind of its cells.
    package let kind: CellSchema.Kind
    /// All parameters of the kind, under PyNN's names.
    package internal(set) var parameters: [ParameterName: CellValues]
    /// Initial values of all state variables of the kind, under PyNN's names.
    package internal(set) var initialValues: [ParameterName: CellValues]
    /// Spike times for each cell, ms, sorted; empty lists but for a spike source array.
    package internal(set) var spikeTimes: [[Double]]
    /// What is recorded: at most one request per variable.
    package var recording: [RecordingRequest] = []
    /// Where the cells are, µm.
    package internal(set) var positions: [SIMD3<Double>]
    /// Where it runs, what its weights must bear, its own seed.
    package var options: PopulationOptions

    /// Names, defaults, units and ranges of the kind.
    package var schema: CellSchema { .schema(of: kind) }

    /// A parameter's numbers; the default of the kind where the name is its own, otherwise 0.
    package func parameter(_ name: ParameterName) -> CellValues {
        parameters[name] ?? .uniform(schema.parameter(name)?.defaultValue ?? 0)
    }

    /// A state variable's initial numbers.
    package func initialValue(_ name: ParameterName) -> CellValues {
        initialValues[name] ?? .uniform(schema.stateVariable(name)?.defaultValue ?? 0)
    }

    /// Takes over initial numbers for the state variables of some cells.
    mutating func initialize(_ values: [ParameterName: CellValues], of indices: [Int]) {
        for (name, numbers) in values {
            initialValues[name] = initialValue(name).replacing(indices, with: numbers, count: size)
        }
    }

    /// How errors call the population.
    package var location: String { "population '\(label)'" }

    /// The first index of the population's random streams: its number, or with a seed of its own always the same, so that
    /// what it draws does not hang on the populations before it.
    package var streamIndex: UInt64 { options.seed == nil ? UInt64(id.rawValue) : 0 }
}
