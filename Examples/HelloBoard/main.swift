// Looks at a board: its software, chips and memory; then runs a small program on two chips and shows what it says.
//
// Without an argument the board is an emulated SpiNN-5, started for the purpose; else the argument is a host name.

import BoardControl
import BoardImages
import EmulatorService
import SpiNNakerMachine
import SpiNNakerProtocol

let application: UInt8 = 17
var virtualBoard: VirtualBoard?
let host: String
if CommandLine.arguments.count > 1 {
    host = CommandLine.arguments[1]
} else {
    let board = try await VirtualBoard.start(kind: .spin5)
    virtualBoard = board
    host = board.hostAddress
}

let board = try await BoardController.connect(host: host)
print("\(host) runs \(board.version.name) \(board.version.version)")

let machine = try await board.discover()
let cores = machine.chips.values.reduce(0) { $0 + $1.applicationCores.count }
let memory = machine.chips.values.map(\.freeSDRAM)
print("\(machine.chips.count) chips in \(machine.width) columns and \(machine.height) rows, \(cores) application cores")
print("free SDRAM of a chip: \(memory.min() ?? 0) to \(memory.max() ?? 0) bytes")

let chips = machine.chipIDs.prefix(2)
let places = chips.flatMap { chip in
    (machine.chips[chip]?.applicationCores.prefix(2) ?? []).map { CoreID(chip: chip, core: $0) }
}
let byChip = Dictionary(grouping: places, by: \.chip).mapValues { $0.map(\.core) }
try await board.loadApplication(BoardImage.hello.bytes, on: byChip, applicationID: application, waits: true)
try await board.waitForCores(places, in: [.wait], within: .seconds(5))
try await board.send(.start, applicationID: application)
try await board.waitForCores(places, in: [.sync0], within: .seconds(5))
try await board.send(.sync0, applicationID: application)
try await board.waitForCores(places, in: [.exit], within: .seconds(5))
for place in places {
    print("core \(place) says:")
    for line in try await board.iobuf(of: place).split(separator: "\n") { print("    \(line)") }
}

try await board.stopApplication(application)
await board.close()
await virtualBoard?.stop()
