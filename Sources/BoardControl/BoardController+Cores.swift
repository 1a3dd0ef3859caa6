package import SpiNNakerMachine
package import SpiNNakerProtocol

extension BoardController {
    /// The most blocks of text output that are followed; a core that writes more is cut there.
    private static let iobufBlockLimit = 1024

    /// The most bytes of text that one block may claim.
    private static let iobufBlockByteLimit = 1 << 20

    /// The most failed cores whose registers and output an error shows.
    private static let reportedFailures = 8

    /// The states of cores, as their chips report them.
    ///
    /// - Throws: `BoardControlError`.
    package func states(of cores: [CoreID]) async throws -> [CoreID: CoreState] {
        let chips = Set(cores.map(\.chip)).sorted()
        let replies = try await client(for: .boot).replies(to: chips.map { (.monitor(of: $0), .info()) })
        var states: [CoreID: CoreState] = [:]
        var information: [ChipID: ChipInformation] = [:]
        for (chip, reply) in zip(chips, replies) {
            information[chip] = try client(for: chip).decode(reply, from: CoreID(chip: chip, core: 0)) {
                data throws(WireError) in try ChipInformation(decoding: data)
            }
        }
        for core in cores {
            guard let list = information[core.chip]?.coreStates, Int(core.core) < list.count else {
                throw BoardControlError(.invalidArgument, "There is no core \(core).", location: core)
            }
            states[core] = list[Int(core.core)]
        }
        return states
    }

    /// Waits until every core is in one of the states.
    ///
    /// - Parameters:
    ///   - cores: The cores.
    ///   - states: The states wanted.
    ///   - deadline: The longest wait.
    ///   - failures: The states that end the wait with an error.
    /// - Throws: `BoardControlError`: `Code.coresFailed` with registers and text output of the failed cores, or
    ///   `Code.deadlineMissed` with the states of those that are late.
    package func waitForCores(
        _ cores: [CoreID],
        in states: Set<CoreState>,
        within deadline: Duration,
        failures: Set<CoreState> = CoreState.failed
    ) async throws {
        let start = ContinuousClock.now
        var pause = Duration.milliseconds(1)
        while true {
            let found = try await self.states(of: cores)
            let failed = cores.filter { failures.contains(found[$0] ?? .dead) && !states.contains(found[$0] ?? .dead) }
            guard failed.isEmpty else { throw await failureError(of: failed, found) }
            let late = cores.filter { !states.contains(found[$0] ?? .dead) }
            if late.isEmpty { return }
            guard ContinuousClock.now - start < deadline else {
                let wanted = states.map(\.description).sorted().joined(separator: " or ")
                let shown = late.sorted().prefix(Self.reportedFailures).map { "\($0) in \(found[$0] ?? .dead)" }
                throw BoardControlError(
                    .deadlineMissed,
                    "\(late.count) of \(cores.count) cores are not in state \(wanted) after \(deadline): "
                        + shown.joined(separator: ", ") + (late.count > shown.count ? ", …" : "") + ".",
                    location: late.min()
                )
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }

    /// Throws `Code.coresFailed` if any of the cores has failed; otherwise does nothing.
    package func checkCores(_ cores: [CoreID]) async throws {
        let found = try await states(of: cores)
        let failed = cores.filter { CoreState.failed.contains(found[$0] ?? .dead) }
        guard failed.isEmpty else { throw await failureError(of: failed, found) }
    }

    /// What is to be told of failed cores; what cannot be read is left out.
    private func failureError(of failed: [CoreID], _ states: [CoreID: CoreState]) async -> BoardControlError {
        var failures: [CoreFailure] = []
        for core in failed.sorted().prefix(Self.reportedFailures) {
            failures.append(
                CoreFailure(
                    core: core,
                    state: states[core] ?? .dead,
                    status: try? await status(of: core),
                    iobuf: try? await iobuf(of: core)
                )
            )
        }
        let names = failures.map { failure in
            let reason = failure.state == .runTimeError ? failure.status.map { " (\($0.errorCode))" } ?? "" : ""
            return "\(failure.core) in \(failure.state)\(reason)"
        }
        return BoardControlError(
            .coresFailed,
            "\(failed.count) core\(failed.count == 1 ? "" : "s") failed: "
                + names.joined(separator: ", ") + (failed.count > names.count ? ", …" : "") + ".",
            location: failed.min(),
            failedCores: failures
        )
    }

    /// A core's control block.
    package func status(of core: CoreID) async throws -> CoreStatus {
        let bytes = try await read(
            from: core.chip,
            address: CoreStatus.address(ofCore: core.core),
            byteCount: CoreStatus.byteCount
        )
        do throws(WireError) {
            return try CoreStatus(decoding: bytes)
        } catch {
            throw BoardControlError(
                .unexpectedReply,
                "The control block of core \(core) makes no sense: \(error).",
                location: core,
                cause: error
            )
        }
    }

    /// The text that a core has written so far.
    ///
    /// - Throws: `BoardControlError`, also when the blocks of text point nowhere.
    package func iobuf(of core: CoreID) async throws -> String {
        var address = try await status(of: core).iobufAddress
        var text: [UInt8] = []
        var blocks = 0
        while address != 0, blocks < Self.iobufBlockLimit {
            let header = try await read(from: core.chip, address: address, byteCount: IOBUFBlock.headerByteCount)
            guard let block = try? IOBUFBlock(decoding: header), block.byteCount <= Self.iobufBlockByteLimit else {
                throw BoardControlError(
                    .unexpectedReply,
                    "The text output of core \(core) at \(hexadecimal(address)) makes no sense.",
                    location: core
                )
            }
            text += try await read(
                from: core.chip,
                address: address + UInt32(IOBUFBlock.headerByteCount),
                byteCount: Int(block.byteCount)
            )
            address = block.next
            blocks += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes a core's word `user` 0 to 3, by which hosts hand it an address.
    package func setUser(_ index: Int, of core: CoreID, to word: UInt32) async throws {
        try await write(word: word, to: core.chip, address: CoreStatus.userAddress(ofCore: core.core, index: index))
    }

    /// Reads a core's word `user` 0 to 3.
    package func user(_ index: Int, of core: CoreID) async throws -> UInt32 {
        let address = CoreStatus.userAddress(ofCore: core.core, index: index)
        let bytes = try await read(from: core.chip, address: address, byteCount: 4)
        return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
