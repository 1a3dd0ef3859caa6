/// Lets cores whose instruction memories hold the same share what has been decoded of it: a table that many use stays
/// in the host's caches, one for each core does not.
///
/// Cores that share a pool must not run at the same time.
package final class CodePool {
    private struct Member {
        weak var tables: DecodedCode?
    }

    private var members: [Member] = []

    /// Creates an empty pool.
    package init() {}

    /// The tables for a content of instruction memory: those of cores with the same, or else the asking core's own, which
    /// others then share.
    func tables(for memory: UnsafeRawPointer, own: DecodedCode) -> DecodedCode {
        members.removeAll { $0.tables == nil }
        for member in members {
            if let tables = member.tables, tables.isFor(memory) { return tables }
        }
        own.share(memory)
        members.append(Member(tables: own))
        return own
    }
}
