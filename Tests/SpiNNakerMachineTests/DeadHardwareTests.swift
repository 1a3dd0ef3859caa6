import SpiNNakerMachine
import Testing

@Suite
struct DeadHardwareTests {
    private static func place(_ x: UInt8, _ y: UInt8, _ board: String? = nil) -> DeadHardware.Place {
        DeadHardware.Place(ChipID(x: x, y: y), board: board)
    }

    /// The examples of SpiNNMachine 7.4.1's documentation.
    @Test
    func listsAreRead() throws {
        let dead = try DeadHardware(
            chips: "4,7:6,5,10.11.12.13",
            cores: "4,7,3:6,5,-2,10.11.12.13:2,3,2-17",
            links: "0,0,5: 1, 2, 3 ,10.11.12.13"
        )
        #expect(dead.chips == [Self.place(4, 7), Self.place(6, 5, "10.11.12.13")])
        #expect(
            dead.cores == [
                Self.place(4, 7): [3], Self.place(6, 5, "10.11.12.13"): [3], Self.place(2, 3): Set(2...17),
            ]
        )
        #expect(dead.links == [Self.place(0, 0): [.south], Self.place(1, 2, "10.11.12.13"): [.west]])
    }

    @Test
    func emptyListsAreNoneAndNothing() throws {
        #expect(try DeadHardware(chips: "None", cores: "none", links: nil) == DeadHardware())
    }

    /// SpiNNMachine 7.4.1, `TYPICAL_PHYSICAL_VIRTUAL_MAP`, up to the monitor; beyond it the cores that are left, in order.
    @Test
    func physicalCoresAreTypical() throws {
        let virtual = (0...17).map(DeadHardware.typicalVirtualCore)
        #expect(virtual == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 11, 12, 13, 14, 15, 16, 17])
        #expect(try DeadHardware(cores: "0,0,0:0,0,-11").cores == [Self.place(0, 0): [1, 11]])
        #expect(try DeadHardware(cores: "0,0,-2--1:0,0,-17-1").cores == [Self.place(0, 0): Set(0...17)])
    }

    @Test(arguments: [
        "", ":", "1", "1,2:", "1,2,", "a,2", "-1,2", "256,0", "1,2,10.0.0.1,3", ",1", "1,,2",
    ])
    func badChipsAreNamed(list: String) {
        let error = #expect(throws: DeadHardwareError.self) { try DeadHardware(chips: list) }
        #expect(error?.list == "down_chips")
        #expect("\(error as Any)".isEmpty == false)
    }

    @Test(arguments: ["1,2", "1,2,18", "1,2,-18", "1,2,5-2", "1,2,1-", "1,2,-", "1,2,x", "1,2,1-x", "1,2,3,4,5"])
    func badCoresAreNamed(item: String) {
        let error = #expect(throws: DeadHardwareError.self) { try DeadHardware(cores: "0,0,1:\(item)") }
        #expect(error?.item == item)
        #expect(error?.description.hasPrefix("down_cores has the item \"\(item)\": ") == true)
    }

    @Test(arguments: ["1,2", "1,2,6", "1,2,-1", "1,2,north"])
    func badLinksAreNamed(item: String) {
        let error = #expect(throws: DeadHardwareError.self) { try DeadHardware(links: item) }
        #expect(error?.item == item && error?.list == "down_links")
    }

    @Test
    func aMachineGoesWithoutThem() throws {
        let whole = Machine(board: .spin5)
        let machine = whole.without(try DeadHardware(chips: "4,4", cores: "1,2,3-17", links: "0,0,0:4,4,1:9,9,2"))
        #expect(machine.chips.count == 47 && machine.chips[ChipID(x: 4, y: 4)] == nil)
        #expect(machine.chips[ChipID(x: 1, y: 2)]?.applicationCores == [1, 2])
        #expect(machine.chips[.boot]?.neighbours[.east] == nil)
        #expect(machine.chips[ChipID(x: 1, y: 0)]?.neighbours[.west] == nil)
        #expect(machine.faults().isEmpty)
        #expect(whole.without(DeadHardware()) == whole)
    }

    @Test
    func placesOnBoardsNeedTheirAddresses() throws {
        let dead = try DeadHardware(chips: "7,7,10.0.0.3", cores: "0,1,1,10.0.0.2", links: "0,0,0,10.0.0.9")
        let whole = Machine(.triad)
        #expect(whole.without(dead) == whole)
        let boards = ["10.0.0.1": ChipID.boot, "10.0.0.2": ChipID(x: 8, y: 4), "10.0.0.3": ChipID(x: 4, y: 8)]
        let machine = whole.without(dead, boards: boards)
        // (7, 7) of the board at (4, 8) lies around the northern edge.
        #expect(Set(whole.chips.keys).subtracting(machine.chips.keys) == [ChipID(x: 11, y: 3)])
        #expect(machine.chips[ChipID(x: 8, y: 5)]?.applicationCores.first == 2)
    }
}
