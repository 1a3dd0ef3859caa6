/// A tag that each part of a vertex wants of a board: a way between its core and a host's sockets.
package enum TagWish: Hashable, Sendable {
    /// For messages from the core to a host.
    ///
    /// Parts that want the same on one board have a tag in common.
    ///
    /// - Parameters:
    ///   - host: The name or address of the host.
    ///   - port: The UDP port there; nil if the host says later.
    ///   - stripsHeader: Whether the board leaves the header of SDP away.
    ///   - traffic: What kind of messages these are; other kinds want other tags.
    ///   - number: Which of the tags it must be, 1 to 7; nil for any.
    case toHost(host: String, port: UInt16?, stripsHeader: Bool, traffic: String, number: UInt8? = nil)

    /// For messages from hosts to the core.
    ///
    /// - Parameters:
    ///   - port: The UDP port of the board; nil for any that is free.
    ///   - sdpPort: The port of the core, 0 to 7.
    ///   - number: Which of the tags it must be, 1 to 7; nil for any.
    case fromHost(port: UInt16?, sdpPort: UInt8, number: UInt8? = nil)

    /// Which of the tags it must be; nil for any.
    var number: UInt8? {
        switch self {
        case .toHost(_, _, _, _, let number), .fromHost(_, _, let number): number
        }
    }
}
