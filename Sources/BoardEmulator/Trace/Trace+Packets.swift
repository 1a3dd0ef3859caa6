extension Trace {
    /// Writes down a packet that has come to a router.
    ///
    /// - Parameters:
    ///   - flight: The packet and where it comes from.
    ///   - outputs: The links (0 to 5) and cores (6 on) that took it.
    ///   - dropped: Those that should have, but did not.
    ///   - time: When that was.
    func note(_ flight: Flight, outputs: UInt32, dropped: UInt32, at time: UInt64) {
        let kind =
            switch flight.packet.kind {
            case .multicast: "mc"
            case .pointToPoint: "p2p"
            case .nearestNeighbour: "nn"
            case .fixedRoute: "fr"
            }
        let payload = flight.packet.payload?.hex() ?? "-"
        // A lane is the way that the packet left its source: a core where that is this chip.
        let source = flight.lane >= 6 ? Self.name(ofOutput: flight.lane) : Self.name(ofOutput: flight.link)
        var line = "\(kind) \(flight.packet.key.hex()) \(payload) \(source)"
        if outputs | dropped == 0 { line += " nowhere" }
        for output in 0..<24 where outputs >> UInt32(output) & 1 != 0 { line += " " + Self.name(ofOutput: output) }
        for output in 0..<24 where dropped >> UInt32(output) & 1 != 0 {
            line += " dropped:" + Self.name(ofOutput: output)
        }
        write(time, line)
    }

    /// Writes down a packet that has gone where it could.
    func note(_ flight: Flight, _ passage: Passage) {
        note(flight, outputs: passage.copies.all & 0xff_ffff, dropped: passage.refused, at: passage.time)
    }

    /// A link, or a core by its physical number.
    private static func name(ofOutput output: Int) -> String { output < 6 ? "link\(output)" : "core\(output - 6)" }
}
