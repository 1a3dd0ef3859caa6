import RecordedData
import RecordingStore

/// A database with all that a block can hold: two populations on several cores, two segments, a clear, silent neurons,
/// sampling intervals, large values, lost samples.
enum SampleDatabase {
    static let run = RunDescription(
        timeStep: 0.1,
        spikeTiming: "nest",
        seed: 42,
        date: RecordingDate(secondsSince1970: 1_750_000_000)
    )

    static func make(at path: String) throws -> RecordingDatabase {
        let database = try RecordingDatabase(creatingAt: path, run: run, replacing: true)
        try database.beginSegment(startDate: RecordingDate(secondsSince1970: 1_750_000_001), annotations: ["trial": 0])
        try database.add(
            StoredPopulation(
                label: "excitatory",
                firstID: 0,
                size: 80,
                description: "80 cells of IF_curr_exp; µ-marked",
                annotations: ["layer": "L4", "flag": true, "empty": .integers([]), "weights": .reals([0.5, 1.5])]
            )
        )
        try database.add(StoredPopulation(label: "source", firstID: 80, size: 5, description: "Spike sources"))
        var generator = Generator(state: 1)
        for segment in 0..<2 {
            if segment > 0 {
                try database.beginSegment(startDate: RecordingDate(secondsSince1970: 1_750_000_002))
            }
            let sources = try database.addRecording(spikes(Array(0..<5)), of: "source")
            let source = try database.addRegion(neuronIndices: Array(0..<5), of: sources)
            let cells = try database.addRecording(spikes(Array(0..<80)), of: "excitatory")
            let low = try database.addRegion(neuronIndices: Array(0..<50), of: cells)
            let high = try database.addRegion(neuronIndices: Array(50..<80), of: cells)
            let potentials = try database.addRecording(
                RecordingDefinition(
                    variable: "v",
                    unit: "mV",
                    kind: .matrix,
                    interval: 5,
                    neuronIndices: [0, 3, 49, 50, 79]
                ),
                of: "excitatory"
            )
            let lowV = try database.addRegion(neuronIndices: [0, 3, 49], of: potentials)
            let highV = try database.addRegion(neuronIndices: [50, 79], of: potentials)
            let inputs = try database.addRecording(
                RecordingDefinition(variable: "gsyn_exc", unit: "nA", kind: .matrix, neuronIndices: [3]),
                of: "excitatory"
            )
            let input = try database.addRegion(neuronIndices: [3], of: inputs)
            for part in 0..<3 {
                let steps = (part * 200)..<((part + 1) * 200)
                try database.recordExtraction(
                    steps: steps,
                    data: [
                        RegionData(region: source, bytes: generator.spikes(steps, 5)),
                        RegionData(region: low, bytes: generator.spikes(steps, 50)),
                        RegionData(region: high, bytes: generator.spikes(steps, 30)),
                        RegionData(region: lowV, bytes: generator.matrix(steps, every: 5, 3, range: 100)),
                        RegionData(
                            region: highV,
                            bytes: part == 1 ? [] : generator.matrix(steps, every: 5, 2, range: 100),
                            lostRecords: part == 1 ? 40 : 0
                        ),
                        // Beyond 512, where 32-bit numbers are no longer exact.
                        RegionData(region: input, bytes: generator.matrix(steps, every: 1, 1, range: 30_000)),
                    ]
                )
                if segment == 0, part == 0 { try database.clear(population: "source") }
            }
        }
        return database
    }

    private static func spikes(_ indices: [Int]) -> RecordingDefinition {
        RecordingDefinition(variable: "spikes", unit: "ms", kind: .spikes, neuronIndices: indices)
    }

    /// A generator of raw records.
    struct Generator {
        var state: UInt64

        /// The next of Knuth's MMIX sequence, upper half.
        mutating func next() -> UInt32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt32(truncatingIfNeeded: state >> 32)
        }

        /// Spikes in one stamp of eight, of one neuron in eight; none of neurons 7, 17, 27, ….
        mutating func spikes(_ steps: Range<Int>, _ count: Int) -> [UInt8] {
            var words: [UInt32] = []
            for step in steps where next() % 8 == 0 {
                var field = [UInt32](repeating: 0, count: (count + 31) / 32)
                for neuron in 0..<count where neuron % 10 != 7 && next() % 8 == 0 {
                    field[neuron / 32] |= 1 << (neuron % 32)
                }
                if field.contains(where: { $0 != 0 }) { words += [UInt32(step + 1)] + field }
            }
            return words.flatMap(Self.bytes)
        }

        /// Values up to `range` in magnitude.
        mutating func matrix(_ steps: Range<Int>, every interval: Int, _ count: Int, range: Int32) -> [UInt8] {
            steps.filter { $0.isMultiple(of: interval) }.flatMap { step in
                [UInt32(step)]
                    + (0..<count).map { _ in
                        UInt32(bitPattern: Int32(bitPattern: next()) % (Int32(truncatingIfNeeded: Int64(range) << 15)))
                    }
            }
            .flatMap(Self.bytes)
        }

        private static func bytes(_ word: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }
}
