import RecordedData

/// Populations that look like a chain of waves, made by arithmetic alone.
enum SampleBlocks {
    static func chain(populations: Int, size: Int, duration: Double) -> [Block] {
        (0..<populations).map { population in
            let label = "layer \(population)"
            let trains = (0..<size).map { neuron in
                let first = 10 + Double(population) * duration / Double(populations + 2)
                let times = [first, first + duration * 0.45]
                    .map { $0 + Double((neuron * 7 + population * 3) % 11) * 0.4 }
                    .filter { $0 < duration }
                return SpikeTrain(
                    times: neuron % 9 == 4 ? [] : times,
                    tStop: duration,
                    sourcePopulation: label,
                    sourceIndex: neuron,
                    sourceID: population * size + neuron
                )
            }
            return Block(
                name: label,
                segments: [
                    Segment(
                        name: "segment000",
                        spikeTrains: trains,
                        analogSignals: population < 3 ? signals(label, trains, duration) : []
                    )
                ]
            )
        }
    }

    private static func signals(_ label: String, _ trains: [SpikeTrain], _ duration: Double) -> [AnalogSignal] {
        [("v", "mV", -65.0, 14.0), ("gsyn_exc", "nA", 0.0, 1.6)].map { name, unit, rest, height in
            let channels = [0, 1]
            var values: [Double] = []
            for sample in 0..<Int(duration) {
                for channel in channels {
                    var value = rest
                    for time in trains[channel].times where Double(sample) > time - 6 && Double(sample) < time + 60 {
                        let since = Double(sample) - time + 6
                        value += height * since * 0.3 / (1 + since * since * 0.05)
                    }
                    values.append(value)
                }
            }
            return AnalogSignal(
                name: name,
                units: unit,
                samplingPeriod: 1,
                values: values,
                sourcePopulation: label,
                channelIndices: channels,
                sourceIDs: channels
            )
        }
    }
}
