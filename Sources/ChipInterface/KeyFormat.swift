/// How a multicast key is made: key block of the core | neuron index << 4 | colour.
///
/// The colour is the low bits of the spike's stamp (its time in steps). From it and its own step a receiver
/// computes the stamp exactly, as long as the packet is less than half the colours early or late.
package enum KeyFormat {
    /// Bits of the stamp in a key.
    @inlinable
    package static var colourBits: UInt32 { 4 }

    /// Mask of the colour in a key.
    @inlinable
    package static var colourMask: UInt32 { 15 }

    /// The most neurons a core's key block is made for.
    @inlinable
    package static var maximumNeurons: UInt32 { 4096 }

    /// The key of a spike.
    @inlinable
    package static func key(base: UInt32, neuron: UInt32, stamp: UInt32) -> UInt32 {
        base | (neuron << colourBits) | (stamp & colourMask)
    }

    /// The stamp of a spike, from its key and the receiver's step.
    ///
    /// Chosen from `step − 8 … step + 7`: the sender may run ahead by a stamp or the packet wait its turn.
    @inlinable
    package static func stamp(ofKey key: UInt32, atStep step: UInt32) -> UInt32 {
        let ahead = ((key &- step &+ 8) & colourMask)
        return step &+ ahead &- 8
    }
}
