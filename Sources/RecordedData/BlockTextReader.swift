/// Puts the rows of a text together to blocks.
struct BlockTextReader {
    private typealias Row = BlockText.Row
    private typealias Failure = BlockText.Failure

    /// A signal whose samples are being read.
    private struct Signal {
        let row: Row
        var annotations: Annotations = [:]
        var indices: [Int] = []
        var ids: [Int] = []
        var values: [Double] = []
    }

    private var blocks: [Block] = []
    private var signal: Signal?
    private var isTrainLast = false

    mutating func read(_ row: BlockText.Row) throws(BlockText.Failure) {
        switch row.kind {
        case "annotation", "source_index", "source_id", "sample": break
        default: try finishSignal()
        }
        switch row.kind {
        case "block":
            blocks.append(
                Block(name: try row.text(1), description: try row.text(2), recordingDate: try row.date(3))
            )
            isTrainLast = false
        case "segment":
            let segment = Segment(
                name: try row.text(1),
                description: try row.text(2),
                recordingDate: try row.date(3)
            )
            try changeBlock(row) { $0.segments.append(segment) }
            isTrainLast = false
        case "train":
            let train = SpikeTrain(
                times: try row.numbers(from: 8),
                tStart: try row.number(5),
                tStop: try row.number(6),
                units: try row.text(7),
                sourcePopulation: try row.text(1),
                sourceIndex: try row.integer(2),
                sourceID: try row.integer(3),
                channelID: try row.integer(4)
            )
            try changeSegment(row) { $0.spikeTrains.append(train) }
            isTrainLast = true
        case "signal":
            try changeSegment(row) { _ in }
            signal = Signal(row: row)
        case "source_index":
            let indices = try row.integers(from: 1)
            try changeSignal(row) { $0.indices = indices }
        case "source_id":
            let ids = try row.integers(from: 1)
            try changeSignal(row) { $0.ids = ids }
        case "sample":
            let values = try row.numbers(from: 2)
            guard values.count == signal?.indices.count else {
                throw row.failure("\(values.count) values, not one for each channel")
            }
            try changeSignal(row) { $0.values += values }
        case "annotation":
            let (name, value) = (try row.text(1), try Self.annotation(row))
            if signal != nil {
                try changeSignal(row) { $0.annotations[name] = value }
            } else if isTrainLast {
                try changeSegment(row) { $0.spikeTrains[$0.spikeTrains.count - 1].annotations[name] = value }
            } else if blocks.last?.segments.isEmpty == false {
                try changeSegment(row) { $0.annotations[name] = value }
            } else {
                try changeBlock(row) { $0.annotations[name] = value }
            }
        default:
            throw row.failure("'\(row.kind)' is no kind of row")
        }
    }

    mutating func finish() throws(BlockText.Failure) -> [Block] {
        try finishSignal()
        return blocks
    }

    private mutating func finishSignal() throws(BlockText.Failure) {
        guard let signal else { return }
        self.signal = nil
        let row = signal.row
        let period = try row.number(4)
        guard period > 0, signal.indices.count == signal.ids.count else {
            throw row.failure("a signal has a sampling period above 0 and an ID for each channel")
        }
        let finished = AnalogSignal(
            name: try row.text(2),
            units: try row.text(3),
            samplingPeriod: period,
            tStart: try row.number(5),
            values: signal.values,
            sourcePopulation: try row.text(1),
            channelIndices: signal.indices,
            sourceIDs: signal.ids,
            annotations: signal.annotations
        )
        try changeSegment(row) { $0.analogSignals.append(finished) }
        isTrainLast = false
    }

    private mutating func changeBlock(_ row: Row, _ change: (inout Block) -> Void) throws(BlockText.Failure) {
        guard !blocks.isEmpty else { throw row.failure("'\(row.kind)' before any block") }
        change(&blocks[blocks.count - 1])
    }

    private mutating func changeSegment(_ row: Row, _ change: (inout Segment) -> Void) throws(BlockText.Failure) {
        guard blocks.last?.segments.isEmpty == false else { throw row.failure("'\(row.kind)' before any segment") }
        try changeBlock(row) { change(&$0.segments[$0.segments.count - 1]) }
    }

    private mutating func changeSignal(_ row: Row, _ change: (inout Signal) -> Void) throws(BlockText.Failure) {
        guard var changed = signal else { throw row.failure("'\(row.kind)' before any signal") }
        guard row.kind == "sample" || changed.values.isEmpty else {
            throw row.failure("'\(row.kind)' after the signal's samples")
        }
        // Held once, so that samples are added in place.
        signal = nil
        change(&changed)
        signal = changed
    }

    private static func annotation(_ row: Row) throws(BlockText.Failure) -> AnnotationValue {
        let kind = try row.text(2)
        switch kind {
        case "boolean":
            guard let value = Bool(try row.text(3)) else { throw row.failure("neither true nor false") }
            return .boolean(value)
        case "integer": return .integer(try row.integer(3))
        case "real": return .real(try row.number(3))
        case "text": return .text(try row.text(3))
        case "integers": return .integers(try row.integers(from: 3))
        case "reals": return .reals(try row.numbers(from: 3))
        case "texts": return .texts(Array(row.cells.dropFirst(3)))
        default: throw row.failure("'\(kind)' is no kind of annotation")
        }
    }
}
