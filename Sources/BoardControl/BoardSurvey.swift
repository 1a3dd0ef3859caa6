package import SpiNNakerMachine
package import SpiNNakerProtocol

/// What all chips of a machine show at about one moment.
package struct BoardSurvey: Hashable, Sendable {
    /// What one chip shows.
    package struct ChipView: Hashable, Sendable {
        /// The states of virtual cores 0 to 17.
        package var coreStates: [CoreState]
        /// The number of working cores, the monitor among them.
        package var coreCount: Int
        /// What its router counted.
        package var packets: RouterCounters
        /// Whether LED 0, 1, … is lit.
        package var isLit: [Bool]
    }

    /// The board's own time since it was booted, in milliseconds.
    package var milliseconds: UInt64

    /// The chips that answered.
    package var chips: [ChipID: ChipView]
}

extension BoardController {
    /// The system controller's pin directions; the pins' levels follow.
    private static let pinDirections: UInt32 = 0xf200_0044

    /// Looks at every chip of the machine: states of cores, packets, LEDs.
    ///
    /// Takes three requests for each chip and disturbs nothing. Chips that do not answer are left out.
    ///
    /// - Throws: `BoardControlError` when the boot chip does not answer.
    package func survey() async throws -> BoardSurvey {
        let chips = try await knownMachine().chips.keys.sorted()
        let client = client(for: .boot)
        let clock = try await client.reply(
            to: .read(address: SystemVariable.clockMilliseconds, byteCount: 8),
            at: .monitor(of: .boot)
        )
        let lights = try await client.reply(
            to: .read(address: SystemVariable.lights, byteCount: 8),
            at: .monitor(of: .boot)
        )
        let pins = try client.decode(lights, from: CoreID(chip: .boot, core: 0)) { _ throws(WireError) in
            Self.pinsOfLights(try lights.word(at: 0), try lights.word(at: 4))
        }
        let questions: [SCPRequest] = [
            .info(),
            .read(address: RouterCounters.address, byteCount: RouterCounters.byteCount),
            .read(address: Self.pinDirections, byteCount: 8),
        ]
        let answers = try await client.outcomes(
            of: chips.flatMap { chip in questions.map { (.monitor(of: chip), $0) } }
        )
        var views: [ChipID: BoardSurvey.ChipView] = [:]
        for (index, chip) in chips.enumerated() {
            let replies = answers[(index * questions.count)..<((index + 1) * questions.count)].compactMap {
                try? $0.get()
            }
            guard replies.count == questions.count else { continue }
            let place = CoreID(chip: chip, core: 0)
            let information = try client.decode(replies[0], from: place) { data throws(WireError) in
                try ChipInformation(decoding: data)
            }
            views[chip] = BoardSurvey.ChipView(
                coreStates: information.coreStates,
                coreCount: information.coreCount,
                packets: try client.decode(replies[1], from: place) { data throws(WireError) in
                    try RouterCounters(decoding: data)
                },
                isLit: try client.decode(replies[2], from: place) { _ throws(WireError) in
                    let (inputs, levels) = (try replies[2].word(at: 0), try replies[2].word(at: 4))
                    // A light is on while its pin is driven low.
                    return pins.map { (inputs | levels) >> $0 & 1 == 0 }
                }
            )
        }
        guard views[.boot] != nil else {
            throw BoardControlError(.noSuchChip, "The boot chip of \(endpoint) does not describe itself.")
        }
        let milliseconds = try client.decode(clock, from: CoreID(chip: .boot, core: 0)) { _ throws(WireError) in
            UInt64(try clock.word(at: 0)) | UInt64(try clock.word(at: 4)) << 32
        }
        return BoardSurvey(milliseconds: milliseconds, chips: views)
    }

    /// The pins of the lights, from the monitor's two lists: a count in the lowest digit, then a pin in each.
    private static func pinsOfLights(_ lists: UInt32...) -> [UInt32] {
        lists.flatMap { list in (0..<min(list & 0xf, 7)).map { list >> (4 * ($0 + 1)) & 0xf } }
    }
}
