import NetworkModel
public import RecordedData

/// A source of current that is injected into cells: ``DCSource``, ``ACSource``, ``StepCurrentSource`` or
/// ``NoisyCurrentSource``.
///
///     let pulse = try DCSource(amplitude: 0.5, start: 20, stop: 80)
///     try cells.inject(pulse)
///
/// A current is constant within a time step, and times are rounded to steps. It first shows in the sample of `v` that follows
/// the step in which it begins. While a cell is refractory its voltage is held whatever is injected.
@MainActor
public class CurrentSource {
    let simulation: Simulation
    private let id: CurrentID
    /// How the current goes, from each step of a segment on.
    private var pieces: (segment: Int, list: [(step: Int, waveform: CurrentWaveform)])
    private var isRecorded = false

    init(_ waveform: CurrentWaveform) throws {
        let name = "\(type(of: self))"
        simulation = try Simulation.active(for: "\(name)(…)")
        try waveform.check(name)
        id = try simulation.change(name) { $0.addCurrent(waveform) }
        let (segment, step) = simulation.position
        pieces = (segment, [(step, waveform)])
    }

    /// How the current goes with time.
    var waveform: CurrentWaveform { simulation.network[id].waveform }

    /// Replaces how the current goes with time, from the present step on.
    func replace(_ waveform: CurrentWaveform) throws {
        let name = "\(type(of: self)).set"
        try waveform.check(name)
        let former = presentPieces
        try simulation.change(name) { $0[id].waveform = waveform }
        let (segment, step) = simulation.position
        pieces = (segment, former.filter { $0.step < step } + [(step, waveform)])
    }

    /// How the current has gone in the present segment: since its beginning as after a reset, or as it was changed.
    private var presentPieces: [(step: Int, waveform: CurrentWaveform)] {
        pieces.segment == simulation.position.segment ? pieces.list : [(0, waveform)]
    }

    /// Lets the current flow into cells, besides those that it flows into already.
    ///
    /// - Throws: ``NetworkError`` for sources of spikes, and for cells of another simulation.
    public func injectInto(_ cells: any PopulationBase) throws {
        let location = "'\(cells.label)'.inject"
        try simulation.change(location) { network in
            for view in cells.components {
                try NetworkError.require(
                    view.grandparent.simulation === simulation,
                    .mismatch,
                    what: "a current of another simulation",
                    location: location,
                    given: "'\(view.label)'",
                    allowed: "cells of the simulation in which the source was made"
                )
                try network.inject(id, into: view.selection)
            }
        }
    }

    /// Lets the current flow into single cells.
    ///
    /// - Throws: ``NetworkError`` as for groups.
    public func injectInto(_ cells: [Cell]) throws {
        for cell in cells { try injectInto(cell.asView()) }
    }

    /// Keeps what flows, for ``getData()``.
    public func record() throws {
        try simulation.requireOpen("\(type(of: self)).record")
        isRecorded = true
    }

    /// What has flowed since the start or the last reset: one sample for each step, nA.
    ///
    /// - Throws: ``NetworkError`` when ``record()`` was not called.
    public func getData() throws -> AnalogSignal {
        guard isRecorded else {
            throw NetworkError(
                .notRecordable,
                what: "this current was not recorded",
                location: "\(type(of: self)).getData",
                allowed: "after record()"
            )
        }
        let pieces = presentPieces
        let ends = pieces.dropFirst().map(\.step) + [simulation.position.step]
        var values = [Double](repeating: 0, count: pieces.first?.step ?? 0)
        for (piece, end) in zip(pieces, ends) where piece.step < end {
            let changes = piece.waveform.amplitudes(
                in: piece.step..<end,
                timeStep: simulation.network.timeStep,
                seed: simulation.network.sampleSeed(simulation.network.seed),
                of: id
            )
            for (change, next) in zip(changes, changes.dropFirst().map(\.step) + [end]) {
                values += repeatElement(change.amplitude, count: next - change.step)
            }
        }
        return AnalogSignal(
            name: "i",
            units: "nA",
            samplingPeriod: simulation.network.timeStep,
            values: values,
            sourcePopulation: "\(type(of: self))",
            channelIndices: [0],
            sourceIDs: [id.rawValue]
        )
    }
}
