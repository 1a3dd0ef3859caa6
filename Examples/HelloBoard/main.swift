// The tour of a board without any network: connect, look around, load a program on a few cores of two chips, start it
// at a barrier, wait until it ends, and read what its cores wrote.
//
//     HelloBoard                  a virtual SpiNN-5, started in this process
//     HelloBoard 192.168.240.1    a board that is up, by its host name or address

import BoardControl
import BoardImages
import EmulatorService
import SpiNNakerMachine
import SpiNNakerProtocol

let virtualBoard = CommandLine.arguments.count > 1 ? nil : try await VirtualBoard.start(kind: .spin5)
let host = virtualBoard?.hostAddress ?? CommandLine.arguments[1]
let board = try await BoardController.connect(host: host)
print("\(host) runs \(board.version.name) \(board.version.version)")

// Chips that answer, and their cores that are free.
let machine = try await board.discover()
let chips = machine.chipIDs.compactMap { machine.chips[$0] }
let coreCount = chips.reduce(0) { $0 + $1.applicationCores.count }
print("\(chips.count) chips in \(machine.width) x \(machine.height), \(coreCount) free cores")

let free = chips.map(\.freeSDRAM)
let (least, most) = (free.min() ?? 0, free.max() ?? 0)
print("free SDRAM on each chip: \(least >> 10) to \(most >> 10) KiB, \(free.reduce(0, +) >> 20) MiB in all")

// Three cores on the first chip and three on the last one.
let applicationID: UInt8 = 17
var cores: [ChipID: [UInt8]] = [:]
for chip in [chips.first, chips.last].compactMap(\.self) { cores[chip.id] = Array(chip.applicationCores.prefix(3)) }
let places = cores.flatMap { chip, numbers in numbers.map { CoreID(chip: chip, core: $0) } }.sorted()

try await board.stopApplication(applicationID)
try await board.loadApplication(BoardImage.hello.bytes, on: cores, applicationID: applicationID, waits: true)
try await board.waitForCores(places, in: [.wait], within: .seconds(5))
try await board.send(.start, applicationID: applicationID)

// Each core says hello, then waits at the barrier; the signal opens it for all at once.
try await board.waitForCores(places, in: [.sync0], within: .seconds(5))
try await board.send(.sync0, applicationID: applicationID)
try await board.waitForCores(places, in: [.exit], within: .seconds(5))

for core in places {
    let text = try await board.iobuf(of: core)
    print("\(core)")
    for line in text.split(separator: "\n") { print("    \(line)") }
}

try await board.stopApplication(applicationID)
await board.close()
await virtualBoard?.stop()
