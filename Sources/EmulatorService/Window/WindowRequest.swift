package import BoardEmulator
import SpiNNakerMachine

/// What can be asked through the window of a served board: one line, and then the connection is the answer's.
///
/// The answer begins with a line: `ok`, with what the request says, or `error` and a sentence.
///
///     snapshot                          ok BYTES, and the bytes
///     snapshot end                      the same; nothing happens on the boards afterwards
///     pace                              ok SECONDS SECONDS-BEHIND MOST-BEHIND, or ok without where it need not keep pace
///     trace instructions X,Y,CORE N     ok, and lines as they come, N at most
///     trace bus X,Y,CORE N
///     trace packets X,Y N
package enum WindowRequest: Hashable, Sendable {
    case snapshot(ends: Bool)
    case pace
    case trace(Trace.Subject, lines: Int)

    /// The TCP port.
    package static var port: UInt16 { 17893 }

    /// The longest request, in bytes.
    static let longest = 100

    /// The request as a line, without its end.
    package var line: String {
        switch self {
        case .snapshot(let ends): ends ? "snapshot end" : "snapshot"
        case .pace: "pace"
        case .trace(.instructions(let core), let lines): "trace instructions \(Self.text(core)) \(lines)"
        case .trace(.accesses(let core), let lines): "trace bus \(Self.text(core)) \(lines)"
        case .trace(.packets(let chip), let lines): "trace packets \(chip.x),\(chip.y) \(lines)"
        }
    }

    private static func text(_ core: CoreID) -> String { "\(core.chip.x),\(core.chip.y),\(core.core)" }

    /// Reads a request; `nil` for anything else.
    package init?(line: String) {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case "snapshot" where words.count == 1: self = .snapshot(ends: false)
        case "snapshot" where words == ["snapshot", "end"]: self = .snapshot(ends: true)
        case "pace" where words.count == 1: self = .pace
        case "trace" where words.count == 4:
            let place = words[2].split(separator: ",", omittingEmptySubsequences: false).map { UInt8($0) }
            guard let lines = Int(words[3]), (1...Trace.mostLines).contains(lines) else { return nil }
            switch (words[1], place.count) {
            case ("instructions", 3), ("bus", 3):
                guard let x = place[0], let y = place[1], let number = place[2] else { return nil }
                let core = CoreID(x: x, y: y, core: number)
                self = .trace(words[1] == "bus" ? .accesses(core) : .instructions(core), lines: lines)
            case ("packets", 2):
                guard let x = place[0], let y = place[1] else { return nil }
                self = .trace(.packets(ChipID(x: x, y: y)), lines: lines)
            default: return nil
            }
        default: return nil
        }
    }
}
