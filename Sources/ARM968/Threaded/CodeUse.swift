/// What one core uses of decoded code: some of its own while its instruction memory changes; when that has kept still
/// for a while, the code of all cores that hold the same.
final class CodeUse {
    /// Cycles that a core executes with its instruction memory unchanged before it looks for others.
    private static let patience: UInt64 = 20_000
    /// How often a core may go its own way again before it keeps to it.
    private static let mostPartings = 16

    private(set) var tables = DecodedCode()
    private let pool: CodePool?
    private var partings = 0

    /// The core's count of cycles from which it may look for others.
    private(set) var settlingTime: UInt64

    init(pool: CodePool?) {
        self.pool = pool
        settlingTime = pool == nil ? .max : Self.patience
    }

    /// Shares the code of cores with the same instruction memory from now on.
    func settle(_ memory: UnsafeRawPointer) {
        settlingTime = .max
        if let pool { tables = pool.tables(for: memory, own: tables) }
    }

    /// Takes note that bytes of the instruction memory have changed.
    func memoryChanged(_ range: Range<Int>, at cycle: UInt64) {
        if range.count == ARM968Core.itcmBytes { partings = 0 }
        if tables.isShared {
            partings += 1
            // The last user keeps what it has.
            if isKnownUniquelyReferenced(&tables) { tables.unshare() } else { tables = DecodedCode() }
        }
        tables.forget(range)
        settlingTime = pool != nil && partings < Self.mostPartings ? cycle + Self.patience : .max
    }
}
