import SwiNN
import Testing

extension Scenarios {
    /// `test_connection_handling.py` and `test_connectors.py`: each network as described, then as it is loaded.
    @MainActor
    @Suite
    struct ConnectionScenarios {
        /// Goes through a check before and after the network is loaded.
        private func describedAndLoaded(_ check: () throws -> Void) throws {
            try check()
            try run(0)
            try check()
        }

        /// The numbers of one kind, a row for each presynaptic cell.
        private func matrix(
            _ name: String,
            _ projection: Projection,
            _ multiple: MultipleSynapses = .sum
        ) throws -> [[Double]] {
            try projection.get([name], format: .array, multipleSynapses: multiple)[0]
        }

        private let drawnWeights = StaticSynapse(weight: .random(.gamma(k: 2, theta: 0.5)), delay: "0.2+0.3*d")

        @Test(arguments: targets)
        func aProjectionListsItsConnections(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(4, SpikeSourceArray())
                let post = try Population(3, IFCurrExp())
                let synapse = StaticSynapse(weight: 0.05, delay: 0.5)
                let projection = try Projection(pre, post, FixedProbabilityConnector(0.7), synapse)
                try describedAndLoaded { () throws in
                    let connections = try projection.connections()
                    #expect(connections.count == projection.size)
                    #expect(!connections.isEmpty)
                }
            }
        }

