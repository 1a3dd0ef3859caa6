/// What a core counted since its start: region `RegionKind.provenance`, written at every pause.
///
/// Counters run on over pauses and are cleared by `RunControlCommand.resetTime`. A program leaves those it has
/// no use for at 0.
package struct Provenance: BitwiseCopyable, Equatable, Sendable {
    /// `RegionTable.currentVersion` of the image.
    package var version: UInt32 = 0
    /// The step the core has reached: the first one not yet done.
    package var step: UInt32 = 0
    /// Time steps done.
    package var stepsDone: UInt32 = 0
    /// Spikes of this core's neurons, sent or not.
    package var spikes: UInt32 = 0
    /// Multicast packets sent.
    package var packetsSent: UInt32 = 0
    /// Times the core had to wait before the communications controller took a packet.
    package var sendWaits: UInt32 = 0
    /// Multicast packets received.
    package var packetsReceived: UInt32 = 0
    /// Received packets lost because the core's packet queue was full.
    package var packetsDropped: UInt32 = 0
    /// Received packets whose key matches no line of the population table.
    package var packetsUnknown: UInt32 = 0
    /// Packets of other kinds or with parity or framing errors, thrown away.
    package var packetsBad: UInt32 = 0
    /// Synaptic rows fetched.
    package var rowsFetched: UInt32 = 0
    /// Those of them that had been put off to a later step because of a long delay.
    package var rowsDeferred: UInt32 = 0
    /// Deferred row fetches lost because their queue was full.
    package var rowsDropped: UInt32 = 0
    /// Synaptic events added to the ring buffers.
    package var synapticEvents: UInt32 = 0
    /// Synaptic inputs dropped because their slot was already past.
    package var lateInputs: UInt32 = 0
    /// Additions to a ring buffer that were clamped at 65535.
    package var saturations: UInt32 = 0
    /// Direct memory transfers that ended with an error.
    package var transferErrors: UInt32 = 0
    /// Steps that began after the next one was already due.
    package var overruns: UInt32 = 0
    /// The most packets that ever waited in the core's packet queue.
    package var deepestQueue: UInt32 = 0
    /// The longest step in cycles, from the tick to the end of its work.
    package var longestStep: UInt32 = 0
    /// Records that found no room in a recording buffer.
    package var recordsMissing: UInt32 = 0
    /// Messages that could not be handed to the monitor in time.
    package var messagesLost: UInt32 = 0
    /// Received packets thrown away because their stamp is too far ahead of the core's clock.
    package var packetsEarly: UInt32 = 0

    /// All counters at zero.
    package init() {}

    /// Length of the region in words.
    @inlinable
    package static var words: Int { MemoryLayout<Provenance>.size / 4 }
}
