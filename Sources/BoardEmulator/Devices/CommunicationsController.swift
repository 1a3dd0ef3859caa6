/// The communications controller of one core: sends packets, and shows received ones one at a time.
///
/// Packets behind the visible one stand in the router, which gives each a time to be taken and then drops it. While the
/// router itself stands still, the one packet that the sender has room for stays in it.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §8.
struct CommunicationsController: Codable {
    private struct Arrival: Codable {
        var packet: Packet
        var link: Int
        var time: UInt64

        var isSound: Bool { (0...7).contains(link) && time <= BoardEmulator.lastCycle }
    }

    /// What leaves the core.
    struct Departure {
        var packet: Packet
        /// The link that the packet pretends to have come by, or 7.
        var link: Int
    }

    /// Packets that may wait for one core before the router stands still: what can come in one window.
    static let queueLimit = 256

    private var control: UInt8 = 0
    private var isFullSticky = false
    private var isOverrunSticky = false
    /// Whether a packet stays in the sender because the router stands still.
    private var hasUnsent = false
    private var sendData: UInt32?
    /// What the two sending registers were last written.
    private var lastData: UInt32 = 0
    private var lastKey: UInt32 = 0
    private var source: UInt32 = 0x0700_0000
    /// Whether registers that packets set can be written, for tests.
    private var isTesting = false
    private var hasParityError = false
    private var hasFramingError = false

    private var visible: Arrival?
    private var lastRoute: UInt32 = 0
    private var lastControl: UInt32 = 0
    private var queue: [Arrival] = []
    private var head = 0
    /// Since when the first packet of the queue has stood at the router's output.
    private var headSince: UInt64 = 0

    /// Whether packets wait behind the visible one.
    var hasQueue: Bool { head < queue.count }

    /// Whether no more packets may wait for this core.
    var isFull: Bool { queue.count - head >= Self.queueLimit }

    /// Whether the router takes no packets from this core now.
    var isHeld = false { didSet { if !isHeld { hasUnsent = false } } }

    /// The levels of interrupt lines 6 to 11 and 23 to 27, at their places.
    @inline(__always)
    var lines: UInt32 {
        // The sender is empty (11) and not full (23).
        var word: UInt32 = hasUnsent ? 0 : 1 << 11 | 1 << 23
        if isFullSticky { word |= 1 << 9 }
        if isOverrunSticky { word |= 1 << 10 }
        if hasParityError { word |= 1 << 7 }
        if hasFramingError { word |= 1 << 8 }
        if let visible { word |= 1 << 6 | 1 << (24 + UInt32(visible.packet.kind.rawValue)) }
        return word
    }

    /// Whether a stored value can be one: packets are counted from within the queue.
    var isSound: Bool {
        (0...queue.count).contains(head) && queue.allSatisfy(\.isSound) && visible?.isSound ?? true
            && headSince <= BoardEmulator.lastCycle
    }

    mutating func load(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x00: return sendStatus
        case 0x04: return lastData
        case 0x08: return lastKey
        case 0x0c: return receiveStatus
        case 0x10: return visible?.packet.payload ?? 0
        case 0x14: return visible.map { Self.shownKey($0.packet) } ?? 0
        case 0x18: return source
        case 0x1c: return isTesting ? 1 : 0
        default: return 0
        }
    }

    private var sendStatus: UInt32 {
        (hasUnsent ? 0 : 0x9000_0000) | (isFullSticky ? 1 << 30 : 0) | (isOverrunSticky ? 1 << 29 : 0)
            | UInt32(control) << 16
    }

    private var receiveStatus: UInt32 {
        let flags: UInt32 = (hasParityError ? 1 << 30 : 0) | (hasFramingError ? 1 << 29 : 0)
        guard let visible else { return flags | lastRoute << 24 | lastControl << 16 }
        let kind = UInt32(visible.packet.kind.rawValue)
        return flags | 1 << 31 | 1 << 28 | UInt32(visible.link) << 24 | UInt32(visible.packet.control) << 16 | 1 << kind
    }

    /// The key register: of a P2P packet the source chip, and the sequence code of the control byte.
    private static func shownKey(_ packet: Packet) -> UInt32 {
        guard packet.kind == .pointToPoint else { return packet.key }
        return packet.key >> 16 | UInt32(packet.control >> 4 & 3) << 16
    }

    /// Writes a register; returns the packet that this sends, if it does.
    mutating func store(_ offset: UInt32, _ value: UInt32) -> Departure? {
        switch offset {
        case 0x00:
            control = UInt8(truncatingIfNeeded: value >> 16)
            if value & 1 << 30 == 0 { isFullSticky = false }
            if value & 1 << 29 == 0 { isOverrunSticky = false }
        case 0x04:
            sendData = value
            lastData = value
        case 0x08:
            lastKey = value
            return launch(value)
        case 0x0c:
            // No packet of this emulator comes with an error: only a test sets these bits.
            hasParityError = value & 1 << 30 != 0 && (hasParityError || isTesting)
            hasFramingError = value & 1 << 29 != 0 && (hasFramingError || isTesting)
        case 0x18: source = value & 0x0700_ffff
        case 0x1c: isTesting = value & 1 != 0
        default: break
        }
        return nil
    }

    private mutating func launch(_ key: UInt32) -> Departure? {
        defer { sendData = nil }
        if hasUnsent {
            isOverrunSticky = true
            return nil
        }
        if isHeld {
            hasUnsent = true
            isFullSticky = true
        }
        var control = control
        var key = key
        if control >> 6 == Packet.Kind.pointToPoint.rawValue {
            control = control & ~0x30 | UInt8(key >> 16 & 3) << 4
            key = source << 16 | key & 0xffff
        }
        return Departure(packet: Packet(control: control, key: key, payload: sendData), link: Int(source >> 24 & 7))
    }

    /// Takes a packet from the router; `false` when even the router has no room.
    mutating func receive(_ packet: Packet, link: Int, at now: UInt64) -> Bool {
        let arrival = Arrival(packet: packet, link: link, time: now)
        if visible == nil, !hasQueue {
            show(arrival)
            return true
        }
        guard !isFull else { return false }
        if !hasQueue { headSince = now }
        queue.append(arrival)
        return true
    }

    private mutating func show(_ arrival: Arrival) {
        visible = arrival
        lastRoute = UInt32(arrival.link)
        lastControl = UInt32(arrival.packet.control)
    }

    /// The core has read the key: the packet is gone and the next one, if any, comes in.
    mutating func pop(at now: UInt64) {
        visible = nil
        guard hasQueue else { return }
        show(queue[head])
        removeHead(at: now)
    }

    private mutating func removeHead(at now: UInt64) {
        head += 1
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else {
            headSince = max(now, queue[head].time)
            if head >= 256 {
                queue.removeFirst(head)
                head = 0
            }
        }
    }

    /// The next packet whose waiting time at the router's output was over by now, taken out of the queue.
    ///
    /// - Parameter patience: How long a packet stands at the output before it is dropped; `nil` is for ever.
    mutating func removeExpired(at now: UInt64, patience: UInt64?) -> (packet: Packet, link: Int)? {
        guard hasQueue, let patience, headSince + patience <= now else { return nil }
        let arrival = queue[head]
        removeHead(at: headSince + patience)
        return (arrival.packet, arrival.link)
    }
}
