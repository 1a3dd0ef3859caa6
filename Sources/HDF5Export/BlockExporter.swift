package import HDF5Files
package import RecordedData

/// Writes recorded data to files that other tools open.
///
/// A file appears when it is complete: a failure leaves what was there before. Missing folders are made.
package enum BlockExporter {
    /// Writes blocks as NIX, which Neo reads back as PyNN would have written them.
    ///
    /// - Parameters:
    ///   - blocks: What to write, in this order.
    ///   - path: The file; one of that name is replaced.
    /// - Throws: `HDF5Error`: annotations that Neo could not read back, a failure of the file system or the library.
    /// - Complexity: About 1 ms and 25 KB for each spike train with a signal channel, and 4 or 8 bytes a sample.
    package static func writeNIX(_ blocks: [Block], to path: String) throws(HDF5Error) {
        try NIXWriter.write(blocks, to: path)
    }

    /// Writes blocks as NWB 2: one table of all spike trains, and a time series for each signal.
    ///
    /// - Parameters:
    ///   - blocks: What to write, in this order.
    ///   - path: The file; one of that name is replaced.
    /// - Throws: `HDF5Error`: two blocks, or two segments of a block, of one name; times that are not in ms; a failure
    ///   of the file system or the library.
    package static func writeNWB(_ blocks: [Block], to path: String) throws(HDF5Error) {
        try NWBWriter.write(blocks, to: path)
    }

    /// Writes spike trains as a SONATA spike file.
    ///
    /// - Parameters:
    ///   - trains: The trains of each population, under its name; their indices are the node IDs.
    ///   - order: How the spikes are sorted.
    ///   - path: The file; one of that name is replaced.
    /// - Throws: `HDF5Error`: times that are not in ms; a failure of the file system or the library.
    package static func writeSONATASpikes(
        _ trains: [(name: String, trains: [SpikeTrain])],
        order: SONATASpikeOrder,
        to path: String
    ) throws(HDF5Error) {
        try SONATADataWriter.writeSpikes(trains, order: order, to: path)
    }

    /// Writes the signals of one variable as a SONATA report.
    ///
    /// - Parameters:
    ///   - signals: The signal of each population, under its name.
    ///   - path: The file; one of that name is replaced.
    /// - Throws: `HDF5Error`: a failure of the file system or the library.
    package static func writeSONATAReport(
        _ signals: [(name: String, signal: AnalogSignal)],
        to path: String
    ) throws(HDF5Error) {
        try SONATADataWriter.writeReport(signals, to: path)
    }
}

extension SpikeTrain {
    /// Throws when the times are in another unit, for formats that have one of their own.
    func requireMilliseconds() throws(HDF5Error) {
        guard units == "ms" else {
            throw HDF5Error(
                .unwritableData,
                "the spike times of neuron \(sourceIndex) of '\(sourcePopulation)' are in '\(units)'; allowed: 'ms'"
            )
        }
    }
}
