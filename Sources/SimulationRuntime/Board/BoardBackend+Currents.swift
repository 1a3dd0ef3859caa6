import BoardControl
import NetworkLowering

extension BoardBackend {
    /// Writes how injected currents change during the steps to come, for as many steps as there is room.
    ///
    /// - Returns: The end of those steps.
    /// - Throws: `SimulationError` when the changes of a single step find no room on a core.
    func writeCurrents(_ steps: Range<Int>, of loaded: Loaded, over controller: BoardController) async throws -> Int {
        let parts = loaded.parts.filter { !$0.part.image.content.currents.isEmpty }
        var end = steps.upperBound
        for part in parts {
            let unsteady = part.part.image.content.currents.count { loaded.lowered.currents[$0].isUnsteady }
            if unsteady > 0 { end = min(end, steps.lowerBound + max(1, LoadedPart.scheduleRoom / unsteady)) }
        }
        var schedules: [[CurrentChange]] = []
        for part in parts {
            let changes = loaded.lowered.currentChanges(
                of: part.part.image.content.currents,
                into: part.part.population,
                in: steps.lowerBound..<end
            )
            if changes.count > LoadedPart.scheduleRoom { end = Int(changes[LoadedPart.scheduleRoom].step) }
            schedules.append(changes)
        }
        guard end > steps.lowerBound else {
            throw SimulationError(
                .doesNotFit,
                "More than \(LoadedPart.scheduleRoom) injected currents change on a core in one step; put fewer cells on it"
            )
        }
        for (part, changes) in zip(parts, schedules) {
            try await write(part.schedule(changes.filter { $0.step < end }), over: controller)
        }
        return end
    }
}
