package import NetworkModel
public import RecordedData

/// What sPyNNaker lets one say about a population beside PyNN's arguments, by its names or Swift's spelling of them.
///
///     try Population(100, IFCurrExp(), additionalParameters: ["seed": 7, "ring_buffer_sigma": 3.0])
///
/// | name | meaning |
/// |---|---|
/// | `neurons_per_core` | at most so many cells on a core, from 1 to 256 |
/// | `seed` | seeds the population's own draws: parameters, initial values, positions, Poisson spikes |
/// | `spikes_per_second` | the rate expected of each incoming source, Hz; 30 |
/// | `ring_buffer_sigma` | how many standard deviations a step's input may lie above its mean; 5 |
/// | `max_expected_summed_weight` | the largest input of a step in nA, a number for each receptor; else it is estimated |
/// | `max_rate` | the highest rate that Poisson sources will have, Hz |
///
/// Others are taken for the sake of scripts, with a warning that says why nothing depends on them here.
public struct AdditionalParameters: ExpressibleByDictionaryLiteral {
    private let values: [String: AnnotationValue]

    /// Makes a list of them; of equal names the last counts.
    public init(dictionaryLiteral elements: (String, AnnotationValue)...) {
        values = Dictionary(elements.map { (Self.snakeCase($0.0), $0.1) }) { $1 }
    }

    /// What sPyNNaker has and nothing here depends on.
    private static let needless = [
        "n_synapse_cores": "a core of cells receives its own synapses",
        "allow_delay_extensions": "delays of any length wait at the receiver",
        "incoming_spike_buffer_size": "the queue of packets has its own size",
        "drop_late_spikes": "the time in a spike's key tells late spikes from new ones, and none is dropped",
        "n_colour_bits": "keys carry the low four bits of the spike's time",
        "splitter": "populations are cut by what their parts need",
        "splitter_object": "populations are cut by what their parts need",
        "n_steps_per_timestep": "cells are integrated exactly, so shorter steps change nothing",
    ]

    private static let known = [
        "neurons_per_core", "seed", "spikes_per_second", "ring_buffer_sigma", "max_expected_summed_weight", "max_rate",
    ]

    /// The options that they mean for a kind of cell.
    ///
    /// - Throws: ``NetworkError`` for an unknown name, one that the kind of cell has no use for, or a value out of range.
    package func options(
        of schema: CellSchema,
        _ location: String,
        warn: (String) -> Void
    ) throws(NetworkError) -> PopulationOptions {
        var options = PopulationOptions()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if let reason = Self.needless[name] {
                warn("\(location): \(name) changes nothing: \(reason)")
                continue
            }
            let reader = Reader(name: name, value: value, location: location)
            switch name {
            case "neurons_per_core": options.neuronsPerCore = try reader.whole(1...256)
            case "seed": options.seed = UInt64(try reader.whole(0...Int.max))
            case "spikes_per_second": options.spikesPerSecond = try reader.number()
            case "ring_buffer_sigma": options.ringBufferSigma = try reader.number()
            case "max_expected_summed_weight":
                options.maxExpectedSummedWeight = try reader.numbers(schema.receptorTypes.count)
            case "max_rate" where schema.kind == .spikeSourcePoisson: options.maxRate = try reader.number()
            default:
                throw NetworkError(
                    .unknownName,
                    what: "\(schema.kind) has no such additional parameter",
                    location: location,
                    given: "'\(name)'",
                    allowed: (Self.known + Self.needless.keys.sorted()).joined(separator: ", ")
                )
            }
        }
        return options
    }

    /// "ringBufferSigma" as "ring_buffer_sigma".
    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
    }

    /// Reads one value and refuses what is not allowed.
    private struct Reader {
        let name: String
        let value: AnnotationValue
        let location: String

        func whole(_ range: ClosedRange<Int>) throws(NetworkError) -> Int {
            guard let number = value.integerValue, range.contains(number) else {
                throw refusal("a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }

        func number() throws(NetworkError) -> Double {
            guard let number = value.realValue, number.isFinite, number >= 0 else {
                throw refusal("a finite number of at least 0.0")
            }
            return number
        }

        func numbers(_ count: Int) throws(NetworkError) -> [Double] {
            var list: [Double] = []
            switch value {
            case .reals(let numbers): list = numbers
            case .integers(let numbers): list = numbers.map(Double.init)
            default: break
            }
            guard list.count == count, list.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
                throw refusal("\(count) finite numbers of at least 0.0 nA, one for each receptor")
            }
            return list
        }

        private func refusal(_ allowed: String) -> NetworkError {
            NetworkError(.valueOutOfRange, what: name, location: location, given: "\(value)", allowed: allowed)
        }
    }
}
