import BoardControl
import Foundation
import SpiNNakerMachine
import SpiNNakerProtocol

/// A board as text: its chips as they lie, each core a letter, and what went through the routers between two surveys.
///
///     MRRRRRRRR   cores 0 to 8
///     RRRRRR...   cores 9 to 17
///     1.2k *      packets a second, a light; "!3" where packets were dropped
struct BoardPicture {
    /// The name of the board and what runs it, for the first line.
    var title: String
    var earlier: BoardSurvey
    var later: BoardSurvey
    /// The time between the two surveys on the wall, in seconds.
    var seconds: Double
    /// Whether states are coloured with terminal sequences.
    var isColoured: Bool
    /// How far the board's time is behind the clock on the wall, in seconds, where it keeps pace with that.
    var secondsBehind: Double?

    private static let cellWidth = 9
    private static let failuresShown = 5

    /// What the letters mean, as the last line says it.
    private static let legend =
        "M monitor  . idle  i starting  w wait  s sync  R run  p pause  x exit  ! failed  (blank) none"

    /// The lines of the picture.
    var lines: [String] {
        [title, summary, ""] + grid + failures + [Self.legend]
    }

    // MARK: - Numbers

    /// The board's time that passed, in seconds.
    private var boardSeconds: Double {
        later.milliseconds > earlier.milliseconds ? Double(later.milliseconds - earlier.milliseconds) / 1000 : 0
    }

    /// What a counter gained; one that was cleared in between gained what it shows.
    private static func gain(_ before: Int?, _ after: Int) -> Int {
        guard let before, before <= after else { return after }
        return after - before
    }

    private func routed(_ chip: ChipID, _ view: BoardSurvey.ChipView) -> Int {
        Self.gain(earlier.chips[chip]?.packets.routed, view.packets.routed)
    }

    private func dropped(_ chip: ChipID, _ view: BoardSurvey.ChipView) -> Int {
        Self.gain(earlier.chips[chip]?.packets.dropped, view.packets.dropped)
    }

    /// A count as a rate of the board's own time; of the wall's, where that stands still.
    private func rate(_ count: Int) -> String {
        let time = boardSeconds > 0 ? boardSeconds : seconds
        return time > 0 ? Self.short(Double(count) / time) : "0"
    }

    /// A number in at most four characters.
    static func short(_ value: Double) -> String {
        var value = value
        for unit in ["", "k", "M", "G"] {
            if value < 9.95, !unit.isEmpty { return "\((value * 10).rounded() / 10)" + unit }
            if value < 999.5 { return "\(Int(value.rounded()))" + unit }
            value /= 1000
        }
        return "many"
    }

    private var summary: String {
        let cores = later.chips.values.reduce(0) { $0 + $1.coreCount }
        let routed = later.chips.reduce(0) { $0 + self.routed($1.key, $1.value) }
        let dropped = later.chips.reduce(0) { $0 + self.dropped($1.key, $1.value) }
        let time = String(format: "%.3f", Double(later.milliseconds) / 1000)
        let pace = seconds > 0 ? String(format: "%.2f", boardSeconds / seconds) : "-"
        let debt = secondsBehind.map { String(format: ", %.3f s behind", $0) } ?? ""
        return "\(later.chips.count) chips, \(cores) cores; board time \(time) s, \(pace) of real time\(debt); "
            + "\(rate(routed)) packets/s, \(rate(dropped)) dropped/s"
    }

    // MARK: - Chips

    private var grid: [String] {
        let width = Int(later.chips.keys.map(\.x).max() ?? 0) + 1
        let height = Int(later.chips.keys.map(\.y).max() ?? 0) + 1
        var lines: [String] = []
        for y in (0..<height).reversed() {
            let cells = (0..<width).map { x in cell(ChipID(x: UInt8(x), y: UInt8(y))) }
            for row in 0..<3 {
                let label = row == 1 ? String(format: "%2d ", y) : "   "
                lines.append(label + cells.map { $0[row] }.joined(separator: " "))
            }
        }
        let columns = (0..<width).map { String($0).padding(toLength: Self.cellWidth, withPad: " ", startingAt: 0) }
        return lines + ["   " + columns.joined(separator: " "), ""]
    }

    /// The three lines of a chip, all of the same width.
    private func cell(_ chip: ChipID) -> [String] {
        guard let view = later.chips[chip] else {
            return Array(repeating: String(repeating: " ", count: Self.cellWidth), count: 3)
        }
        let letters = view.coreStates.enumerated().map { core, state in
            core == 0 && state == .run ? "M" : letter(state)
        }
        let dropped = dropped(chip, view)
        let traffic =
            rate(routed(chip, view)) + (dropped > 0 ? "!" + Self.short(Double(dropped)) : "")
            + (view.isLit.contains(true) ? "*" : "")
        return [
            letters.prefix(Self.cellWidth).joined(),
            letters.dropFirst(Self.cellWidth).prefix(Self.cellWidth).joined(),
            traffic.padding(toLength: Self.cellWidth, withPad: " ", startingAt: 0),
        ]
    }

    private func letter(_ state: CoreState) -> String {
        switch state {
        case .dead: " "
        case .idle: "."
        case .initialising, .sark: "i"
        case .wait: coloured("w", 33)
        case .sync0, .sync1: coloured("s", 33)
        case .run: coloured("R", 32)
        case .pause: coloured("p", 33)
        case .exit: coloured("x", 36)
        default: CoreState.failed.contains(state) ? coloured("!", 31) : "?"
        }
    }

    private func coloured(_ letter: String, _ colour: Int) -> String {
        isColoured ? "\u{1b}[\(colour)m\(letter)\u{1b}[0m" : letter
    }

    /// The cores that failed, the first few of them by name.
    private var failures: [String] {
        let failed = later.chips.keys.sorted().flatMap { chip in
            (later.chips[chip]?.coreStates ?? []).enumerated().compactMap { core, state in
                state != .dead && CoreState.failed.contains(state)
                    ? "core \(CoreID(chip: chip, core: UInt8(core))): \(state)" : nil
            }
        }
        guard !failed.isEmpty else { return [] }
        let more = failed.count > Self.failuresShown ? ["and \(failed.count - Self.failuresShown) more"] : []
        return failed.prefix(Self.failuresShown) + more + [""]
    }
}
