import HostEngine
import NetworkLowering
import NetworkModel

/// What a run did: for each population that can be recorded, spike stamps of each cell, and raw samples of v and the
/// currents at every step.
struct RunResult: Equatable {
    var stamps: [[[UInt32]]] = []
    var samples: [[[Int32]]] = []
}

extension FixedPointNetwork {
    /// Requests for everything that can be recorded: for each population spikes, then its variables.
    var allRequests: [HostRecordingRequest] {
        populations.indices.flatMap { index in
            let neurons = Array(0..<populations[index].size)
            let variables = populations[index].receptorCount > 0 ? 3 : 0
            return [HostRecordingRequest(population: index, variable: nil, neurons: neurons)]
                + (0..<variables).map {
                    HostRecordingRequest(population: index, variable: $0, neurons: neurons)
                }
        }
    }

    /// Runs on the host in pieces of the given lengths.
    func hostResult(steps: [Int]) throws -> RunResult {
        let simulation = try HostSimulation(self, recordings: allRequests)
        for count in steps { simulation.run(steps: count) }
        return result(of: simulation)
    }

    /// Runs on the host, from the state of a network before this one.
    func hostResult(steps: Int, resuming state: NetworkState, of former: FixedPointNetwork) throws -> RunResult {
        let state = state.rescaled(from: former, to: self)
        let simulation = try HostSimulation(self, recordings: allRequests, resuming: state)
        simulation.run(steps: steps)
        return result(of: simulation)
    }

    func result(of simulation: HostSimulation) -> RunResult {
        var result = RunResult()
        for (index, population) in populations.enumerated() {
            var trains: [[UInt32]] = Array(repeating: [], count: population.size)
            var samples: [[Int32]] = []
            for (request, recording) in zip(simulation.requests, simulation.recordings)
            where request.population == index {
                for spike in recording.spikes { trains[Int(spike.neuron)].append(spike.stamp) }
                if request.variable != nil { samples.append(recording.samples) }
            }
            result.stamps.append(trains)
            result.samples.append(samples)
        }
        return result
    }
}
