import NetworkModel
import Testing

@Suite struct LazyArrayTests {
    private func error(_ body: () throws -> Void) -> NetworkError? {
        do {
            try body()
            return nil
        } catch {
            return error as? NetworkError
        }
    }

    @Test func arithmeticIsDoneAtTheEnd() throws {
        let ramp = try LazyArray(.function { 10 + Double($0) }, count: 4)
        #expect(try ramp.evaluate() == [10, 11, 12, 13])
        #expect(try ((ramp - 10) * 2 + 1).evaluate() == [1, 3, 5, 7])
        #expect(try (ramp / 2)[3] == 6.5 && ramp.map { -$0 }[0] == -10)
        let list = try LazyArray([1, 2, 3, 4])
        #expect(try (ramp + list).evaluate() == [11, 13, 15, 17] && (ramp - list * 1)[3] == 9)
        #expect(try (list * list / list).evaluate() == [1, 2, 3, 4])
        #expect(error { _ = try ramp + LazyArray([1, 2]) }?.code == .wrongCount)
        #expect(error { _ = try ramp[4] }?.code == .indexOutOfRange)
    }

    @Test func elementsAreWorkedOutWhenTheyAreAskedFor() throws {
        var asked: [Int] = []
        let array = try LazyArray(
            .function {
                asked.append($0)
                return Double($0)
            },
            count: 1_000
        )
        #expect(asked.isEmpty)
        #expect(try array[7] == 7 && asked == [7])
        let draws = try LazyArray(.random(.uniform(low: 0, high: 1)), count: 5, seed: 3)
        #expect(try draws.evaluate() == draws.evaluate() && Set(draws.evaluate()).count == 5)
        #expect(try draws.evaluate(mask: [false, true, false, false, true]) == [draws[1], draws[4]])
        #expect(try LazyArray(.random(.uniform(low: 0, high: 1)), count: 5, seed: 4).evaluate() != draws.evaluate())
    }

    @Test func lengthsAreGivenOrKnown() throws {
        var open = try LazyArray(3)
        #expect(open.count == nil && open.isHomogeneous)
        #expect(error { _ = try open.evaluate() }?.code == .wrongCount)
        try open.setCount(2)
        #expect(try open.evaluate() == [3, 3])
        #expect(error { try open.setCount(-1) }?.code == .wrongCount)
        #expect(error { _ = try LazyArray([1, 2], count: 3) }?.code == .wrongCount)
        #expect(error { _ = try open.evaluate(mask: [true]) }?.code == .wrongCount)
        #expect(error { _ = try LazyArray(.random(.normal(mu: 0, sigma: -1))) }?.code == .valueOutOfRange)
    }

    @Test func whatIsTheSameIsMadeOneNumber() throws {
        func one(_ value: ParameterValue) -> Double? { if case .value(let number) = value { number } else { nil } }
        #expect(one(.simplifying([4, 4, 4])) == 4 && one(.simplifying([4, 5])) == nil && one(.simplifying([])) == nil)
        #expect(try one(LazyArray([2, 2]).simplified()) == 2 && one(LazyArray(7).simplified()) == 7)
        #expect(try one((LazyArray([2, 3]) * 0).simplified()) == 0)
        #expect(try !(LazyArray(7) * 2).isHomogeneous)
    }

    @Test func arraysAreValuesOfCells() throws {
        var network = try NetworkDescription(timeStep: 1)
        let tau = try LazyArray(.function { 10 + Double($0) }, count: 3) * 2
        let id = try network.addPopulation(size: 3, cell: IFCurrExp(tauM: tau.value))
        #expect(network[id].parameter(.tauM) == .each([20, 22, 24]))
        // More cells than elements.
        #expect(error { _ = try network.addPopulation(size: 4, cell: IFCurrExp(tauM: tau.value)) } != nil)
    }
}

@Suite struct ParameterSpaceTests {
    private func space() throws -> ParameterSpace {
        try ParameterSpace(
            ["tau_m": .function { 10 + Double($0) }, "cm": 0.25, "v_rest": [-70, -71, -72]],
            of: IFCurrExp.self,
            count: 3
        )
    }