        @Test(arguments: targets)
        func oneConnectionGetsAWeightAndADelayOfItsOwn(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(4, SpikeSourceArray())
                let post = try Population(3, IFCurrExp())
                let synapse = StaticSynapse(weight: 0.05, delay: 0.5)
                let projection = try Projection(pre, post, FixedProbabilityConnector(0.8), synapse)
                #expect(try projection[2].weight == 0.05)
                #expect(try projection[2].delay == 0.5)
                var rows = try projection.get(["weight", "delay"], format: .list, withAddress: false)
                rows[2] = [0.0123, 1]
                try projection.set(weight: .values(rows.map { $0[0] }), delay: .values(rows.map { $0[1] }))
                try describedAndLoaded { () throws in
                    let found = try projection.get(["weight", "delay"], format: .list, withAddress: false)
                    #expect(isClose(found, rows, tolerance: 5e-5))
                }
            }
        }

        @Test(arguments: targets)
        func aNewProjectionLeavesOthersAsTheyAre(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(4, IFCurrExp())
                let post = try Population(6, IFCurrExp())
                let first = try Projection(pre, post, AllToAllConnector(), StaticSynapse(weight: .distance { $0 }))
                let before = try matrix("weight", first)
                _ = try Projection(pre, post, AllToAllConnector(), StaticSynapse(weight: .distance { _ in 1 }))
                #expect(try matrix("weight", first) == before)
                try run(0)
                #expect(isClose(try matrix("weight", first), before))
            }
        }

        @Test(arguments: targets)
        func allToAllLeavesOutTheCellItself(on target: SimulationTarget) throws {
            try script(on: target) {
                let cells = try Population(5, IFCurrExp())
                let all = AllToAllConnector(allowSelfConnections: false)
                let projection = try Projection(cells, cells, all, drawnWeights)
                try describedAndLoaded { () throws in
                    let rows = try projection.get(["delay"], format: .list)
                    #expect(rows.count == 20)
                    for row in rows { #expect(isClose(row[2], 0.2 + 0.3 * abs(row[0] - row[1]), tolerance: 1e-9)) }
                }
            }
        }

        @Test(arguments: targets)
        func weightsGoByTheDistance(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(5, IFCurrExp())
                let post = try Population(7, IFCurrExp())
                let synapse = StaticSynapse(weight: .distance { $0 }, delay: 0.5)
                let projection = try Projection(pre, post, AllToAllConnector(), synapse)
                try describedAndLoaded { () throws in
                    for row in try projection.get(["weight", "delay"], format: .list) {
                        #expect(isClose(row[2], abs(row[0] - row[1])))
                        #expect(row[3] == 0.5)
                    }
                    #expect(
                        try matrix("delay", projection) == Array(repeating: Array(repeating: 0.5, count: 7), count: 5)
                    )
                }
            }
        }

        @Test(arguments: targets)
        func eachTargetHasThatManySources(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(5, IFCurrExp())
                let post = try Population(7, IFCurrExp())
                let three = FixedNumberPreConnector(3)
                let same = try Projection(pre, post, three, StaticSynapse(weight: 0.5, delay: 0.5))
                let drawn = try Projection(pre, post, three, drawnWeights)
                try describedAndLoaded { () throws in
                    let weights = try (matrix("weight", same), matrix("weight", drawn))
                    for column in 0..<7 {
                        let own = weights.0.map { $0[column] }.filter { !$0.isNaN }
                        #expect(own.count == 3)
                        #expect(isClose(own.reduce(0, +), 1.5))
                        #expect(weights.1.count { !$0[column].isNaN } == 3)
                    }
                    for row in try drawn.get(["delay"], format: .list) {
                        #expect(isClose(row[2], 0.2 + 0.3 * abs(row[0] - row[1]), tolerance: 1e-9))
                    }
                }
            }
        }

        @Test(arguments: targets)
        func eachSourceHasThatManyTargets(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(5, IFCurrExp())
                let post = try Population(7, IFCurrExp())
                let three = FixedNumberPostConnector(3)
                let same = try Projection(pre, post, three, StaticSynapse(weight: 0.5, delay: 0.5))
                let drawn = try Projection(pre, post, three, drawnWeights)
                try describedAndLoaded { () throws in
                    for row in try matrix("weight", same) {
                        let own = row.filter { !$0.isNaN }
                        #expect(own.count == 3)
                        #expect(isClose(own.reduce(0, +), 1.5))
                    }
                    for row in try matrix("weight", drawn) { #expect(row.count { !$0.isNaN } == 3) }
                    for row in try drawn.get(["delay"], format: .list) {
                        #expect(isClose(row[2], 0.2 + 0.3 * abs(row[0] - row[1]), tolerance: 1e-9))
                    }
                }
            }
        }

        @Test(arguments: targets)
        func sourcesMayBeChosenMoreThanOnce(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(5, IFCurrExp())
                let post = try Population(7, IFCurrExp())
                let three = FixedNumberPreConnector(3, withReplacement: true)
                let same = try Projection(pre, post, three, StaticSynapse(weight: 0.5, delay: 0.5))
                let own = StaticSynapse(weight: .distance { $0 }, delay: 0.5)
                let byDistance = try Projection(pre, post, three, own)
                try describedAndLoaded { () throws in
                    #expect(try same.get(["delay"], format: .list).count == 21)
                    let weights = try matrix("weight", same)
                    for column in 0..<7 {
                        #expect(isClose(weights.map { $0[column] }.filter { !$0.isNaN }.reduce(0, +), 1.5))
                    }
                    let rows = try byDistance.get(["weight", "delay"], format: .list)
                    #expect(rows.count == 21)
                    for row in rows { #expect(isClose(row[2], abs(row[0] - row[1])) && row[3] == 0.5) }
                }
            }
        }

        @Test(arguments: targets)
        func targetsMayBeChosenMoreThanOnce(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(5, IFCurrExp())
                let post = try Population(7, IFCurrExp())
                let nine = FixedNumberPostConnector(9, withReplacement: true)
                let same = try Projection(pre, post, nine, StaticSynapse(weight: 0.5, delay: 0.5))
                let own = StaticSynapse(weight: .distance { $0 }, delay: 0.5)
                let byDistance = try Projection(pre, post, FixedNumberPostConnector(3, withReplacement: true), own)
                try describedAndLoaded { () throws in
                    #expect(try same.get(["delay"], format: .list).count == 45)
                    for row in try matrix("weight", same) {
                        #expect(isClose(row.filter { !$0.isNaN }.reduce(0, +), 4.5))
                    }
                    for row in try matrix("weight", same, .min) {
                        #expect(row.allSatisfy { $0.isNaN || isClose($0, 0.5) })
                    }
                    let rows = try byDistance.get(["weight", "delay"], format: .list)
                    #expect(rows.count == 15)
                    for row in rows { #expect(isClose(row[2], abs(row[0] - row[1])) && row[3] == 0.5) }
                }
            }
        }

        @Test(arguments: targets)
        func certaintyConnectsAsAllToAllDoes(on target: SimulationTarget) throws {
            try script(on: target) {
                let cells = try Population(5, IFCurrExp())
                let synapse = StaticSynapse(weight: 0.1, delay: "0.2+0.3*d")
                let all = AllToAllConnector(allowSelfConnections: false)
                let certain = FixedProbabilityConnector(1, allowSelfConnections: false)
                let first = try Projection(cells, cells, all, synapse)
                let second = try Projection(cells, cells, certain, synapse)
                try describedAndLoaded { () throws in
                    let names = ["weight", "delay"]
                    #expect(try first.get(names, format: .list) == second.get(names, format: .list))
                    #expect(second.size == 20)
                }
            }
        }

        @Test(arguments: targets)
        func selfIsTheSameCellInWhateverView(on target: SimulationTarget) throws {
            try script(on: target) {
                let cells = try Population(10, IFCurrExp(), label: "pop")
                let synapse = StaticSynapse(weight: 0.015, delay: 1)
                let all = AllToAllConnector(allowSelfConnections: false)
                let (one, same, overlapping) = try (cells[[2, 3, 4]], cells[[2, 3, 4]], cells[[3, 4, 5, 6]])
                @MainActor func pairs(_ projection: Projection) throws -> [[Int]] {
                    try projection.connections().map { [$0.presynapticIndex, $0.postsynapticIndex] }
                }
                let two = try Projection(one, same, all, synapse, receptorType: "excitatory")
                let itself = try Projection(one, one, all, synapse, receptorType: "excitatory")
                let partly = try Projection(one, overlapping, all, synapse, receptorType: "excitatory")
                let nearlyAll = FixedProbabilityConnector(0.99999, allowSelfConnections: false)
                let group = try overlapping + cells[[0, 1]]
                let grouped = try Projection(one, group, nearlyAll, synapse, receptorType: "excitatory")
                try describedAndLoaded { () throws in
                    let ring = [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]]
                    #expect(try pairs(two) == ring)
                    #expect(try pairs(itself) == ring)
                    // Cells 3 and 4 stand on both sides.
                    func expected(_ width: Int) -> [[Int]] {
                        (0..<3).flatMap { pre in (0..<width).map { [pre, $0] } }.filter {
                            $0 != [1, 0] && $0 != [2, 1]
                        }
                    }
                    #expect(try pairs(partly) == expected(4))
                    #expect(try pairs(grouped) == expected(6))
                    #expect(try grouped.connections().allSatisfy { isClose($0.weight, 0.015, tolerance: 5e-5) })
                }
            }
        }

        /// `test_issue529` of PyNN's NEST tests.
        @Test(arguments: targets)
        func listsMayNameTheWeightAlone(on target: SimulationTarget) throws {
            try script(on: target) {
                let pre = try Population(10, IFCurrExp())
                let post = try Population(10, IFCurrExp())
                let rows = [[0, 0, 0.11], [0, 1, 0.92], [0, 2, 0.33], [1, 5, 0.74], [6, 1, 0.55]]
                let list = FromListConnector(rows, columnNames: ["weight"])
                let synapse = StaticSynapse(delay: 0.7)
                let projection = try Projection(pre, post, list, synapse, receptorType: "excitatory")
                try describedAndLoaded { () throws in
                    let found = try projection.get(["weight", "delay"], format: .list)
                    #expect(isClose(found, rows.map { $0 + [0.7] }, tolerance: 1e-4))
                }
            }
        }
    }
}
