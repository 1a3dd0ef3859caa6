/// Which program a core's data are meant for.
///
/// Stands in the region table, so that data loaded for another image are refused instead of misread.
package struct ProgramKind: RawRepresentable, Hashable, Sendable {
    /// The number in the region table.
    package let rawValue: UInt32

    /// Creates a program number found in a region table.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// `SpikeSourceArray.aplx`.
    package static var spikeSourceArray: Self { Self(rawValue: 1) }

    /// `SpikeSourcePoisson.aplx`.
    package static var spikeSourcePoisson: Self { Self(rawValue: 2) }

    /// `IFCurrExp.aplx`.
    package static var ifCurrExp: Self { Self(rawValue: 16) }
}
