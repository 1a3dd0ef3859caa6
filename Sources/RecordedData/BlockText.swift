/// Blocks as comma-separated text.
///
/// The first cell of a row says what the row is:
///
///     swinn-data,1
///     block,cells,3 × IF_curr_exp,1750000001,2025-06-15T15:06:41Z
///     annotation,dt,real,0.1
///     segment,segment000,"",1750000001,2025-06-15T15:06:41Z
///     train,cells,0,7,7,0.0,10.0,ms,1.0,2.5
///     signal,cells,v,mV,0.1,0.0
///     source_index,0,2
///     source_id,7,9
///     sample,0.0,-65.0,-65.0
///
/// Columns: block and segment: name, description, seconds since 1970, the same moment in words. Annotation, of the
/// object above it: name, kind, values. Train: population, index, ID, channel, start, stop, unit, spike times. Signal:
/// population, variable, unit, sampling period and start in ms; then the channels' indices and IDs, and a row for each
/// sample: its time in ms and a value for each channel. Numbers are written so that they are read back the same.
package enum BlockText {
    /// Why a text cannot be read.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line and what is wrong with it.
        package let description: String
    }

    private static let head = ["swinn-data", "1"]

    // MARK: - Writing

    /// The blocks as text.
    package static func text(of blocks: [Block]) -> String {
        var lines = [DelimitedText.line(head)]
        func add(_ cells: [String]) { lines.append(DelimitedText.line(cells)) }
        func add(_ annotations: Annotations) {
            for (name, value) in annotations.sorted(by: { $0.key < $1.key }) {
                add(["annotation", name] + value.cells)
            }
        }
        func addHead(_ kind: String, _ name: String, _ description: String, _ date: RecordingDate?) {
            add([kind, name, description, date.map { "\($0.secondsSince1970)" } ?? "", date?.description ?? ""])
        }
        for block in blocks {
            addHead("block", block.name, block.description, block.recordingDate)
            add(block.annotations)
            for segment in block.segments {
                addHead("segment", segment.name, segment.description, segment.recordingDate)
                add(segment.annotations)
                for train in segment.spikeTrains {
                    let numbers = [train.sourceIndex, train.sourceID, train.channelID].map { "\($0)" }
                    add(
                        ["train", train.sourcePopulation] + numbers
                            + ["\(train.tStart)", "\(train.tStop)", train.units] + train.times.map { "\($0)" }
                    )
                    add(train.annotations)
                }
                for signal in segment.analogSignals {
                    add([
                        "signal", signal.sourcePopulation, signal.name, signal.units, "\(signal.samplingPeriod)",
                        "\(signal.tStart)",
                    ])
                    add(signal.annotations)
                    add(["source_index"] + signal.channelIndices.map { "\($0)" })
                    add(["source_id"] + signal.sourceIDs.map { "\($0)" })
                    for (sample, time) in signal.times.enumerated() {
                        add(["sample", "\(time)"] + signal.row(sample).map { "\($0)" })
                    }
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Reading

    /// The blocks of a text.
    ///
    /// - Throws: ``Failure`` with the line that cannot be read.
    package static func blocks(of text: String) throws(Failure) -> [Block] {
        var rows = DelimitedText.rows(text)
        guard let first = rows.first, first.cells == head else {
            throw Failure(description: "line 1 is not '\(head.joined(separator: ","))'")
        }
        rows.removeFirst()
        var reader = BlockTextReader()
        for row in rows { try reader.read(Row(line: row.line, cells: row.cells)) }
        return try reader.finish()
    }

    /// A row that is being read, cell by cell.
    struct Row {
        let line: Int
        let cells: [String]

        var kind: String { cells.first ?? "" }

        func failure(_ what: String) -> Failure { Failure(description: "line \(line): \(what)") }

        func text(_ column: Int) throws(Failure) -> String {
            guard cells.indices.contains(column) else { throw failure("'\(kind)' has no column \(column + 1)") }
            return cells[column]
        }

        func number(_ column: Int) throws(Failure) -> Double {
            let text = try text(column)
            guard let value = Double(text) else { throw failure("'\(text)' is no number") }
            return value
        }

        func integer(_ column: Int) throws(Failure) -> Int {
            let text = try text(column)
            guard let value = Int(text) else { throw failure("'\(text)' is no whole number") }
            return value
        }

        func numbers(from column: Int) throws(Failure) -> [Double] {
            var values: [Double] = []
            for index in column..<max(column, cells.count) { values.append(try number(index)) }
            return values
        }

        func integers(from column: Int) throws(Failure) -> [Int] {
            var values: [Int] = []
            for index in column..<max(column, cells.count) { values.append(try integer(index)) }
            return values
        }

        /// The moment in a column; nil for an empty one.
        func date(_ column: Int) throws(Failure) -> RecordingDate? {
            guard try !text(column).isEmpty else { return nil }
            let seconds = try integer(column)
            guard RecordingDate.writableSeconds.contains(seconds) else {
                throw failure("'\(seconds)' seconds since 1970 lie outside the years 1 to 9999")
            }
            return RecordingDate(secondsSince1970: seconds)
        }
    }
}

extension AnnotationValue {
    /// Kind and values.
    fileprivate var cells: [String] {
        switch self {
        case .boolean(let value): ["boolean", "\(value)"]
        case .integer(let value): ["integer", "\(value)"]
        case .real(let value): ["real", "\(value)"]
        case .text(let value): ["text", value]
        case .integers(let values): ["integers"] + values.map { "\($0)" }
        case .reals(let values): ["reals"] + values.map { "\($0)" }
        case .texts(let values): ["texts"] + values
        }
    }
}
