import Foundation
import NetworkLowering
import NetworkModel
import Testing

/// A network and what NEST did with it, as `Tests/Peers/nest/make_fixtures.py` writes it.
struct NESTFixture: Decodable, Sendable {
    struct Population: Decodable, Sendable {
        var label: String
        var size: Int
        var parameters: [String: Double]?
        var spikeTimes: [[Double]]?
        /// When it is made, ms; nil for 0.
        var begins: Double?

        enum CodingKeys: String, CodingKey {
            case label, size, parameters, begins
            case spikeTimes = "spike_times"
        }
    }

    struct Projection: Decodable, Sendable {
        var pre: String
        var post: String
        var receptor: String
        /// Source, target, weight in nA, delay in ms.
        var list: [[Double]]
        /// When it is made, ms; nil for 0.
        var begins: Double?
        /// Another weight of all its synapses, nA, from a time on, ms.
        var reweighted: Reweighted?

        struct Reweighted: Decodable, Sendable {
            var time: Double
            var weight: Double
        }
    }

    struct Current: Decodable, Sendable {
        struct Parameters: Decodable, Sendable {
            var amplitude, offset, frequency, phase, start, stop: Double?
            var times, amplitudes: [Double]?
        }

        var kind: String
        var cells: [Int]
        var parameters: Parameters

        /// In our words.
        var waveform: CurrentWaveform {
            let p = parameters
            let (start, stop) = (p.start ?? 0, p.stop ?? 0)
            switch kind {
            case "dc": return .steps(times: [start, stop], amplitudes: [p.amplitude ?? 0, 0])
            case "steps": return .steps(times: p.times ?? [], amplitudes: p.amplitudes ?? [])
            default:
                return .sine(
                    amplitude: p.amplitude ?? 0,
                    offset: p.offset ?? 0,
                    frequency: p.frequency ?? 0,
                    phase: p.phase ?? 0,
                    start: start,
                    stop: stop
                )
            }
        }
    }

    var name: String
    var timestep: Double
    var duration: Double
    var populations: [Population]
    var projections: [Projection]
    /// Currents into cells of the population `cells`.
    var currents: [Current]?
    var spikes: [String: [[Double]]]
    var v: [String: [[Double]]]
    var vOf: [String: [Int]]

    enum CodingKeys: String, CodingKey {
        case name, timestep, duration, populations, projections, currents, spikes, v
        case vOf = "v_of"
    }

    init(named name: String) throws {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
        )
        self = try JSONDecoder().decode(NESTFixture.self, from: Data(contentsOf: url))
    }

    /// How many steps NEST ran.
    var steps: Int { Int((duration / timestep).rounded()) }

    /// The network in our words.
    ///
    /// - Parameter time: What begins later than this, ms, is left out, and weights are those of that time.
    func description(at time: Double = 0, timing: SpikeTiming = .nest) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: timestep, spikeTiming: timing)
        var ids: [String: PopulationID] = [:]
        for population in populations where population.begins ?? 0 <= time {
            let cell: any CellType
            if let times = population.spikeTimes {
                cell = SpikeSourceArray(spikeTimes: times)
            } else {
                let given = population.parameters ?? [:]
                func value(_ name: String, _ fallback: Double) -> ParameterValue { .value(given[name] ?? fallback) }
                cell = IFCurrExp(
                    vRest: value("v_rest", -65),
                    cm: value("cm", 1),
                    tauM: value("tau_m", 20),
                    tauRefrac: value("tau_refrac", 0.1),
                    tauSynE: value("tau_syn_E", 5),
                    tauSynI: value("tau_syn_I", 5),
                    iOffset: value("i_offset", 0),
                    vReset: value("v_reset", -65),
                    vThresh: value("v_thresh", -50)
                )
            }
            ids[population.label] = try network.addPopulation(
                size: population.size,
                cell: cell,
                label: population.label
            )
        }
        for projection in projections where projection.begins ?? 0 <= time {
            let pre = try #require(ids[projection.pre])
            let post = try #require(ids[projection.post])
            let list = ConnectionList(
                pre: projection.list.map { Int($0[0]) },
                post: projection.list.map { Int($0[1]) },
                weights: projection.list.map { row in
                    if let other = projection.reweighted, other.time <= time { return other.weight }
                    return row[2]
                },
                delays: projection.list.map { $0[3] }
            )
            _ = try network.addProjection(
                from: CellSelection(population: pre, indices: Array(0..<network[pre].size)),
                to: CellSelection(population: post, indices: Array(0..<network[post].size)),
                rule: .list(list),
                synapse: StaticSynapse(),
                receptor: projection.receptor
            )
        }
        for current in currents ?? [] {
            let id = network.addCurrent(current.waveform)
            let cells = try #require(ids["cells"])
            try network.inject(id, into: CellSelection(population: cells, indices: current.cells))
        }
        return network
    }
}
