import Foundation
import NetworkModel
import SimulationRuntime
import SpiNNakerMachine
import TestSupport

/// How large a network can be, and how fast it is made.
enum NetworkScale {
    /// Cells in two populations, four to one, each with so many synapses on the average, at random or with a fixed
    /// number of sources.
    static func network(cells: Int, synapsesPerCell: Int) throws -> NetworkDescription {
        var network = try NetworkDescription(timeStep: 1)
        let cell = IFCurrExp(cm: 0.2, tauRefrac: 5, tauSynI: 10, iOffset: 0.16, vReset: -60, vThresh: -50)
        let inhibitory = cells / 5
        let sizes = [cells - inhibitory, inhibitory]
        let groups = try ["excitatory", "inhibitory"].enumerated().map { index, label in
            CellSelection(
                population: try network.addPopulation(
                    size: sizes[index],
                    cell: cell,
                    initialValues: ["v": .random(.uniform(low: -60, high: -50))],
                    label: label
                ),
                indices: Array(0..<sizes[index])
            )
        }
        let probability = Double(synapsesPerCell) / Double(cells)
        for (index, source) in groups.enumerated() {
            let weight = RandomDistribution.normalClipped(mu: [0.001, 0.005][index], sigma: 0.0002, low: 0)
            for target in groups {
                _ = try network.addProjection(
                    from: source,
                    to: target,
                    rule: index == 0
                        ? FixedProbabilityConnector(probability).rule
                        : FixedNumberPreConnector(.fixed(synapsesPerCell / 5)).rule,
                    synapse: StaticSynapse(
                        weight: .random(weight),
                        delay: .random(.uniform(low: 1, high: 16))
                    ),
                    receptor: ["excitatory", "inhibitory"][index]
                )
            }
        }
        for group in groups { try network.record("spikes", of: group) }
        return network
    }

    /// Measures and reports.
    static func report(_ arguments: Arguments, into report: inout Report) async throws {
        try reportGeneration(arguments, into: &report)
        report.section("Networks: described, mapped, ready to load, on the host alone")
        let clock = ContinuousClock()
        var cores = 0
        var sent = 0
        var drawn = 0
        var synapses = 0
        let time = try clock.measure {
            let network = try network(cells: 100_000, synapsesPerCell: 1_000)
            synapses = network.projections.reduce(0) { $0 + $1.connectivity.synapseCount }
            let summary = try PlanSummary(
                network,
                on: Machine(board: .spin5),
                options: SimulationOptions(target: .virtual(.spin5))
            )
            (cores, sent, drawn) = (summary.cores, summary.sentBytes, summary.drawnBytes)
        }
        report.add("100,000 cells, synapses", Double(synapses) / 1e6, "10^6")
        report.add("the same, cores", Double(cores), "")
        report.add("the same, sent", Double(sent) / 1e6, "MB")
        report.add("the same, drawn by cores", Double(drawn) / 1e6, "MB")
        report.add("the same, time", time.seconds, "s", limit: .atMost(120))
        report.add("the same, most memory used", try peakMegabytes(), "MB", limit: .atMost(4_096))
        try await StageTimes.measure(
            "10,000 cells, 10,000,000 synapses, 100 ms",
            steps: 100,
            limit: .none,
            into: &report
        ) {
            try network(cells: 10_000, synapsesPerCell: 1_000)
        }
        try await reportGrowth(into: &report)
    }

    /// How long it takes until that network goes on, when it gains a population in the middle of a run.
    private static func reportGrowth(into report: inout Report) async throws {
        var network = try network(cells: 10_000, synapsesPerCell: 1_000)
        let backend = BoardBackend()
        try await backend.prepare(network, SimulationOptions(target: .virtual(.spin5)))
        try await backend.run(steps: 100)
        _ = try network.addPopulation(size: 10, cell: IFCurrExp(), label: "late")
        let grown = network
        let time = try await ContinuousClock().measure { try await backend.apply(grown) }
        try await backend.run(steps: 1)
        try await backend.end()
        report.add("10 cells more after 100 ms, until it goes on", time.seconds, "s")
    }

    /// Synapses made on the host, with drawn weights and delays and sorted by source, against PyNN with NEST, which makes
    /// the same networks (Tests/Peers/pynn/connect_speed.py).
    private static func reportGeneration(_ arguments: Arguments, into report: inout Report) throws {
        report.section("Synapses made on the host; medians of 5")
        let connectors: [any Connector] = [
            AllToAllConnector(), FixedProbabilityConnector(0.2), FixedNumberPreConnector(200),
            FixedNumberPostConnector(200), FixedTotalNumberConnector(50_000),
        ]
        let synapse = StaticSynapse(
            weight: .random(.normalClipped(mu: 0.1, sigma: 0.02, low: 0, high: 1)),
            delay: .random(.uniform(low: 1, high: 16))
        )
        let theirs = try arguments.python.map {
            try ChildProgram.output(of: $0, ["\(arguments.peers)/pynn/connect_speed.py"])
        }
        if theirs == nil { report.note("no ratio to PyNN with NEST: no Python with the peers") }
        for connector in connectors {
            let rates = try (0..<5).map { _ in
                var count = 0
                let time = try ContinuousClock().measure {
                    var network = try NetworkDescription(timeStep: 1)
                    let cells = try (0..<2).map { _ in
                        CellSelection(
                            population: try network.addPopulation(size: 1_000, cell: IFCurrExp()),
                            indices: Array(0..<1_000)
                        )
                    }
                    let id = try network.addProjection(
                        from: cells[0],
                        to: cells[1],
                        rule: connector.rule,
                        synapse: synapse
                    )
                    count = try network.synapses(of: id).count
                }
                return Double(count) / time.seconds / 1e6
            }
            let ours = rates.sorted()[2]
            report.add(connector.name, ours, "10^6/s")
            guard let theirs else { continue }
            guard let rate = ChildProgram.number(after: connector.name, in: theirs) else {
                throw BenchError("connect_speed.py printed '\(theirs)'")
            }
            report.add("\(connector.name), PyNN with NEST", rate, "10^6/s")
            report.add("\(connector.name), ratio", ours / rate, "", limit: .atLeast(3))
        }
    }

    /// The most memory that this process has had so far, in MB of 2²⁰ bytes.
    private static func peakMegabytes() throws -> Double {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let number = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { throw BenchError("/proc/self/status does not say how much memory was used") }
        return number / 1_024
    }
}

extension Duration {
    /// The duration in seconds.
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
