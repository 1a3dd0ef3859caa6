/// A source of current, and the cells that it flows into.
package struct CurrentDescription: Hashable, Sendable {
    /// How it goes with time.
    package var waveform: CurrentWaveform
    /// Where it flows; a cell that is named twice gets it twice.
    package var targets: [CellSelection] = []
}

/// Which source of current of a network: its position.
package struct CurrentID: Hashable, Sendable {
    /// The position.
    package let rawValue: Int

    /// Makes the number of a position.
    package init(rawValue: Int) { self.rawValue = rawValue }
}

extension NetworkDescription {
    /// The source of that number.
    package subscript(id: CurrentID) -> CurrentDescription {
        get { currents[id.rawValue] }
        set { currents[id.rawValue] = newValue }
    }

    /// Adds a source that flows nowhere yet.
    package mutating func addCurrent(_ waveform: CurrentWaveform) -> CurrentID {
        append(CurrentDescription(waveform: waveform))
        return CurrentID(rawValue: currents.count - 1)
    }

    /// Lets a source flow into cells, besides those that it flows into already.
    ///
    /// - Throws: ``NetworkError`` when they are sources of spikes.
    package mutating func inject(_ id: CurrentID, into cells: CellSelection) throws(NetworkError) {
        let population = self[cells.population]
        try NetworkError.require(
            population.schema.injectable,
            .unsupported,
            what: "no current can be injected into sources of spikes",
            location: population.location,
            given: "\(population.kind)",
            allowed: "cells with synapses"
        )
        self[id].targets.append(cells)
    }
}
