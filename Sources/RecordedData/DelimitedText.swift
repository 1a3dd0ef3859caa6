/// Rows of cells as text: a line for each row, a separator between cells, quotes around cells that need them.
package enum DelimitedText {
    /// The rows of a text. Empty lines are passed over; between quotes separators and line ends count as text, and a
    /// doubled quote is one.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - separator: What stands between cells; several spaces count as one.
    /// - Returns: The rows with the numbers of the lines they begin in, from 1.
    package static func rows(_ text: String, separator: Character = ",") -> [(line: Int, cells: [String])] {
        var rows: [(line: Int, cells: [String])] = []
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var wasQuoted = false
        var (line, start) = (1, 1)
        func endCell() {
            if !(separator == " " && cell.isEmpty && !wasQuoted) { cells.append(cell) }
            (cell, wasQuoted) = ("", false)
        }
        func endRow() {
            if !(cells.isEmpty && cell.isEmpty && !wasQuoted) {
                endCell()
                rows.append((start, cells))
            }
            cells = []
        }
        var previous: Character?
        for character in text {
            defer { previous = character }
            if character.isNewline { line += 1 }
            if isQuoted {
                if character == "\"" { isQuoted = false } else { cell.append(character) }
            } else if character == "\"" {
                // The quote after a closing one is text, and the cell goes on.
                if wasQuoted && previous == "\"" { cell.append(character) }
                (isQuoted, wasQuoted) = (true, true)
            } else if character.isNewline {
                endRow()
                start = line
            } else if character == separator {
                endCell()
            } else {
                cell.append(character)
            }
        }
        endRow()
        return rows
    }

    /// A row as a line, without its end.
    package static func line(_ cells: [String], separator: Character = ",") -> String {
        cells.map { cell in
            let isPlain = !cell.contains { $0 == separator || $0 == "\"" || $0.isNewline }
            let doubled = cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            return isPlain && !cell.isEmpty ? cell : "\"\(doubled)\""
        }
        .joined(separator: String(separator))
    }
}
