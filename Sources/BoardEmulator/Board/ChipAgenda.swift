/// What a board has to do for one chip, as the chip tells it.
///
/// Each chip has its own places in the board's memory, so chips may tell at the same time. Several chips' places share a
/// line of the caches, so nothing is written that is there already.
struct ChipAgenda {
    /// What a chip has to have done for it at the end of a window.
    struct Errands: OptionSet {
        let rawValue: UInt8

        /// Packets leave its cores.
        static let hasEmitted = Self(rawValue: 1)
        /// Its cores leave packets waiting.
        static let hasQueue = Self(rawValue: 2)
        /// A core calls the monitor.
        static let callsMonitor = Self(rawValue: 4)
        /// A datagram leaves for a host.
        static let hasSent = Self(rawValue: 8)
        /// It is to be reset.
        static let wantsReset = Self(rawValue: 16)
    }

    private let activity: UnsafeMutablePointer<UInt64>
    private let errands: UnsafeMutablePointer<Errands>

    init(activity: UnsafeMutablePointer<UInt64>, errands: UnsafeMutablePointer<Errands>) {
        self.activity = activity
        self.errands = errands
    }

    /// Tells that the chip's next activity has changed.
    func changed() {
        if activity.pointee != 0 { activity.pointee = 0 }
    }

    /// Tells of an errand.
    func note(_ errand: Errands) {
        changed()
        if !errands.pointee.contains(errand) { errands.pointee.insert(errand) }
    }
}
