/// The packets that stand before a router, in the order in which they came.
///
/// The router lets them through one after the other: when the first cannot leave, all wait, then the links that lead
/// there and the cores of the chip.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.
struct StandingPackets {
    /// From this number on, the links that lead to the router are full.
    private static let limit = 16

    private var flights: [Flight] = []
    private var head = 0
    private var headSince: UInt64 = 0

    /// When the last packet that stood here went on: none may overtake it.
    private(set) var lastLeft: UInt64 = 0

    var isEmpty: Bool { head == flights.count }

    /// Whether no more packets may come by links.
    var isFull: Bool { flights.count - head >= Self.limit }

    /// The first packet, and since when it has been the first.
    var first: (flight: Flight, since: UInt64)? { isEmpty ? nil : (flights[head], headSince) }

    mutating func append(_ flight: Flight) {
        if isEmpty { headSince = flight.time }
        flights.append(flight)
    }

    mutating func removeFirst(at now: UInt64) {
        head += 1
        headSince = now
        lastLeft = now
        if head == flights.count {
            flights.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024 {
            flights.removeFirst(head)
            head = 0
        }
    }
}