    @Test func parametersGoByName() throws {
        var space = try space()
        #expect(space.keys == ["cm", "tau_m", "v_rest"] && space.items.map(\.name) == space.keys)
        let numbers = try space.evaluate()
        #expect(numbers == ["cm": [0.25, 0.25, 0.25], "tau_m": [10, 11, 12], "v_rest": [-70, -71, -72]])
        #expect(try space.evaluate(mask: [false, false, true])["tau_m"] == [12])
        try space.update(["cm": 0.5])
        #expect(try space["cm"]?.evaluate() == [0.5, 0.5, 0.5] && !space.isHomogeneous)
        #expect(space.pop("v_rest") != nil && space.pop("v_rest") == nil && space["v_rest"] == nil)
        #expect(throws: NetworkError.self) { try space.update(["cm": 1, "rate": 3]) }
        #expect(throws: NetworkError.self) { try space.update(["v_rest": [1, 2]]) }
        #expect(try space["cm"]?[0] == 0.5)
        #expect(try ParameterSpace(["anything": 1], count: 2).isHomogeneous)
        let counted = try ParameterSpace(["a": 1, "b": .values([1, 2, 3])])
        #expect(counted.count == 3)
        #expect(try counted.columns() == [["a": 1, "b": 1], ["a": 1, "b": 2], ["a": 1, "b": 3]])
        #expect(throws: NetworkError.self) { try ParameterSpace(["a": .values([1, 2, 3]), "b": .values([1])]) }
    }

    @Test func cellsComeOneByOne() throws {
        let columns = try space().columns()
        #expect(columns.count == 3 && columns[1] == ["cm": 0.25, "tau_m": 11, "v_rest": -71])
    }

    @Test func spacesGrowAndAreCompared() throws {
        let space = try space()
        let grown = try space.expanded(mask: [true, false, true, true])
        let numbers = try grown.evaluate()
        #expect(numbers["cm"] == [0.25, 0.25, 0.25, 0.25] && numbers["tau_m"]?[1].isNaN == true)
        #expect(numbers["tau_m"]?[0] == 10 && numbers["tau_m"]?[3] == 12)
        #expect(throws: NetworkError.self) { try space.expanded(mask: [true]) }
        #expect(try space == self.space())
        var other = space
        try other.update(["cm": 1])
        #expect(!(space == other))
        #expect(throws: NetworkError.self) { try other.setCount(4) }
    }

    @Test func spacesAreSetAtOnce() throws {
        var network = try NetworkDescription(timeStep: 1)
        let id = try network.addPopulation(size: 3, cell: IFCurrExp())
        try network.set(space().values, of: CellSelection(population: id, indices: [0, 1, 2]))
        #expect(network[id].parameter(.tauM) == .each([10, 11, 12]) && network[id].parameter(.vRest)[2] == -72)
    }
}

@Suite struct ArrayParameterTests {
    @Test func aValueOfSeveralNumbersIsReckonedWith() throws {
        let volley = ArrayParameter([10, 20, 30])
        #expect((volley + 5).values == [15, 25, 35] && (volley - 10).values == [0, 10, 20])
        #expect((volley * 2).values == [20, 40, 60] && (volley / 10).values == [1, 2, 3])
        #expect(volley.max() == 30 && ArrayParameter([]).max() == nil && volley == ArrayParameter([10, 20, 30]))
        #expect((volley + [0, 1]).map(\.values) == [[10, 20, 30], [11, 21, 31]])
        var network = try NetworkDescription(timeStep: 1)
        let id = try network.addPopulation(size: 2, cell: SpikeSourceArray(spikeTimes: volley + [0, 1]))
        #expect(network[id].spikeTimes == [[10, 20, 30], [11, 21, 31]])
        let alike = try network.addPopulation(size: 2, cell: SpikeSourceArray(spikeTimes: volley))
        #expect(network[alike].spikeTimes == [[10, 20, 30], [10, 20, 30]])
    }
}
