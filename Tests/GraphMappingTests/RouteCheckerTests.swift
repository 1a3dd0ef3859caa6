import GraphMapping
import SpiNNakerMachine
import Testing

/// The checker of finished tables finds each kind of fault where it was put.
@Suite
struct RouteCheckerTests {
    private let west = ChipID(x: 2, y: 2)
    private let middle = ChipID(x: 3, y: 2)
    private let east = ChipID(x: 4, y: 2)
    private let key: UInt32 = 0x1230

    private func entry(_ route: MulticastRoute, key: UInt32 = 0x1230, mask: UInt32 = 0xffff_fff0) -> RoutingEntry {
        RoutingEntry(keyMask: KeyMask(key: key, mask: mask), route: route)
    }

    private func faults(
        _ tables: [ChipID: [RoutingEntry]],
        to targets: [CoreID],
        on machine: Machine = Machine(board: .spin5)
    ) -> [RouteChecker.Fault] {
        RouteChecker(machine: machine, tables: tables).faults(of: CollectionOfOne((key: key, chip: west)), to: targets)
    }

    @Test func aRightTableHasNone() {
        let core = CoreID(chip: east, core: 7)
        // The chip between leads straight on without an entry.
        #expect(faults([west: [entry(.link(.east))], east: [entry(.core(7))]], to: [core]) == [])
        // The first entry that matches counts.
        let first = [entry(.core(7), key: 0x1230, mask: ~0), entry(.core(8))]
        #expect(faults([west: [entry(.link(.east))], east: first], to: [core]) == [])
        let both = [west: [entry([.link(.east), .core(1)])], east: [entry(.core(7))]]
        #expect(faults(both, to: [core, CoreID(chip: west, core: 1)]) == [])
    }

    @Test func aPacketWithoutAnEntryAtItsSourceIsDropped() {
        let core = CoreID(chip: west, core: 1)
        let found = faults([west: [entry(.core(1), key: 0x1240)]], to: [core])
        #expect(Set(found) == [.droppedAtSource(key: key, chip: west), .missed(key: key, core: core)])
    }

    @Test func coresThatMissItAndGetItUnwantedAreNamed() {
        let (wanted, other) = (CoreID(chip: east, core: 7), CoreID(chip: middle, core: 3))
        let tables = [west: [entry(.link(.east))], middle: [entry(.core(3))]]
        #expect(
            Set(faults(tables, to: [wanted])) == [.missed(key: key, core: wanted), .extra(key: key, core: other)]
        )
    }

    @Test func aCoreThatGetsItTwiceIsNamed() {
        // One copy straight on, one by the north.
        let core = CoreID(chip: middle, core: 3)
        let tables = [
            west: [entry([.link(.east), .link(.northEast)])], ChipID(x: 3, y: 3): [entry(.link(.south))],
            middle: [entry(.core(3))],
        ]
        #expect(faults(tables, to: [core]) == [.extra(key: key, core: core)])
    }

    @Test func aCircleIsFound() {
        let tables = [west: [entry(.link(.east))], middle: [entry(.link(.west))]]
        #expect(faults(tables, to: []) == [.cycle(key: key, chip: middle)])
        // Around the edge of a torus, by default routing alone.
        let torus = Machine(.triad)
        #expect(faults([west: [entry(.link(.east))]], to: [], on: torus).contains(.cycle(key: key, chip: middle)))
    }

    @Test func aDeadLinkAndTheEdgeAreWaysOut() {
        let machine = Machine(board: .spin5).without(links: [(chip: middle, link: .east)])
        let tables = [west: [entry(.link(.east))]]
        #expect(faults(tables, to: [], on: machine) == [.leftMachine(key: key, chip: middle, link: .east)])
        let last = ChipID(x: 6, y: 2)
        #expect(faults(tables, to: []) == [.leftMachine(key: key, chip: last, link: .east)])
    }

    @Test func aTargetOutsideOfTheMachineIsMissed() {
        let core = CoreID(chip: ChipID(x: 200, y: 1), core: 1)
        #expect(
            faults([west: [entry(.core(1))]], to: [core, CoreID(chip: west, core: 1)]) == [
                .missed(key: key, core: core)
            ]
        )
    }
}
