import SpiNNakerProtocol

/// What waits to be put into the mailbox of an application core.
///
/// A mailbox holds one thing; the core empties it in its interrupt handler. SC&MP waits for that up to a millisecond
/// and then answers with an error.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-3.c`, `sark/sark_base.c`.
struct Mailbox: Codable {
    enum Item: Codable {
        case message(SDPMessage)
        case signal(Signal)
    }

    /// How many millisecond ticks an item waits before it is given up: at least one whole millisecond.
    static let patience = 2

    private var items: [Item] = []
    private(set) var ticksWaited = 0

    var isEmpty: Bool { items.isEmpty }

    var first: Item? { items.first }

    mutating func append(_ item: Item) { items.append(item) }

    mutating func removeFirst() {
        items.removeFirst()
        ticksWaited = 0
    }

    /// Empties the queue; returns what was in it.
    mutating func removeAll() -> [Item] {
        defer { self = Self() }
        return items
    }

    /// Lets a millisecond pass; returns whether the first item has waited too long.
    mutating func tick() -> Bool {
        ticksWaited &+= 1
        return ticksWaited > Self.patience
    }
}
