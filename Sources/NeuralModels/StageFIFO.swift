package import ChipInterface

/// The rows of one delay stage whose fetch is put off.
///
/// Every row of a stage waits equally long, so the first in is the first out. Spikes of neighbouring stamps may come in
/// the wrong order, and a row then waits behind one of a later stamp. Rows are therefore let out as early as the ring
/// buffer can hold them, two steps ahead of their stamp: a row may be stuck for two steps and is still in time.
package struct StageFIFO {
    let rows: UnsafeMutablePointer<DeferredRow>
    let indexMask: UInt32
    /// How many rows have left.
    package private(set) var head: UInt32 = 0
    /// How many rows have entered.
    package private(set) var tail: UInt32 = 0

    /// Creates an empty FIFO over memory for `capacity` rows; the capacity is a power of two.
    package init(rows: UnsafeMutablePointer<DeferredRow>, capacity: UInt32) {
        self.rows = rows
        indexMask = capacity &- 1
    }

    /// How many rows wait.
    package var count: UInt32 { tail &- head }

    /// Adds a row; false when the FIFO is full.
    @inline(__always)
    package mutating func push(_ row: DeferredRow) -> Bool {
        guard tail &- head <= indexMask else { return false }
        rows[Int(bitPattern: UInt(tail & indexMask))] = row
        tail &+= 1
        return true
    }

    /// Takes out the first row if it is due in step `now`: its stamp is at most two steps ahead.
    @inline(__always)
    package mutating func pop(now: UInt32) -> FetchedRow? {
        guard head != tail else { return nil }
        let row = rows[Int(bitPattern: UInt(head & indexMask))]
        let ahead = Int32(bitPattern: (row.rowWordsAndStamp &- now) &<< 16) &>> 16
        guard ahead <= 2 else { return nil }
        head &+= 1
        return FetchedRow(
            offset: row.offset,
            rowWords: row.rowWordsAndStamp &>> 16,
            stamp: now &+ UInt32(bitPattern: ahead)
        )
    }
}

/// A row to be fetched from the matrices and added to the ring buffer.
package struct FetchedRow: Hashable, Sendable {
    /// The row's byte offset from the beginning of the matrices.
    package var offset: UInt32
    /// The length of the row in words, with its count.
    package var rowWords: UInt32
    /// The stamp from which its synapses' delays count.
    package var stamp: UInt32

    /// Creates a row.
    package init(offset: UInt32, rowWords: UInt32, stamp: UInt32) {
        self.offset = offset
        self.rowWords = rowWords
        self.stamp = stamp
    }
}
