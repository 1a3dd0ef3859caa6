package import SpiNNakerMachine

/// Lines about what a core or a router does, as many as are asked for.
///
/// Each line begins with the cycle; numbers are hexadecimal but for cycles, links, cores and counts.
///
///     1204513 0000012c e3a00001 r0=00000001                instructions: place, code, registers changed
///     1204514 0000012c w 4 e5007f00 00000012               accesses: place, direction, bytes, address, value
///     1204520 mc 00010240 - core3 link0 link2 core5        packets: kind, key, payload, from where, whereto
///
/// Only whoever runs the board touches it.
package final class Trace: @unchecked Sendable {
    /// What is traced.
    package enum Subject: Hashable, Sendable {
        /// The instructions of a core, by its virtual number.
        case instructions(CoreID)
        /// A core's accesses to data and its DMA transfers.
        case accesses(CoreID)
        /// The packets that a chip's router passes on.
        case packets(ChipID)

        /// The chip concerned.
        package var chip: ChipID {
            switch self {
            case .instructions(let core), .accesses(let core): core.chip
            case .packets(let chip): chip
            }
        }
    }

    /// The most lines that may be asked for.
    package static let mostLines = 10_000_000

    /// What is traced.
    package let subject: Subject

    private var linesLeft: Int
    private var text: [UInt8] = []

    /// Creates a trace that ends after so many lines.
    package init(_ subject: Subject, lines: Int) {
        self.subject = subject
        linesLeft = min(max(lines, 0), Self.mostLines)
    }

    /// Whether all lines have been written that were asked for.
    package var isComplete: Bool { linesLeft == 0 }

    /// The bytes written and not yet taken.
    package var byteCount: Int { text.count }

    /// The lines written since this was last called, each with its end.
    package func takeText() -> [UInt8] {
        defer { text.removeAll(keepingCapacity: true) }
        return text
    }

    /// Writes a line, unless the trace is complete.
    func write(_ cycle: UInt64, _ line: String) {
        guard linesLeft > 0 else { return }
        linesLeft -= 1
        text += "\(cycle) ".utf8
        text += line.utf8
        text.append(UInt8(ascii: "\n"))
    }
}

extension UInt32 {
    /// The number in hexadecimal, with zeros in front up to so many digits.
    func hex(_ digits: Int = 8) -> String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(digits - text.count, 0)) + text
    }
}
