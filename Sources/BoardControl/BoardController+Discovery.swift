import Logging
package import SpiNNakerMachine
package import SpiNNakerProtocol

extension BoardController {
    /// The code that makes tags of pending replies live 2.56 s, as SpiNNMan 7.4.1 sets it.
    private static let transientTagTimeoutCode: UInt8 = 9

    /// Looks for the machine's chips, cores and links.
    ///
    /// Chips are those that the boot chip's routing table names and that answer; a core counts when it is idle; a link
    /// counts when both its ends report it.
    ///
    /// - Throws: `BoardControlError`.
    package func discover() async throws -> Machine { try await examine().withoutBrokenLinks() }

    /// Looks for the machine's chips, cores and links, as `discover` does, and leaves in what is wrong: a link counts when
    /// the chip that it leaves reports it. `Machine.repaired` mends that.
    ///
    /// - Throws: `BoardControlError`.
    /// - SeeAlso: SpiNNMan 7.4.1, `get_machine_process.py`.
    package func examine() async throws -> Machine {
        let client = client(for: .boot)
        _ = try await client.reply(
            to: .tagTimeout(code: Self.transientTagTimeoutCode),
            at: .monitor(of: .boot)
        )
        let places = try await reachableChips()
        let answers = try await client.outcomes(of: places.chips.map { (.monitor(of: $0), .info()) })
        var information: [ChipID: ChipInformation] = [:]
        for (chip, answer) in zip(places.chips, answers) {
            switch answer {
            case .success(let reply):
                information[chip] = try client.decode(reply, from: CoreID(chip: chip, core: 0)) {
                    data throws(WireError) in try ChipInformation(decoding: data)
                }
            case .failure(let error):
                logger.warning(
                    "A chip does not answer and is not used.",
                    metadata: ["chip": "\(chip)", "error": "\(error.code)"]
                )
            }
        }
        let machine = Self.machine(width: places.width, height: places.height, information)
        guard machine.chips[.boot] != nil else {
            throw BoardControlError(.noSuchChip, "The boot chip of \(endpoint) does not describe itself.")
        }
        remember(machine.withoutBrokenLinks())
        logger.debug("Discovered a machine.", metadata: ["chips": "\(machine.chips.count)"])
        return machine
    }

    /// The chips that the boot chip knows a way to, and the machine's dimensions.
    private func reachableChips() async throws -> (width: Int, height: Int, chips: [ChipID]) {
        let client = client(for: .boot)
        let dimensions = try await read(from: .boot, address: SystemVariable.p2pDimensions, byteCount: 2)
        let (width, height) = (Int(dimensions[1]), Int(dimensions[0]))
        guard width > 0, height > 0 else {
            throw BoardControlError(
                .unexpectedReply,
                "The board at \(endpoint) says that its machine has \(width) x \(height) chips.",
                location: CoreID(chip: .boot, core: 0)
            )
        }
        let replies = try await client.replies(
            to: (0..<width).map { x in
                let column = P2PTable.column(x, height: height)
                return (.monitor(of: .boot), .read(address: column.address, byteCount: column.byteCount))
            }
        )
        var chips: [ChipID] = []
        for (x, reply) in replies.enumerated() {
            let column = try client.decode(reply, from: CoreID(chip: .boot, core: 0)) { data throws(WireError) in
                try P2PTable.decodeColumn(data, height: height)
            }
            for (y, entry) in column.enumerated() where entry != P2PTable.noRoute {
                chips.append(ChipID(x: UInt8(x), y: UInt8(y)))
            }
        }
        return (width, height, chips)
    }

    /// Puts together what the chips said of themselves, contradictions and all.
    static func machine(width: Int, height: Int, _ information: [ChipID: ChipInformation]) -> Machine {
        func neighbour(of chip: ChipID, along link: LinkDirection) -> ChipID? {
            guard information[chip]?.links.contains(link) == true else { return nil }
            let x = (Int(chip.x) + link.offset.x + width) % width
            let y = (Int(chip.y) + link.offset.y + height) % height
            return ChipID(x: UInt8(x), y: UInt8(y))
        }
        let chips = information.map { id, chip in
            var neighbours: [LinkDirection: ChipID] = [:]
            for link in LinkDirection.allCases { neighbours[link] = neighbour(of: id, along: link) }
            return Chip(
                id: id,
                applicationCores: (1..<UInt8(max(chip.coreCount, 1))).filter { chip.coreStates[Int($0)] == .idle },
                neighbours: neighbours,
                freeSDRAM: Int(chip.largestFreeSDRAM),
                freeRoutingEntries: chip.largestFreeEntryBlock,
                ethernetChip: chip.ethernetChip
            )
        }
        return Machine(width: width, height: height, chips: chips)
    }

    /// What a chip says of itself now.
    package func information(of chip: ChipID) async throws -> ChipInformation {
        let client = client(for: chip)
        let reply = try await client.reply(to: .info(), at: .monitor(of: chip))
        return try client.decode(reply, from: CoreID(chip: chip, core: 0)) { data throws(WireError) in
            try ChipInformation(decoding: data)
        }
    }
}
