/// Carries out pieces of work that do not touch each other, perhaps several at once.
///
/// The chips of a board are such pieces within a window of time: whoever owns a board lends it the threads.
package protocol ParallelRunner: AnyObject {
    /// Carries out pieces 0 to `count` − 1 in any order, and returns when all are done.
    func run(count: Int, _ piece: (Int) -> Void)
}
