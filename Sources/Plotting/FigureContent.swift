internal import RecordedData

/// What of its blocks a figure shows.
struct FigureContent {
    /// A population's spikes.
    struct Band {
        let label: String
        let colour: Colour
        let trains: [SpikeTrain]
    }

    /// A neuron's trace.
    struct Trace {
        let label: String
        let colour: Colour
        let tStart: Double
        let period: Double
        let values: [Double]
    }

    /// The traces of a variable, on one pair of axes.
    struct Panel {
        let title: String
        let traces: [Trace]
        /// Traces recorded but not drawn.
        let hiddenCount: Int

        /// What the legend says of them; empty when all are drawn.
        var hiddenText: String { hiddenCount > 0 ? FigureContent.hiddenText(hiddenCount) : "" }
    }

    /// What a legend says of traces that are not drawn.
    static func hiddenText(_ count: Int) -> String { "and \(count) more" }

    /// The most traces of a panel.
    static let mostTraces = 6

    let bands: [Band]
    let panels: [Panel]
    let time: ClosedRange<Double>

    init(_ figure: Figure) {
        let segments: [(population: Int, block: Block, segment: Segment)] = figure.blocks.enumerated().compactMap {
            position,
            block in
            let index = figure.segment ?? block.segments.count - 1
            guard block.segments.indices.contains(index) else { return nil }
            return (population: position, block: block, segment: block.segments[index])
        }
        bands = segments.filter { !$0.segment.spikeTrains.isEmpty }.map {
            Band(label: $0.block.name, colour: .data($0.population), trains: $0.segment.spikeTrains)
        }
        var names: [String] = []
        for signal in segments.flatMap(\.segment.analogSignals) where !names.contains(signal.name) {
            names.append(signal.name)
        }
        panels = names.compactMap { name in
            Self.panel(
                segments.flatMap { entry in
                    entry.segment.filter(name: name).map { (population: entry.population, signal: $0) }
                },
                perPopulation: max(1, figure.tracesPerPopulation)
            )
        }
        time = figure.timeRange ?? Self.timeRange(of: segments.map(\.segment))
    }

    private static func panel(_ signals: [(population: Int, signal: AnalogSignal)], perPopulation: Int) -> Panel? {
        guard let first = signals.first?.signal else { return nil }
        // Each population gets its share, the first ones what is left over.
        let share = max(1, min(perPopulation, mostTraces / signals.count))
        // One neuron of each population has its colour; more of them have colours that are still free.
        var free = (0..<Colour.dataCount).filter { index in
            !signals.contains { $0.population % Colour.dataCount == index }
        }[...]
        var traces: [Trace] = []
        for (population, signal) in signals where traces.count < mostTraces {
            for channel in 0..<min(share, signal.channelCount) {
                traces.append(
                    Trace(
                        label: "\(signal.sourcePopulation)[\(signal.channelIndices[channel])]",
                        colour: .data(channel == 0 ? population : free.popFirst() ?? population),
                        tStart: signal.tStart,
                        period: signal.samplingPeriod,
                        values: signal.column(channel)
                    )
                )
            }
        }
        let total = signals.reduce(0) { $0 + $1.signal.channelCount }
        let unit = first.units.isEmpty || first.units == "dimensionless" ? "" : " (\(first.units))"
        return Panel(title: first.name + unit, traces: traces, hiddenCount: total - traces.count)
    }

    private static func timeRange(of segments: [Segment]) -> ClosedRange<Double> {
        var starts: [Double] = []
        var stops: [Double] = []
        for segment in segments {
            starts += segment.spikeTrains.map(\.tStart) + segment.analogSignals.map(\.tStart)
            stops += segment.spikeTrains.map(\.tStop) + segment.analogSignals.map(\.tStop)
        }
        guard let start = starts.min(), let stop = stops.max(), start < stop else { return 0...1 }
        return start...stop
    }
}
