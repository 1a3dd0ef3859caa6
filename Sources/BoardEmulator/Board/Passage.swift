/// A packet's way through one router: where it still has to go, and where it has gone.
///
/// Copies leave at once by all outputs that can take them. For the others the packet waits, first for those outputs
/// alone, then for detours around blocked links, too; then it is given up.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.4, §10.9 and §10.11 (r0).
struct Passage: Codable {
    var packet: Packet
    /// The input that it came by: a link, or 7.
    let link: Int
    /// The outputs that still have to take it: links (bits 0 to 5) and cores (bits 6 to 23).
    var pending: UInt32
    /// The link that still has to take it for the second leg of a detour.
    var reverting: UInt32
    let isDefault: Bool
    /// Whether there is no way for it.
    let isLost: Bool
    /// Outputs that will never take it.
    var refused: UInt32 = 0
    var copies = PacketCopies()
    var stage = Router.Stage.empty
    /// When the present wait ends; `nil` is never.
    var deadline: UInt64?
    /// When it came to the router's outputs.
    let began: UInt64
    /// The time up to which all is done.
    var time: UInt64

    init(_ packet: Packet, link: Int, decision: Router.Decision, at time: UInt64) {
        self.packet = packet
        self.link = link
        pending = decision.outputs
        reverting = decision.reverting
        isDefault = decision.isDefault
        isLost = decision.isLost
        began = time
        self.time = time
    }

    /// Whether a stored value can be one.
    var isSound: Bool {
        (0...7).contains(link) && max(began, time) <= BoardEmulator.lastCycle && began <= time
            && deadline ?? 0 <= BoardEmulator.lastCycle
    }

    /// Whether nothing is left to do.
    var isComplete: Bool { pending | reverting == 0 }
}
