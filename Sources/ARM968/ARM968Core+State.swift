extension ARM968Core {
    /// All that a processor remembers besides its memories, between two calls of `run`.
    package struct State: Codable, Hashable, Sendable {
        /// Registers 0 to 14 of the present mode.
        var registers: [UInt32]
        var nextPC: UInt32
        /// Flags, masks, state and mode.
        var status: UInt32
        /// Registers 13 and 14 and the saved status of the six banks: user, FIQ, IRQ, supervisor, abort, undefined.
        var banked13: [UInt32]
        var banked14: [UInt32]
        var saved: [UInt32]
        /// Registers 8 to 12 of the bank not in use.
        var other8to12: [UInt32]
        var control: UInt32
        var isWaiting: Bool
        var cycles: UInt64
        var instructions: UInt64
    }

    /// The state; to be asked for between two calls of `run` only.
    package var snapshot: State {
        let s = state
        return State(
            registers: (0..<15).map { s.pointee.r[$0] },
            nextPC: s.pointee.nextPC,
            status: s.pointee.cpsr,
            banked13: Self.words(s.pointee.banked13),
            banked14: Self.words(s.pointee.banked14),
            saved: Self.words(s.pointee.saved),
            other8to12: [
                s.pointee.other8to12.0, s.pointee.other8to12.1, s.pointee.other8to12.2, s.pointee.other8to12.3,
                s.pointee.other8to12.4,
            ],
            control: s.pointee.control,
            isWaiting: s.pointee.isWaiting,
            cycles: s.pointee.cycles,
            instructions: s.pointee.instructions
        )
    }

    /// Takes over a state; the interrupt lines stay what they are.
    ///
    /// - Returns: `false`, with nothing changed, when no processor can be in that state.
    package func restore(_ new: State) -> Bool {
        guard new.registers.count == 15, let mode = Mode(rawValue: new.status & 0x1f), new.other8to12.count == 5,
            let banked13 = Self.banks(new.banked13), let banked14 = Self.banks(new.banked14),
            let saved = Self.banks(new.saved), max(new.cycles, new.instructions) <= Self.mostCycles
        else { return false }
        let s = state
        for (index, value) in new.registers.enumerated() { s.pointee.r[index] = value }
        s.pointee.nextPC = new.nextPC
        // The banks come as they lie: nothing is to be exchanged.
        s.pointee.mode = mode
        s.pointee.setFlags(new.status)
        s.pointee.setControl(new.status, withState: true)
        s.pointee.banked13 = banked13
        s.pointee.banked14 = banked14
        s.pointee.saved = saved
        let high = new.other8to12
        s.pointee.other8to12 = (high[0], high[1], high[2], high[3], high[4])
        s.pointee.control = new.control
        s.pointee.isWaiting = new.isWaiting
        s.pointee.cycles = new.cycles
        s.pointee.instructions = new.instructions
        return true
    }

    /// No processor counts so far, 700 years.
    private static var mostCycles: UInt64 { 1 << 62 }

    private typealias Banks = (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

    private static func words(_ banks: Banks) -> [UInt32] { [banks.0, banks.1, banks.2, banks.3, banks.4, banks.5] }

    private static func banks(_ words: [UInt32]) -> Banks? {
        words.count == 6 ? (words[0], words[1], words[2], words[3], words[4], words[5]) : nil
    }
}
