import GraphMapping
import NetworkLowering
package import NetworkModel
package import SpiNNakerMachine

/// What it takes to bring a network onto a board, found out without one.
package struct PlanSummary: Hashable, Sendable {
    /// How many cores run programs.
    package let cores: Int
    /// How many entries all routing tables have.
    package let routingEntries: Int
    /// Bytes of the cores' memories that the host sends.
    package let sentBytes: Int
    /// Bytes of synaptic rows that the cores draw themselves.
    package let drawnBytes: Int

    /// Lowers, maps and routes a network, and builds every core's memory.
    ///
    /// - Throws: What a run would throw before it needs a board.
    package init(_ network: NetworkDescription, on machine: Machine, options: SimulationOptions) throws {
        let lowered = try FixedPointNetwork(network)
        let plan = try BoardPlan(lowered, description: network, machine: machine, options: options)
        cores = plan.parts.count
        routingEntries = plan.tables.values.reduce(0) { $0 + $1.count }
        sentBytes = plan.parts.reduce(0) { sum, part in
            part.image.stretches(at: 0x6000_0000).reduce(sum) { $0 + $1.bytes.count }
        }
        drawnBytes = plan.parts.reduce(0) { $0 + $1.image.content.drawnWords * 4 }
    }
}
