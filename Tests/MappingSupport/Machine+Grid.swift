package import SpiNNakerMachine

extension Machine {
    /// A machine of chips in columns and rows, as rig's suite has them: no board has that form.
    ///
    /// - Parameters:
    ///   - cores: The application cores of each chip.
    ///   - wraps: Whether links lead around the edges.
    ///   - sdram: The free bytes of each chip.
    ///   - entries: The free entries of each chip's table.
    package init(
        columns: Int,
        rows: Int,
        cores: Int = 17,
        wraps: Bool = true,
        sdram: Int = 123_469_792,
        entries: Int = 1_023
    ) {
        var chips: [Chip] = []
        for x in 0..<columns {
            for y in 0..<rows {
                var neighbours: [LinkDirection: ChipID] = [:]
                for link in LinkDirection.allCases {
                    let (column, row) = (x + link.offset.x, y + link.offset.y)
                    guard wraps || (0..<columns).contains(column) && (0..<rows).contains(row) else { continue }
                    neighbours[link] = ChipID(
                        x: UInt8((column + columns) % columns),
                        y: UInt8((row + rows) % rows)
                    )
                }
                chips.append(
                    Chip(
                        id: ChipID(x: UInt8(x), y: UInt8(y)),
                        applicationCores: (0..<UInt8(cores)).map { $0 + 1 },
                        neighbours: neighbours,
                        freeSDRAM: sdram,
                        freeRoutingEntries: entries,
                        ethernetChip: .boot
                    )
                )
            }
        }
        self.init(width: columns, height: rows, chips: chips)
    }

    /// The machine with some chips changed.
    package func changing(_ change: (inout Chip) -> Void) -> Self {
        let changed = chips.values.map { chip in
            var chip = chip
            change(&chip)
            return chip
        }
        return Self(width: width, height: height, chips: changed)
    }
}
