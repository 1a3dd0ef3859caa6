/// The packets that stand before a router, in the order in which they came.
///
/// The router lets them through one after the other: when the first cannot leave, all wait, then the links that lead
/// there and the cores of the chip.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.
struct StandingPackets: Codable {
    /// From this number on, the links that lead to the router are full.
    private static let limit = 16

    private var flights: [Flight] = []
    private var head = 0

    /// How far the first packet has got; `nil` before the router has looked at it.
    var passage: Passage?

    /// When the last packet that stood here went on: none may overtake it.
    var lastLeft: UInt64 = 0

    var isEmpty: Bool { head == flights.count }

    /// Whether no more packets may come by links.
    var isFull: Bool { flights.count - head >= Self.limit }

    /// The first packet.
    var first: Flight? { isEmpty ? nil : flights[head] }

    /// Whether a stored value can be one: packets are counted from within the list.
    func isSound(chips: Int) -> Bool {
        (0...flights.count).contains(head) && flights.allSatisfy { $0.isSound(chips: chips) }
            && passage?.isSound ?? true && lastLeft <= BoardEmulator.lastCycle
    }

    mutating func append(_ flight: Flight) { flights.append(flight) }

    mutating func removeFirst(at time: UInt64) {
        head += 1
        passage = nil
        lastLeft = time
        if head == flights.count {
            flights.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024 {
            flights.removeFirst(head)
            head = 0
        }
    }

    /// Lets the wait of the first packet begin anew.
    ///
    /// - Parameter wait: The new length of a wait of its stage; `nil` is for ever.
    mutating func restart(at now: UInt64, wait: UInt64?) { passage?.deadline = wait.map { now + $0 } }
}
