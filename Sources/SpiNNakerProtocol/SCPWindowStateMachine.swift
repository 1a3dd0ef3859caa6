/// Keeps a window of SCP requests under way over a link that loses, doubles, delays and reorders datagrams.
///
/// Events go in by mutating methods that take the time since any fixed moment; what is to be done comes out as
/// actions, in order. A request that gets no reply is sent again with growing patience; one that replies to later
/// requests overtake is sent again at once, if executing it twice does no harm. Replies that match no request under
/// way are dropped: late ones, doubles, strangers.
///
/// The patience starts from how long replies take on this link (the smoothed time and its mean deviation, as TCP
/// does, RFC 6298) and never exceeds the configured one.
package struct SCPWindowStateMachine: Sendable {
    /// The limits by which the window works.
    package struct Configuration: Hashable, Sendable {
        /// The most requests under way, 1 to 256.
        ///
        /// SpiNNMan 7.4.1 keeps 8; a monitor queues arriving datagrams, so a few more do no harm.
        package var windowSize: Int

        /// The longest wait for a reply before a request is sent again.
        package var timeout: Duration

        /// The shortest such wait, however fast the link.
        package var shortestTimeout: Duration

        /// The most times a request is sent, the first included.
        package var tries: Int

        /// The wait before a request is sent again after a code such as "busy".
        package var busyDelay: Duration

        /// The number of replies to later requests for the same chip after which a request counts as lost.
        package var overtakingLimit: Int

        /// Creates limits; SpiNNMan 7.4.1 uses 1 s, 11 tries and 0.1 s.
        package init(
            windowSize: Int = 16,
            timeout: Duration = .seconds(1),
            shortestTimeout: Duration = .milliseconds(20),
            tries: Int = 11,
            busyDelay: Duration = .milliseconds(100),
            overtakingLimit: Int = 6
        ) {
            self.windowSize = min(max(windowSize, 1), 256)
            self.timeout = max(timeout, .milliseconds(1))
            self.shortestTimeout = min(max(shortestTimeout, .milliseconds(1)), self.timeout)
            self.tries = max(tries, 1)
            self.busyDelay = busyDelay
            self.overtakingLimit = max(overtakingLimit, 1)
        }
    }

    /// A request as the window sends it.
    package struct Order: Hashable, Sendable {
        /// The caller's name for the request; comes back with the outcome.
        package var token: Int
        /// Where the request goes.
        package var destination: SDPAddress
        /// The request; its sequence number is replaced.
        package var request: SCPRequest
        /// The wait for a reply where the usual one is too short; `nil` for the usual one.
        package var timeout: Duration?
        /// How often the request is sent; `nil` for the usual number.
        package var tries: Int?
        /// What sending twice may do; requests to applications name it, others follow from the command.
        package var repetition: SCPRequest.Repetition

        /// Creates an order.
        package init(
            token: Int,
            destination: SDPAddress,
            request: SCPRequest,
            timeout: Duration? = nil,
            tries: Int? = nil,
            repetition: SCPRequest.Repetition? = nil
        ) {
            self.token = token
            self.destination = destination
            self.request = request
            self.timeout = timeout
            self.tries = tries
            self.repetition = repetition ?? request.repetition
        }
    }

    /// Why a request ended without the reply wanted.
    package enum Failure: Error, Hashable, Sendable {
        /// No reply came.
        case noReply(tries: Int, waited: Duration)
        /// The machine reported a code that a further try does not cure, or not within the tries allowed.
        case refused(SCPReturnCode, data: [UInt8], tries: Int)
    }

    /// What the owner is to do.
    package enum Action: Hashable, Sendable {
        /// Send a datagram.
        case send([UInt8])
        /// Hand over a reply with code `ok`.
        case deliver(token: Int, SCPReply)
        /// Report a failure.
        case fail(token: Int, SCPRequest, SDPAddress, Failure)
    }

    /// What a datagram was.
    package enum Reception: Hashable, Sendable {
        /// The reply to a request under way.
        case reply
        /// Anything else; the owner may know what it is.
        case unmatched
    }

    /// Counts of what happened, for reports.
    package struct Statistics: Hashable, Sendable {
        /// Requests sent for the first time.
        package var requests = 0
        /// Requests sent again after silence or an overtaking.
        package var repetitions = 0
        /// Requests sent again after a retryable code.
        package var busyRetries = 0
        /// Datagrams that matched no request.
        package var unmatched = 0
    }

    private struct Flight {
        var order: Order
        var sequence: UInt16
        var firstSent: Duration
        var deadline: Duration
        var serial: UInt64
        // Sent because of silence or a code, the first time included; this alone is limited by `tries`.
        var tries = 1
        var isPaused = false
        // Replies to later requests for the same place since the request was last sent.
        var overtaken = 0
        // Sent because of such replies.
        var hurriedTries = 0

        /// Whether its place among other requests for the same core says anything: so for plain memory accesses.
        var keepsOrder: Bool {
            order.timeout == nil && (order.request.command == .read || order.request.command == .write)
        }

        /// Whether it was sent once only, so that a reply tells how long replies take.
        var isFirstTry: Bool { tries == 1 && hurriedTries == 0 }
    }

    /// The most times that one request is sent because others overtook it; then its patience decides.
    private static let hurriedTriesLimit = 3

    /// The limits.
    package let configuration: Configuration

    /// The counts so far.
    package private(set) var statistics = Statistics()

    // At most `windowSize` of them: searched from the front, for the oldest are answered first.
    private var flights: [Flight] = []
    private var nextSequence: UInt16
    private var nextSerial: UInt64 = 0
    // How long replies take, in nanoseconds.
    private var smoothedTime: Int64?
    private var deviation: Int64 = 0

    /// Creates a window.
    ///
    /// - Parameters:
    ///   - configuration: The limits.
    ///   - firstSequence: The sequence number of the first request.
    package init(configuration: Configuration = Configuration(), firstSequence: UInt16 = 0) {
        self.configuration = configuration
        nextSequence = firstSequence
        flights.reserveCapacity(configuration.windowSize)
    }

    /// Whether a further request may be sent now.
    package var hasRoom: Bool { flights.count < configuration.windowSize }

    /// Whether no request is under way.
    package var isIdle: Bool { flights.isEmpty }

    /// When `advance` is due at the latest; `nil` while no request is under way.
    package var nextDeadline: Duration? { flights.lazy.map(\.deadline).min() }

    /// Sends a request; there must be room.
    package mutating func send(_ order: Order, at now: Duration, into actions: inout [Action]) {
        precondition(hasRoom, "a request was sent into a full window")
        while flights.contains(where: { $0.sequence == nextSequence }) { nextSequence &+= 1 }
        var flight = Flight(
            order: order,
            sequence: nextSequence,
            firstSent: now,
            deadline: now,
            serial: nextSerial
        )
        flight.order.request.sequence = nextSequence
        flight.deadline = now + patience(for: flight)
        nextSequence &+= 1
        nextSerial += 1
        statistics.requests += 1
        actions.append(.send(flight.order.request.datagram(to: order.destination)))
        flights.append(flight)
    }

    /// Takes a datagram.
    package mutating func receive(_ datagram: [UInt8], at now: Duration, into actions: inout [Action]) -> Reception {
        guard let reply = try? SCPReply(decodingDatagram: datagram),
            let index = flights.firstIndex(where: { $0.sequence == reply.sequence }),
            reply.code.rawValue >= SCPReturnCode.ok.rawValue
        else {
            statistics.unmatched += 1
            return .unmatched
        }
        if SCPReturnCode.retryable.contains(reply.code) {
            receiveBusy(reply, at: index, now, into: &actions)
            return .reply
        }
        let flight = flights.remove(at: index)
        measure(flight, at: now)
        if reply.code == .ok {
            actions.append(.deliver(token: flight.order.token, reply))
        } else {
            let failure = Failure.refused(reply.code, data: reply.data, tries: flight.tries)
            actions.append(.fail(token: flight.order.token, flight.order.request, flight.order.destination, failure))
        }
        noteOvertaking(by: flight, at: now, into: &actions)
        return .reply
    }

    /// Takes note that time has passed: sends overdue requests again, or gives them up.
    package mutating func advance(to now: Duration, into actions: inout [Action]) {
        var index = 0
        while index < flights.count {
            guard flights[index].deadline <= now else {
                index += 1
                continue
            }
            if flights[index].isPaused || flights[index].tries < tries(for: flights[index]) {
                flights[index].tries += 1
                repeatFlight(at: index, now, into: &actions)
                index += 1
            } else {
                let flight = flights.remove(at: index)
                let failure = Failure.noReply(tries: flight.tries, waited: now - flight.firstSent)
                actions.append(
                    .fail(token: flight.order.token, flight.order.request, flight.order.destination, failure)
                )
            }
        }
    }

    /// Forgets requests without an outcome; replies to them count as late.
    package mutating func cancel(where isCancelled: (Int) -> Bool) {
        flights.removeAll { isCancelled($0.order.token) }
    }

    // MARK: - Sending again

    private mutating func receiveBusy(
        _ reply: SCPReply,
        at index: Int,
        _ now: Duration,
        into actions: inout [Action]
    ) {
        // A double of the code that paused the request already says nothing new.
        guard !flights[index].isPaused else { return }
        guard flights[index].tries < tries(for: flights[index]) else {
            let flight = flights.remove(at: index)
            let failure = Failure.refused(reply.code, data: reply.data, tries: flight.tries)
            actions.append(.fail(token: flight.order.token, flight.order.request, flight.order.destination, failure))
            return
        }
        statistics.busyRetries += 1
        flights[index].isPaused = true
        flights[index].deadline = now + configuration.busyDelay
    }

    private mutating func repeatFlight(at index: Int, _ now: Duration, into actions: inout [Action]) {
        if !flights[index].isPaused { statistics.repetitions += 1 }
        flights[index].isPaused = false
        flights[index].overtaken = 0
        flights[index].serial = nextSerial
        flights[index].order.request = flights[index].order.request.retried
        flights[index].deadline = now + patience(for: flights[index])
        nextSerial += 1
        actions.append(.send(flights[index].order.request.datagram(to: flights[index].order.destination)))
    }

    private mutating func noteOvertaking(by answered: Flight, at now: Duration, into actions: inout [Action]) {
        // Only a reply to the first try says when its request was sent.
        guard answered.isFirstTry, answered.keepsOrder else { return }
        for index in flights.indices
        where flights[index].serial < answered.serial && flights[index].keepsOrder && !flights[index].isPaused
            && flights[index].order.destination == answered.order.destination
        {
            flights[index].overtaken += 1
            guard flights[index].overtaken >= configuration.overtakingLimit,
                flights[index].hurriedTries < Self.hurriedTriesLimit
            else { continue }
            flights[index].hurriedTries += 1
            repeatFlight(at: index, now, into: &actions)
        }
    }

    // MARK: - Patience

    private mutating func measure(_ flight: Flight, at now: Duration) {
        // After a repetition nobody knows which of the two was answered (Karn's rule).
        guard flight.isFirstTry, flight.order.timeout == nil else { return }
        let time = Self.nanoseconds(now - flight.firstSent)
        guard let smoothed = smoothedTime else {
            smoothedTime = time
            deviation = time / 2
            return
        }
        deviation = (deviation * 3 + abs(time - smoothed)) / 4
        smoothedTime = (smoothed * 7 + time) / 8
    }

    /// Whole nanoseconds, which are faster to reckon with; no wait is as long as the 292 years that fit.
    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    private func tries(for flight: Flight) -> Int { flight.order.tries ?? configuration.tries }

    private func patience(for flight: Flight) -> Duration {
        if let timeout = flight.order.timeout { return timeout }
        guard flight.order.repetition == .harmless, let smoothedTime else { return configuration.timeout }
        let wait = max(smoothedTime + deviation * 4, Self.nanoseconds(configuration.shortestTimeout))
        let doublings = min(flight.tries - 1, 10)
        return min(.nanoseconds(wait << Int64(doublings)), configuration.timeout)
    }
}
