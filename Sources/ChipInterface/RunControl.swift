/// Run control of the simulation cores: SCP-like messages to SDP port `RunControl.port` of each core.
///
/// Request: `cmd_rc` a `RunControlCommand`, `seq` any number, then three argument words. Reply (when the
/// flags ask for one): `cmd_rc` a `RunControlResult`, the same `seq`, then one data word: the step the core has
/// reached. Every command may be repeated without harm when a reply was lost.
///
/// A core starts in state PAUSE at `SystemRegion.initialStep`. `runUntil` makes it wait for the barrier: SYNC0 for
/// its first run, SYNC1 for the next, then SYNC0 again. Released, it runs (RUN) and pauses again.
package enum RunControl {
    /// The SDP port the commands go to.
    package static var port: UInt8 { 3 }
}

/// A run-control command, in the field `cmd_rc` of the message.
package struct RunControlCommand: RawRepresentable, Hashable, Sendable {
    /// The number in the message.
    package let rawValue: UInt16

    /// Creates a command from the number in a message.
    @inlinable
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Runs up to a step. Argument 1: the first step *not* to be done (an end in the past is refused, the present
    /// step is accepted and changes nothing). Argument 2: `RunFlags`. Accepted in PAUSE only; while the
    /// core waits or runs, the same end step is acknowledged again and another one refused.
    @inlinable
    package static var runUntil: Self { Self(rawValue: 1) }
    /// Pauses after the step in progress, at the next tick; also takes back a `runUntil` that waits for the barrier.
    @inlinable
    package static var pause: Self { Self(rawValue: 2) }
    /// In PAUSE: makes argument 1 the present step, forgets all input on its way (packet queue, ring buffers,
    /// delayed rows), reads parameters and state again from the regions and clears the counters.
    @inlinable
    package static var resetTime: Self { Self(rawValue: 3) }
    /// Ends the program: recordings and state are finalised, the state becomes EXIT.
    @inlinable
    package static var stop: Self { Self(rawValue: 4) }
    /// Asks for the present step; changes nothing.
    @inlinable
    package static var step: Self { Self(rawValue: 5) }
    /// In PAUSE: works on the spikes that have come in, and writes the inputs of later steps to region
    /// `RegionKind.savedInputs`.
    @inlinable
    package static var saveInputs: Self { Self(rawValue: 6) }
}

/// What a `runUntil` command does before the run.
package struct RunFlags: OptionSet, Hashable, Sendable {
    /// The bits in argument 2.
    package let rawValue: UInt32

    /// Creates a set from its bits.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Reads the neurons' or sources' structures again (parameters and state together), which the host changed since the
    /// pause; for a spike source array: looks for its place in the new list.
    package static var reloadNeurons: Self { Self(rawValue: 1) }
    /// Reads the recording channels again; their buffers may be others than before.
    package static var reloadRecording: Self { Self(rawValue: 2) }
    /// Begins the schedule of injected currents anew, which the host has written since the pause; currents are 0 before it.
    package static var reloadCurrents: Self { Self(rawValue: 4) }
}

/// The result of a run-control command, in the field `cmd_rc` of the reply; the numbers are SCP's.
package struct RunControlResult: RawRepresentable, Hashable, Sendable {
    /// The number in the message.
    package let rawValue: UInt16

    /// Creates a result from the number in a message.
    @inlinable
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Done.
    @inlinable
    package static var ok: Self { Self(rawValue: 0x80) }
    /// The message is too short.
    @inlinable
    package static var badLength: Self { Self(rawValue: 0x81) }
    /// No such command.
    @inlinable
    package static var badCommand: Self { Self(rawValue: 0x83) }
    /// The arguments make no sense, or not in the core's present state.
    @inlinable
    package static var badArgument: Self { Self(rawValue: 0x84) }
}
