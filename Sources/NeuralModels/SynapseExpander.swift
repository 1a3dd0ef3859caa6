package import ChipInterface
import RandomNumbers

/// Draws the rows of the projections that a core draws itself, into its synaptic matrices.
package struct SynapseExpander {
    /// Why the rows could not be drawn.
    package enum Failure: Error {
        /// The region ends before what it announces.
        case regionTooShort
        /// A row lies outside of the matrices, or is too short for its synapses.
        case noRoom
        /// The scratch memory is too small.
        case noScratch
    }

    /// The words of region `RegionKind.drawnSynapses`.
    let region: UnsafePointer<UInt32>
    let regionWords: UInt32
    /// The synaptic matrices.
    let matrices: UnsafeMutablePointer<UInt32>
    let matrixWords: UInt32
    /// How synapse words are divided.
    let shape: SynapseShape

    /// Creates an expander.
    package init(
        region: UnsafePointer<UInt32>,
        regionWords: UInt32,
        matrices: UnsafeMutablePointer<UInt32>,
        matrixWords: UInt32,
        shape: SynapseShape
    ) {
        self.region = region
        self.regionWords = regionWords
        self.matrices = matrices
        self.matrixWords = matrixWords
        self.shape = shape
    }

    /// Draws all rows.
    ///
    /// - Parameters:
    ///   - scratch: Memory for tables and marks; all of it is 0 afterwards.
    ///   - scratchWords: How many words it has.
    ///   - progress: Is told now and then how many synapses have been drawn.
    /// - Returns: How many synapses were drawn.
    @inline(__always)
    package func expand(
        scratch: UnsafeMutablePointer<UInt32>,
        scratchWords: UInt32,
        progress: (UInt32) -> Void = { _ in }
    ) throws(Failure) -> UInt32 {
        let headerWords = UInt32(MemoryLayout<DrawnSynapsesRegion>.size / 4)
        guard regionWords >= headerWords else { throw .regionTooShort }
        let header = UnsafeRawPointer(region).load(as: DrawnSynapsesRegion.self)
        guard header.tableWords <= regionWords &- headerWords else { throw .regionTooShort }
        guard header.tableWords <= scratchWords, header.scratchWords <= scratchWords &- header.tableWords else {
            throw .noScratch
        }
        // Tables are looked at for every draw: they are worth fast memory.
        var word = 0
        while word < Int(header.tableWords) {
            scratch[word] = region[Int(headerWords) &+ word]
            word &+= 1
        }
        let marks = scratch + Int(header.tableWords)
        word = 0
        while word < Int(header.scratchWords) {
            marks[word] = 0
            word &+= 1
        }
        var next = headerWords &+ header.tableWords
        var left = header.projectionCount
        var total: UInt32 = 0
        while left != 0 {
            next = try expand(
                at: next,
                marks: marks,
                markWords: header.scratchWords,
                tables: scratch,
                &total,
                progress
            )
            left &-= 1
        }
        word = 0
        while word < Int(header.tableWords) {
            scratch[word] = 0
            word &+= 1
        }
        return total
    }

    /// Draws the rows of the projection at a word of the region, and returns the word after it.
    private func expand(
        at start: UInt32,
        marks: UnsafeMutablePointer<UInt32>,
        markWords: UInt32,
        tables: UnsafePointer<UInt32>,
        _ total: inout UInt32,
        _ progress: (UInt32) -> Void
    ) throws(Failure) -> UInt32 {
        var next = start
        let projection = UnsafeRawPointer(region + Int(try take(MemoryLayout<DrawnProjection>.size / 4, &next)))
            .load(as: DrawnProjection.self)
        guard projection.sliceCount <= regionWords, projection.stageCount <= 1 << 14,
            projection.targetCount <= 1 << 14
        else { throw .regionTooShort }
        guard projection.draw.scratchWords <= Int(markWords) else { throw .noScratch }
        let slices = UnsafeRawPointer(region + Int(try take(Int(projection.sliceCount) &* 2, &next)))
            .assumingMemoryBound(to: DrawnSlice.self)
        let blockCount = Int(projection.sliceCount) &* Int(projection.stageCount)
        let blocks = UnsafeRawPointer(region + Int(try take(blockCount &* 2, &next)))
            .assumingMemoryBound(to: SynapticMatrixReference.self)
        let hasCounts = projection.countForAll == .max
        let counts = region + Int(try take(hasCounts ? Int(projection.targetCount) : 0, &next))
        try clear(projection, slices, blocks)
        var failed = false
        var slice = -1
        var sliceStart: Int32 = 0
        var sliceEnd: Int32 = 0
        var target: UInt32 = 0
        let span = shape.span
        let stageCount = Int(projection.stageCount)
        let receptor = projection.receptor &<< shape.neuronBits
        let delayShift = shape.receptorBits &+ shape.neuronBits
        while target < projection.targetCount {
            let number = projection.firstTarget &+ target
            let low = receptor | projection.firstNeuron &+ target
            let count = hasCounts ? counts[Int(target)] : projection.countForAll
            progress(total)
            total &+= count
            projection.draw.forEachSynapse(
                of: number,
                count: count,
                barring: projection.gap(of: number),
                scratch: marks,
                tables: tables
            ) { source, weight, delay in
                let place = Int32(bitPattern: source)
                if place < sliceStart || place >= sliceEnd {
                    if place < sliceStart { slice = -1 }
                    repeat {
                        slice &+= 1
                        if slice >= Int(projection.sliceCount) {
                            failed = true
                            slice = -1
                            sliceStart = 0
                            sliceEnd = 0
                            return
                        }
                        sliceStart = slices[slice].firstSource
                        sliceEnd = sliceStart &+ Int32(bitPattern: slices[slice].rowCount)
                    } while place >= sliceEnd
                }
                var rest = projection.steps(of: delay)
                var stage = 0
                while rest > span {
                    rest &-= span
                    stage &+= 1
                }
                if stage >= stageCount {
                    failed = true
                    return
                }
                let block = blocks[slice &* stageCount &+ stage]
                let row = UInt32(bitPattern: place &- sliceStart)
                let first = block.offset &>> 2 &+ row &* block.rowWords
                let words = matrices + Int(bitPattern: UInt(first))
                let filled = words[0] &+ 1
                if filled >= block.rowWords {
                    failed = true
                    return
                }
                words[Int(bitPattern: UInt(filled))] =
                    projection.code(of: weight) &<< 16 | rest &<< delayShift | low
                words[0] = filled
            }
            target &+= 1
        }
        guard !failed else { throw .noRoom }
        return next
    }

    /// Makes all rows empty, and sees that they lie in the matrices.
    private func clear(
        _ projection: DrawnProjection,
        _ slices: UnsafePointer<DrawnSlice>,
        _ blocks: UnsafePointer<SynapticMatrixReference>
    ) throws(Failure) {
        var slice = 0
        while slice < Int(projection.sliceCount) {
            let rows = slices[slice].rowCount
            var stage = 0
            while stage < Int(projection.stageCount) {
                let block = blocks[slice &* Int(projection.stageCount) &+ stage]
                let first = block.offset &>> 2
                guard rows <= matrixWords, first <= matrixWords,
                    UInt64(rows) * UInt64(block.rowWords) <= UInt64(matrixWords &- first)
                else { throw .noRoom }
                var row: UInt32 = 0
                while row < rows, block.rowWords != 0 {
                    matrices[Int(first &+ row &* block.rowWords)] = 0
                    row &+= 1
                }
                stage &+= 1
            }
            slice &+= 1
        }
    }

    /// The next words of the region, if they are there.
    private func take(_ words: Int, _ next: inout UInt32) throws(Failure) -> UInt32 {
        guard words >= 0, words <= Int(regionWords &- next) else { throw .regionTooShort }
        let start = next
        next = start &+ UInt32(truncatingIfNeeded: words)
        return start
    }
}
