import Foundation
import MappingFiles
import MappingSupport
import SpiNNakerMachine
import TestSupport
import Testing

@Suite
struct MachineFileTests {
    @Test(arguments: [
        BoardArrangement(.spin3), BoardArrangement(.spin5), .triad,
        BoardArrangement(triadsAcross: 2, up: 1, wrapsHorizontally: false, wrapsVertically: false) ?? .triad,
        BoardArrangement(triadsAcross: 1, up: 2, wrapsVertically: false) ?? .triad,
    ])
    func aMachineIsReadBack(boards: BoardArrangement) throws {
        let machine = Machine(boards)
        #expect(try MachineFile(MachineFile(machine).data(), file: "machine.json").machine == machine)
    }

    @Test(arguments: 0..<8)
    func faultsAndResourcesAreReadBack(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let faulty = Machine(.triad).withFaults(chips: 0.1, links: 0.1, using: &random)
        var chips = Array(faulty.chips.values)
        for index in chips.indices where Bool.random(using: &random) {
            chips[index].freeSDRAM = Int.random(in: 0...1 << 27, using: &random)
            chips[index].freeRoutingEntries = Int.random(in: 0...1_023, using: &random)
            chips[index].applicationCores = Array(1..<UInt8.random(in: 1...18, using: &random))
        }
        // A board without its Ethernet chip would not be found by a host.
        let places = Set(chips.map(\.id))
        chips.removeAll { !places.contains($0.ethernetChip) }
        let machine = Machine(width: 12, height: 12, chips: chips)
            .without(chips: places.subtracting(chips.map(\.id)))
        #expect(try MachineFile(MachineFile(machine).data(), file: "machine.json").machine == machine)
    }

    @Test(arguments: [
        ("\"width\":8", "\"width\":10", "width: There is no machine of 10 x 8 chips"),
        ("\"width\":8", "\"width\":-4", "width: There is no machine of -4 x 8 chips"),
        ("[0,0,{", "[300,0,{", "a number in a list is out of range"),
        ("[0,0,{", "[0,9,{", "chips[0]: chip (0, 9) is outside of the machine"),
        ("[0,0,{", "[0,1,{", "chips[1]: chip (0, 1) is there already"),
        ("\"cores\":18", "\"cores\":19", "chips[0].cores: is 19; it must be 1 to 18"),
        ("\"cores\":18", "\"cores\":-1", "chips[0].cores: is -1"),
        ("\"ethernet\":[0,0]", "\"ethernet\":[0]", "chips[0].ethernet: must be two numbers"),
        ("\"ethernet\":[0,0]", "\"ethernet\":[7,0]", "chips[0].ethernet: there is no chip (7, 0)"),
        ("\"ethernet\":[0,0]", "\"ethernet\":[7,7]", "chips[0].ethernet: chip (0, 0) is not on the board of (7, 7)"),
        ("\"ethernet\":[0,0]", "\"ethernet\":\"a\"", "chips[0][2].ethernet: must be a list"),
        ("\"monitors\":1", "\"monitors\":2", "chips[0].monitors: is 2; there must be one"),
        ("\"sdram\":123469792", "\"sdram\":-5", "chips[0].sdram: is -5 bytes"),
        ("\"chips\":", "\"chip\":", "chips: is missing"),
    ])
    func aSlipIsNamed(piece: String, slip: String, problem: String) throws {
        let right = String(decoding: try MachineFile(Machine(board: .spin5)).data(), as: UTF8.self)
        let text = right.replacing(piece, with: slip, maxReplacements: 1)
        try #require(text != right)
        let error = #expect(throws: MappingFileError.self) { try MachineFile(Data(text.utf8), file: "m.json") }
        #expect(error?.description.hasPrefix("m.json: \(problem)") == true, "\(error?.description ?? "")")
    }
}
