import SpiNNakerMachine

extension BoardConfiguration {
    /// The same boards with everything in them, and what does not work named in the boards' serial ROMs ("blacklist").
    ///
    /// Their makers list so what tests have found; only SC&MP on a board's own cores reads it.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-nn.c` (`nn_cmd_biff`): a word for each chip, with its place on the
    ///   board in bits 29 to 24, its links in bits 23 to 18, its physical cores in bits 17 to 0.
    package func listingFaults() -> BoardConfiguration {
        var listed = self
        listed.deadChips = []
        listed.deadCores = [:]
        listed.deadLinks = []
        for chip in arrangement.chips {
            guard let place = arrangement.place(of: chip), let ethernet = arrangement.ethernetChip(of: chip) else {
                continue
            }
            let cores = deadChips.contains(chip) ? Set(0..<18) : deadCores[chip, default: []]
            var word = cores.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
            for link in LinkDirection.allCases where deadLinks.contains(Link(chip: chip, link: link)) {
                word |= 1 << (18 + UInt32(link.rawValue))
            }
            guard word != 0 else { continue }
            word |= UInt32(place.x) << 27 | UInt32(place.y) << 24
            listed.boardInformation[ethernet, default: []].append(word)
        }
        return listed
    }
}
