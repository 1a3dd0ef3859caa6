import Foundation
import SpiNNakerMachine

/// Lists machines as JSON, a line for each line of its input, for a judge to compare:
///
/// - `size WIDTH HEIGHT` and the machine's dead chips, cores and links, each a list or `None`;
/// - `verify WIDTH HEIGHT`: the same machine's size alone;
/// - `boards KIND NUMBER`, `chips KIND NUMBER`: the size of the smallest machine with so many.
///
/// A machine that cannot be is `{"refused": …}`.
@main
struct MachineLister {
    static func main() {
        while let line = readLine() {
            print(answer(to: line.split(separator: " ").map(String.init)))
            fflush(nil)
        }
    }

    private static func answer(to words: [String]) -> String {
        do {
            switch words.first {
            case "size":
                let boards = try BoardArrangement(width: number(words, 1), height: number(words, 2))
                let dead = try DeadHardware(chips: words[3], cores: words[4], links: words[5])
                return listing(of: boards, Machine(boards).without(dead))
            case "verify":
                return size(of: try BoardArrangement(width: number(words, 1), height: number(words, 2)))
            case "boards":
                return size(of: try BoardArrangement(kind(words), boards: number(words, 2)))
            default:
                return size(of: try BoardArrangement(kind(words), chips: number(words, 2)))
            }
        } catch {
            return "{\"refused\": \"\(error)\"}"
        }
    }

    private static func number(_ words: [String], _ index: Int) -> Int { Int(words[index]) ?? 0 }

    private static func kind(_ words: [String]) -> BoardKind { words[1] == "3" ? .spin3 : .spin5 }

    private static func size(of boards: BoardArrangement) -> String {
        "{\"size\": [\(boards.width), \(boards.height)]}"
    }

    private static func listing(of boards: BoardArrangement, _ machine: Machine) -> String {
        let chips = machine.chipIDs.compactMap { machine.chips[$0] }.map { chip in
            let place = boards.place(of: chip.id) ?? .root
            let links = LinkDirection.allCases.map { chip.neighbours[$0].map(pair) ?? "null" }
            return "[\(pair(chip.id)), \(chip.applicationCores), \(pair(chip.ethernetChip)), \(pair(place)), "
                + "[\(links.joined(separator: ", "))], \(chip.freeSDRAM), \(chip.freeRoutingEntries)]"
        }
        let free = Set(boards.freeDeviceSockets)
        var spiNNakerLinks: [String] = []
        var fpgaLinks: [String] = []
        for board in boards.origins.indices {
            for socket in boards.deviceSockets(ofBoard: board) {
                let origin = pair(boards.origins[board])
                let end = "\(pair(socket.chip)), \(socket.link.rawValue)"
                switch socket.connector {
                case .spiNNakerLink(let number):
                    guard free.contains(socket) else { continue }
                    spiNNakerLinks.append("[\(origin), \(number), \(end)]")
                case .fpga(let way): fpgaLinks.append("[\(origin), \(way.fpga), \(way.link), \(end)]")
                }
            }
        }
        return """
            {"size": [\(boards.width), \(boards.height)], \
            "wraps": [\(boards.wrapsHorizontally), \(boards.wrapsVertically)], \
            "chips": [\(chips.joined(separator: ", "))], \
            "spinnaker_links": [\(spiNNakerLinks.joined(separator: ", "))], \
            "fpga_links": [\(fpgaLinks.joined(separator: ", "))]}
            """
    }

    private static func pair(_ chip: ChipID) -> String { "[\(chip.x), \(chip.y)]" }
}
