package import DatagramTransport
package import SpiNNakerMachine
package import SpiNNakerProtocol

extension BoardController {
    // MARK: - Router

    /// Allocates a block of router entries on a chip and loads it; routes name virtual cores.
    ///
    /// - Parameters:
    ///   - entries: The entries, 1 to 1,023.
    ///   - chip: Whose router.
    ///   - applicationID: The application that owns them.
    /// - Returns: The index of the first entry.
    /// - Throws: `BoardControlError`, with `Code.outOfResources` when there is no such block free.
    @discardableResult
    package func loadRoutes(_ entries: [RoutingEntry], on chip: ChipID, applicationID: UInt8) async throws -> Int {
        guard (1...1023).contains(entries.count) else {
            throw BoardControlError(
                .invalidArgument,
                "A router takes 1 to 1023 entries, not \(entries.count).",
                location: CoreID(chip: chip, core: 0)
            )
        }
        let base = try await word(
            of: .allocateEntries(count: UInt32(entries.count), applicationID: applicationID),
            from: chip
        )
        guard base != 0 else {
            throw BoardControlError(
                .outOfResources,
                "The router of chip \(chip) has no block of \(entries.count) entries free.",
                location: CoreID(chip: chip, core: 0)
            )
        }
        try await write(RoutingRecords.encode(entries), to: chip, address: Self.systemBufferAddress)
        let request = SCPRequest.loadEntries(
            count: UInt16(entries.count),
            address: Self.systemBufferAddress,
            base: base,
            applicationID: applicationID
        )
        _ = try await client(for: chip).reply(to: request, at: .monitor(of: chip))
        return Int(base)
    }

    /// Clears and frees an application's router entries on a chip; returns the number of blocks.
    @discardableResult
    package func clearRoutes(applicationID: UInt8, on chip: ChipID) async throws -> Int {
        Int(try await word(of: .freeAllEntries(applicationID: applicationID, clears: true), from: chip))
    }

    /// Clears a chip's whole multicast table, whoever owns the entries.
    package func clearAllRoutes(on chip: ChipID) async throws {
        _ = try await client(for: chip).reply(to: .initialiseTable(), at: .monitor(of: chip))
    }

    /// The entries in use of a chip's multicast table, as its monitor's copy has them, with their owners.
    package func routes(on chip: ChipID) async throws -> [(index: Int, applicationID: UInt8, entry: RoutingEntry)] {
        let copy = try await readWord(from: chip, address: SystemVariable.routerCopy)
        let bytes = try await read(from: chip, address: copy, byteCount: 1024 * RoutingRecords.recordByteCount)
        do throws(WireError) {
            return try RoutingRecords.decodeTable(bytes).enumerated().compactMap { index, record in
                record.map { (index, $0.applicationID, $0.entry) }
            }
        } catch {
            throw BoardControlError(
                .unexpectedReply,
                "The routing table of chip \(chip) makes no sense: \(error).",
                location: CoreID(chip: chip, core: 0),
                cause: error
            )
        }
    }

    // MARK: - IP tags

    /// The number of tags of a board.
    private static let tagCount: UInt8 = 16

    /// Sets a tag of the board by which cores send to a host.
    ///
    /// - Parameters:
    ///   - tag: The tag, 0 to 15; hosts use 1 to 7.
    ///   - receiver: Where messages go; `nil` for this connection itself.
    ///   - stripsHeader: Whether datagrams carry the payload alone.
    ///   - chip: The chip with the Ethernet connection.
    /// - Throws: `BoardControlError`.
    package func setTag(
        _ tag: UInt8,
        to receiver: DatagramEndpoint?,
        stripsHeader: Bool,
        on chip: ChipID = .boot
    ) async throws {
        try checkTag(tag)
        let request: SCPRequest =
            if let receiver {
                .setTag(
                    tag,
                    address: IPv4Address(word: receiver.address.byteSwapped),
                    port: receiver.port,
                    stripsHeader: stripsHeader
                )
            } else {
                .setTag(tag, address: .zero, port: localEndpoint.port, stripsHeader: stripsHeader, usesSender: true)
            }
        _ = try await client(for: chip).reply(to: request, at: .monitor(of: chip))
    }

    /// Sets a tag by which datagrams to a UDP port of the board reach a core.
    ///
    /// - Throws: `BoardControlError`.
    package func setReverseTag(
        _ tag: UInt8,
        port: UInt16,
        to core: CoreID,
        sdpPort: UInt8,
        on chip: ChipID = .boot
    ) async throws {
        try checkTag(tag)
        let request = SCPRequest.setReverseTag(tag, port: port, destination: SDPAddress(core, port: sdpPort))
        _ = try await client(for: chip).reply(to: request, at: .monitor(of: chip))
    }

    /// Clears a tag.
    package func clearTag(_ tag: UInt8, on chip: ChipID = .boot) async throws {
        try checkTag(tag)
        _ = try await client(for: chip).reply(to: .clearTag(tag), at: .monitor(of: chip))
    }

    /// The tags that hosts have set; those that the board lends to pending replies are not among them.
    package func tags(on chip: ChipID = .boot) async throws -> [UInt8: IPTagEntry] {
        let client = client(for: chip)
        let replies = try await client.replies(
            to: (0..<Self.tagCount).map { (.monitor(of: chip), .getTags(from: $0)) }
        )
        var tags: [UInt8: IPTagEntry] = [:]
        for (tag, reply) in zip(0..<Self.tagCount, replies) {
            let entry = try client.decode(reply, from: CoreID(chip: chip, core: 0)) { data throws(WireError) in
                try IPTagEntry(decoding: data)
            }
            if entry.flags.contains(.valid), !entry.flags.contains(.transient) { tags[tag] = entry }
        }
        return tags
    }

    private func checkTag(_ tag: UInt8) throws {
        guard tag < Self.tagCount else {
            throw BoardControlError(.invalidArgument, "A board has tags 0 to \(Self.tagCount - 1), not \(tag).")
        }
    }
}
