/// The start of region `RegionKind.recording`: `channelCount` structures `RecordingChannel` follow, then
/// the index lists the channels point to.
package struct RecordingRegion: BitwiseCopyable, Equatable, Sendable {
    /// Number of channels, at most `maximumChannels`; one variable has at most one channel.
    package var channelCount: UInt32

    /// Creates the start of a recording region.
    package init(channelCount: UInt32) {
        self.channelCount = channelCount
    }

    /// The most channels a core accepts.
    package static var maximumChannels: UInt32 { 8 }
}

/// One recorded variable of one core: what is recorded, when, of whom, and where it goes.
package struct RecordingChannel: BitwiseCopyable, Equatable, Sendable {
    /// A `RecordedVariable`.
    package var variable: UInt32
    /// Samples are taken in steps that are multiples of this; at least 1, and 1 for spikes.
    package var interval: UInt32
    /// Address of the buffer in SDRAM: a `RecordingHeader`, then the records. A multiple of 4.
    package var bufferAddress: UInt32
    /// Length of the buffer in bytes, its header included. A multiple of 4, at least 8.
    package var bufferBytes: UInt32
    /// Number of recorded neurons, 1 to the number of neurons of the core.
    package var indexCount: UInt32
    /// Where the list of recorded neurons begins, in words from the start of the recording region. The list
    /// holds neuron numbers as `UInt16`, ascending, two a word (the first in the low half).
    package var indexOffset: UInt32

    /// Creates a channel.
    package init(
        variable: RecordedVariable,
        interval: UInt32,
        bufferAddress: UInt32,
        bufferBytes: UInt32,
        indexCount: UInt32,
        indexOffset: UInt32
    ) {
        self.variable = variable.rawValue
        self.interval = interval
        self.bufferAddress = bufferAddress
        self.bufferBytes = bufferBytes
        self.indexCount = indexCount
        self.indexOffset = indexOffset
    }

    /// Words of one record of this channel: a time word, then values or bits.
    ///
    /// - Parameters:
    ///   - variable: What is recorded.
    ///   - indexCount: Number of recorded neurons.
    @inlinable
    package static func recordWords(variable: RecordedVariable, indexCount: UInt32) -> UInt32 {
        variable == .spikes ? 1 + (indexCount + 31) / 32 : 1 + indexCount
    }
}

/// The head of a recording buffer, written by the core at every pause.
///
/// Records follow: for spikes {stamp, bit field: bit j of word j/32 is neuron j of the index list}, only for
/// stamps with a spike, and more than one for a stamp in which a source fires more than once: a second one of those that
/// fire at least twice, and so on; for other variables {step, one value in s16.15 per neuron of the index list}.
/// At each resume the core begins again behind the header, so the host fetches before it resumes.
package struct RecordingHeader: BitwiseCopyable, Equatable, Sendable {
    /// Bytes of records behind the header.
    package var bytesWritten: UInt32
    /// Records that found no room and are lost; 0 when the recording is complete.
    package var missingRecords: UInt32

    /// Creates a header.
    package init(bytesWritten: UInt32, missingRecords: UInt32) {
        self.bytesWritten = bytesWritten
        self.missingRecords = missingRecords
    }
}

/// A variable a core can record. Open: which ones a program knows is the program's business.
package struct RecordedVariable: RawRepresentable, Hashable, Sendable {
    /// The number in the channel.
    package let rawValue: UInt32

    /// Creates a variable from the number in a channel.
    @inlinable
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Spikes, as bit fields.
    @inlinable
    package static var spikes: Self { Self(rawValue: 0) }
    /// Membrane potential in mV.
    @inlinable
    package static var v: Self { Self(rawValue: 1) }
    /// Excitatory synaptic current in nA.
    @inlinable
    package static var gsynExc: Self { Self(rawValue: 2) }
    /// Inhibitory synaptic current in nA (a magnitude).
    @inlinable
    package static var gsynInh: Self { Self(rawValue: 3) }
}
