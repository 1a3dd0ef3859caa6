import ChipInterface
import CoreShim
import NeuralModels

/// Rows on their way from SDRAM: while one is being worked on, the next one is being fetched.
struct RowPipeline {
    private var adder: SynapseProcessor
    private let matrix: UInt32
    private let matrixBytes: UInt32
    private let longestRow: UInt32
    private let buffers: UnsafeMutablePointer<UInt32>
    /// The rows whose transfers are under way, at the places of their buffers.
    private let rows: UnsafeMutablePointer<FetchedRow>
    private var first = 0
    private var underWay = 0
    /// Rows added, and synapses in them.
    private var rowCount: UInt32 = 0
    private var synapseCount: UInt32 = 0

    /// Creates a pipeline.
    ///
    /// - Parameters:
    ///   - processor: What adds the rows; a copy, whose counts are the pipeline's.
    ///   - matrix: The synaptic matrices' region.
    ///   - longestRow: Words of the longest row, its count included.
    init(processor: SynapseProcessor, matrix: Region, longestRow: UInt32) {
        adder = processor
        self.matrix = matrix.address
        matrixBytes = matrix.words * 4
        self.longestRow = longestRow
        buffers = DataMemory.allocate(UInt32.self, count: Int(longestRow) * 2)
        rows = DataMemory.allocate(FetchedRow.self, count: 2)
    }

    /// Adds what happened to the rows.
    func count(_ provenance: inout Provenance) {
        provenance.rowsFetched = rowCount
        provenance.synapticEvents = synapseCount
        provenance.lateInputs = adder.counts.late
        provenance.saturations = adder.counts.saturated
    }

    /// Begins to count anew.
    mutating func clearCounts() {
        rowCount = 0
        synapseCount = 0
        adder.counts = SynapseCounts()
    }

    /// Starts to fetch a row, after finishing an earlier one if two are under way.
    ///
    /// - Parameter now: The last step whose inputs were taken.
    @inline(__always)
    mutating func fetch(_ row: FetchedRow, now: UInt32) {
        if underWay == 2 {
            finishFirst(now: now)
        }
        guard row.rowWords <= longestRow, row.offset <= matrixBytes &- row.rowWords << 2 else {
            fail("synaptic row outside its matrix, at", row.offset)
        }
        let place = (first + underWay) & 1
        rows[place] = row
        let buffer = UInt32(UInt(bitPattern: buffers)) + (place == 0 ? 0 : longestRow * 4)
        TransferQueue.read(from: matrix + row.offset, to: buffer, words: row.rowWords)
        underWay += 1
    }

    /// Finishes all rows that are under way.
    @inline(__always)
    mutating func finish(now: UInt32) {
        while underWay > 0 {
            finishFirst(now: now)
        }
    }

    @inline(never)
    private mutating func finishFirst(now: UInt32) {
        let buffer = buffers + (first == 0 ? 0 : Int(longestRow))
        if TransferQueue.finishFirst() {
            rowCount &+= 1
            let count = buffer[0]
            // Many rows are empty where few of a population's neurons reach this core.
            if count != 0 {
                let row = rows[first]
                guard count < row.rowWords else {
                    fail("synaptic row with a wrong count, at", row.offset)
                }
                synapseCount &+= count
                adder.add(row, buffer, now: now)
            }
        }
        first ^= 1
        underWay -= 1
    }
}
