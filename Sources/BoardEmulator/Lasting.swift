/// Objects that their owner keeps to its own end, reached without counting references.
///
/// For what runs in every window of a board, or at every access of a core.
struct Lasting<Object: AnyObject>: ~Copyable {
    private let references: UnsafeMutablePointer<Unmanaged<Object>>

    /// Makes room for objects; ``fill(_:)`` comes before all else.
    init(capacity: Int) { references = .allocate(capacity: max(capacity, 1)) }

    deinit { references.deallocate() }

    /// Takes the objects, as many as there is room for, that somebody else keeps longer than this.
    func fill(_ objects: [Object]) {
        for (index, object) in objects.enumerated() {
            (references + index).initialize(to: Unmanaged.passUnretained(object))
        }
    }

    /// Does something with an object; the index is not checked.
    @inline(__always)
    func with<Result>(_ index: Int, _ body: (Object) -> Result) -> Result {
        references[index]._withUnsafeGuaranteedRef(body)
    }
}
