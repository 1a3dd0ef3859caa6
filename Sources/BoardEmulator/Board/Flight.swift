/// A packet on its way to a router.
struct Flight: Codable {
    /// When it gets there.
    var time: UInt64
    /// The chip it comes from, by index.
    var source: Int
    /// The way it comes from there: a link, or 6 and the physical number of a core.
    var lane: Int
    /// The order in which it came into the network.
    var sequence: UInt64
    /// The chip whose router it gets to, by index.
    var chip: Int
    /// The input that it comes by: a link, or 7 for the chip itself.
    var link: Int
    var packet: Packet

    /// Whether a stored value can be one, on a board of so many chips.
    func isSound(chips: Int) -> Bool {
        time <= BoardEmulator.lastCycle && (0..<chips).contains(source) && (0..<chips).contains(chip)
            && (0..<24).contains(lane) && (0...7).contains(link)
    }

    /// The order in which routers take packets: independent of the order in which chips were run.
    static func < (left: Self, right: Self) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.source != right.source { return left.source < right.source }
        if left.lane != right.lane { return left.lane < right.lane }
        return left.sequence < right.sequence
    }
}

/// Packets on their way, soonest first: a binary heap.
struct FlightQueue {
    private var flights: [Flight] = []

    var nextTime: UInt64 { flights.first?.time ?? .max }

    /// All packets, in the order of the heap.
    var all: [Flight] { flights }

    mutating func insert(_ flight: Flight) {
        flights.append(flight)
        var child = flights.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard flights[child] < flights[parent] else { return }
            flights.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popFirst() -> Flight? {
        guard let first = flights.first, let last = flights.popLast() else { return nil }
        guard !flights.isEmpty else { return first }
        flights[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < flights.count && flights[child] < flights[least]
            {
                least = child
            }
            guard least != parent else { return first }
            flights.swapAt(parent, least)
            parent = least
        }
    }
}
