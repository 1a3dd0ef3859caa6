internal import HDF5Files
internal import RecordedData

/// What Neo's objects carry besides their data, under the names of PyNN and sPyNNaker together.
enum NIXAnnotations {
    /// Names that Neo uses itself when it makes its objects from a file: as annotations they would make it fail or
    /// vanish.
    private static let reserved: Set<String> = [
        "array_annotations", "description", "dtype", "copy", "file_datetime", "file_origin", "index", "left_sweep",
        "name", "neo_name", "nix_name", "rec_datetime", "sampling_period", "sampling_rate", "signal", "t_start",
        "t_stop", "times", "units", "waveforms",
    ]

    /// Throws when Neo could not read the annotations of a block or of what it holds.
    static func check(_ block: Block) throws(HDF5Error) {
        try check(block.annotations, of: "the block '\(block.name)'")
        for segment in block.segments {
            try check(segment.annotations, of: "the segment '\(segment.name)'")
            for train in segment.spikeTrains where !train.annotations.isEmpty {
                try check(train.annotations, of: "the spike train of neuron \(train.sourceIndex)")
            }
            for signal in segment.analogSignals {
                try check(signal.annotations, of: "the signal '\(signal.name)'")
            }
        }
    }

    /// A train's own annotations and what it says of its neuron.
    static func all(of train: SpikeTrain) -> Annotations {
        let own: Annotations = [
            "source_population": .text(train.sourcePopulation),
            "source_index": .integer(train.sourceIndex),
            "source_id": .integer(train.sourceID),
            "channel_id": .integer(train.channelID),
        ]
        return train.annotations.merging(own) { $1 }
    }

    /// A signal's own annotations and what it says of its neurons.
    static func all(of signal: AnalogSignal) -> Annotations {
        let own: Annotations = [
            "source_population": .text(signal.sourcePopulation),
            "source_ids": .integers(signal.sourceIDs),
            "channel_ids": .integers(signal.sourceIDs),
            "channel_names": .integers(signal.channelIndices),
        ]
        return signal.annotations.merging(own) { $1 }
    }

    private static func check(_ annotations: Annotations, of owner: String) throws(HDF5Error) {
        for name in annotations.keys.sorted() {
            if reserved.contains(name) {
                throw HDF5Error(
                    .unwritableData,
                    "\(owner) has an annotation '\(name)', a name that Neo uses itself; rename it"
                )
            }
            if name.isEmpty || name == "." || name.contains("/") || name.contains("\0") {
                throw HDF5Error(
                    .unwritableData,
                    "\(owner) has an annotation '\(name)'; names are not empty and have no '/'"
                )
            }
        }
    }
}

extension AnnotationValue {
    /// Whether it is a list without elements.
    var isEmptyList: Bool {
        switch self {
        case .integers(let values): values.isEmpty
        case .reals(let values): values.isEmpty
        case .texts(let values): values.isEmpty
        case .boolean, .integer, .real, .text: false
        }
    }
}
