/// Currents that are injected into neurons: two regions of a core.
///
/// Region `RegionKind.currentSources`: how many sources there are; for each the first of its members and how many it has;
/// for each neuron of the core two words, what a current does to its voltage; the members, indices of neurons.
///
/// Region `RegionKind.currentSchedule`: records {step, source, change of its current in units of the population's}, steps
/// ascending, ended by `endOfSchedule` in place of a step. At the schedule's beginning all currents are 0.
package enum InjectedCurrents {
    /// The word that ends a schedule; later than any step.
    @inlinable
    package static var endOfSchedule: UInt32 { UInt32.max }

    /// Words of a record of the schedule.
    @inlinable
    package static var recordWords: UInt32 { 3 }

    /// Words of room for a core's schedule: 256 KiB.
    @inlinable
    package static var scheduleWords: UInt32 { 65_536 }
}
