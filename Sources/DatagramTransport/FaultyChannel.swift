import Dispatch
import Synchronization

/// A channel that loses, doubles, reorders and delays what passes through another, in both directions.
///
/// Each direction draws from its own generator, once per datagram in the order in which they pass: the same seed and
/// the same datagrams meet the same faults.
package final class FaultyChannel: DatagramChannel {
    /// How often what happens to a datagram; probabilities from 0 to 1.
    package struct Faults: Hashable, Sendable {
        /// The probability that a datagram is lost.
        package var loss: Double
        /// The probability that a datagram arrives twice.
        package var duplication: Double
        /// The probability that a datagram is held back so that later ones overtake it.
        package var reordering: Double
        /// For how long a datagram is held back.
        package var holdingTime: Duration
        /// By how much every datagram is delayed.
        package var delay: Duration

        /// Creates a choice of faults.
        ///
        /// - Precondition: probabilities lie in 0...1, times are not negative.
        package init(
            loss: Double = 0,
            duplication: Double = 0,
            reordering: Double = 0,
            holdingTime: Duration = .milliseconds(2),
            delay: Duration = .zero
        ) {
            precondition(
                [loss, duplication, reordering].allSatisfy { (0...1).contains($0) },
                "probabilities of faults must lie in 0...1"
            )
            precondition(holdingTime >= .zero && delay >= .zero, "delays must not be negative")
            self.loss = loss
            self.duplication = duplication
            self.reordering = reordering
            self.holdingTime = holdingTime
            self.delay = delay
        }

        /// No faults.
        package static var none: Self { Self() }
    }

    /// What became of the datagrams of both directions so far.
    package struct Statistics: Hashable, Sendable {
        /// Datagrams that came to pass.
        package var passed = 0
        /// Those lost.
        package var lost = 0
        /// Those doubled.
        package var doubled = 0
        /// Those held back.
        package var heldBack = 0
    }

    private enum Direction { case outgoing, incoming }

    private struct State {
        var faults: Faults
        var outgoing: SplitMix64
        var incoming: SplitMix64
        var statistics = Statistics()

        mutating func draw(_ direction: Direction) -> Double {
            switch direction {
            case .outgoing: outgoing.nextFraction()
            case .incoming: incoming.nextFraction()
            }
        }
    }

    private struct Delivery {
        var batch: [Datagram] = []
        var held: [Datagram] = []
        var delay: Duration
        var holdingTime: Duration
    }

    private let channel: any DatagramChannel
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "delayed datagrams")

    /// Wraps a channel.
    package init(_ channel: any DatagramChannel, faults: Faults, seed: UInt64) {
        self.channel = channel
        state = Mutex(
            State(faults: faults, outgoing: SplitMix64(seed: seed), incoming: SplitMix64(seed: ~seed))
        )
    }

    /// The faults in force; may be changed at any time.
    package var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// What became of the datagrams so far.
    package var statistics: Statistics { state.withLock { $0.statistics } }

    package var localEndpoint: DatagramEndpoint { channel.localEndpoint }

    package func setReceiver(_ receiver: @escaping @Sendable ([Datagram]) -> Void) {
        channel.setReceiver { [self] datagrams in
            pass(datagrams, .incoming, to: receiver)
        }
    }

    package func send(_ datagrams: [Datagram]) {
        pass(datagrams, .outgoing) { [channel] in channel.send($0) }
    }

    package func close() async { await channel.close() }

    private func pass(
        _ datagrams: [Datagram],
        _ direction: Direction,
        to target: @escaping @Sendable ([Datagram]) -> Void
    ) {
        let delivery = state.withLock { state in
            var delivery = Delivery(delay: state.faults.delay, holdingTime: state.faults.holdingTime)
            delivery.batch.reserveCapacity(datagrams.count)
            for datagram in datagrams {
                // Three draws for each datagram, whatever they bring, keep the sequence aligned.
                let isLost = state.draw(direction) < state.faults.loss
                let isDoubled = state.draw(direction) < state.faults.duplication
                let isHeld = state.draw(direction) < state.faults.reordering
                state.statistics.passed += 1
                guard !isLost else {
                    state.statistics.lost += 1
                    continue
                }
                if isHeld {
                    state.statistics.heldBack += 1
                    delivery.held.append(datagram)
                } else {
                    delivery.batch.append(datagram)
                }
                if isDoubled {
                    state.statistics.doubled += 1
                    delivery.batch.append(datagram)
                }
            }
            return delivery
        }
        deliver(delivery.batch, after: delivery.delay, to: target)
        deliver(delivery.held, after: delivery.delay + delivery.holdingTime, to: target)
    }

    private func deliver(
        _ datagrams: [Datagram],
        after delay: Duration,
        to target: @escaping @Sendable ([Datagram]) -> Void
    ) {
        guard !datagrams.isEmpty else { return }
        guard delay > .zero else { return target(datagrams) }
        let nanoseconds = delay.components.seconds * 1_000_000_000 + delay.components.attoseconds / 1_000_000_000
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds))) { target(datagrams) }
    }
}

/// A small generator of 64-bit numbers.
///
/// - SeeAlso: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
private struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The next number, uniform in 0..<1.
    mutating func nextFraction() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        z ^= z >> 31
        return Double(z >> 11) * 0x1p-53
    }
}
