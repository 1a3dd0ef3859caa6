import Foundation
public import NetworkModel
import RecordedData

/// What a saved population is: JSON.
private struct SavedPopulation: Codable {
    let label: String
    let size: Int
    /// x, y and z of each cell, µm.
    let positions: [[Double]]
    /// The recorded spikes of each cell, ms.
    let spikeTimes: [[Double]]
    let variables: [String: [Double]]
    let annotations: Annotations
}

/// Saves a population's size, label, positions, annotations and the spikes recorded in its current segment, to be loaded as
/// a source of these spikes: PyNN's `save_population`.
///
/// - Parameters:
///   - population: The population; its spikes must be recorded.
///   - path: The file, JSON; one of that name is replaced. Missing folders are made.
///   - variables: Parameters to be kept beside, which the loaded population has as annotations.
/// - Throws: ``NetworkError`` when spikes are not recorded, for an unknown name, or when the file cannot be written, with no
///   half-written file left.
@MainActor
public func savePopulation(_ population: Population, _ path: String, variables: [ParameterName] = []) throws {
    var spikeTimes = [[Double]](repeating: [], count: population.size)
    for row in try population.getRows("spikes") { spikeTimes[row.index].append(row.time) }
    let values = try population.get(variables).map { ($0.key.rawValue, $0.value) }
    let saved = SavedPopulation(
        label: population.label,
        size: population.size,
        positions: population.positions.map { [$0.x, $0.y, $0.z] },
        spikeTimes: spikeTimes,
        variables: Dictionary(uniqueKeysWithValues: values),
        annotations: population.annotations
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try OutputFile.write(encoder.encode(saved), to: URL(filePath: path), "the population")
}

/// Loads a population that was saved as a spike source array that spikes as it did: PyNN's `load_population`.
///
/// - Throws: ``NetworkError`` before `setup`, and when the file cannot be read or is none.
@MainActor
public func loadPopulation(_ path: String) throws -> Population {
    let saved: SavedPopulation
    do {
        saved = try JSONDecoder().decode(SavedPopulation.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
        throw NetworkError(.file, what: "this is no saved population (\(error))", location: "'\(path)'")
    }
    let positions = saved.positions.filter { $0.count == 3 }.map { SIMD3($0[0], $0[1], $0[2]) }
    let population = try Population(saved.size, SpikeSourceArray(spikeTimes: saved.spikeTimes), label: saved.label)
    try population.setPositions(positions)
    population.annotate(saved.annotations)
    population.annotate(saved.variables.mapValues { .reals($0) })
    return population
}
