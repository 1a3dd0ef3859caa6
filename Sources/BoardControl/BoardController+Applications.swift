package import SpiNNakerMachine
package import SpiNNakerProtocol

extension BoardController {
    /// For how long a monitor may be busy with copying an image before it is asked again.
    private static let copyTimeout = Duration.seconds(6)

    /// The same where asking twice does no harm, since the cores wait for a signal anyway.
    private static let repeatableCopyTimeout = Duration.milliseconds(500)

    /// For how long a board may count cores before it is asked again; it takes 10 ms by design.
    private static let countTimeout = Duration.milliseconds(500)

    /// Loads one image onto cores of any chips and starts it there.
    ///
    /// The image goes to the boot chip once; from there every chip copies it from a neighbour, along the shortest paths
    /// over the machine's links, one copy at a time from each chip.
    ///
    /// - Parameters:
    ///   - image: The image's bytes as the monitor's loader takes them (APLX).
    ///   - cores: The virtual cores, by chip.
    ///   - applicationID: The application's id, 16 to 255.
    ///   - waits: Whether the cores wait for the signal `start`. Loading cores that wait is safe to repeat; without, a
    ///     lost reply costs the wait of 6 s, and may start cores twice.
    /// - Throws: `BoardControlError`.
    /// - SeeAlso: SpiNNMan 7.4.1, `application_copy_run_process.py`.
    package func loadApplication(
        _ image: [UInt8],
        on cores: [ChipID: [UInt8]],
        applicationID: UInt8,
        waits: Bool
    ) async throws {
        let wanted = cores.filter { !$0.value.isEmpty }
        guard !wanted.isEmpty else { return }
        let machine = try await knownMachine()
        for (chip, list) in wanted {
            guard machine.chips[chip] != nil else {
                throw BoardControlError(
                    .noSuchChip,
                    "The machine has no working chip \(chip) to load an application on.",
                    location: CoreID(chip: chip, core: 0)
                )
            }
            for core in list where !(1...17).contains(core) {
                throw BoardControlError(
                    .invalidArgument,
                    "Applications run on cores 1 to 17, not on core \(core).",
                    location: CoreID(chip: chip, core: core)
                )
            }
        }
        let padded = image + Array(repeating: 0, count: (4 - image.count % 4) % 4)
        try await write(padded, to: .boot, address: Self.systemBufferAddress)
        let start = { (chip: ChipID) in
            ApplicationStart(applicationID: applicationID, cores: wanted[chip] ?? [], waits: waits)
        }
        let policy = SCPJob.Policy(
            timeout: waits ? Self.repeatableCopyTimeout : Self.copyTimeout,
            repetition: waits ? .harmless : .avoided
        )
        if wanted[.boot] != nil {
            _ = try await client(for: .boot).reply(
                to: .applicationRun(start(.boot)),
                at: .monitor(of: .boot),
                policy: policy
            )
        }
        let checksum = Self.checksum(padded)
        for round in try CopyPlan(machine: machine, targets: Set(wanted.keys)).rounds {
            let requests = round.map { step in
                let request = SCPRequest.applicationCopyRun(
                    from: step.link,
                    byteCount: padded.count,
                    checksum: checksum,
                    start: start(step.chip)
                )
                return (SDPAddress.monitor(of: step.chip), request)
            }
            let replies = try await client(for: .boot).replies(to: requests, policy: policy)
            for (step, reply) in zip(round, replies) where !reply.data.isEmpty {
                // SC&MP 4.0.0 reports a wrong sum as success, with the sum it found (`scamp-cmd.c`).
                throw BoardControlError(
                    .unexpectedReply,
                    "Chip \(step.chip) copied the image over link \(step.link) with errors.",
                    location: CoreID(chip: step.chip, core: 0)
                )
            }
        }
    }

    /// The sum of an image's words, mod 2^32.
    static func checksum(_ image: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0
        for (index, byte) in image.enumerated() { sum &+= UInt32(byte) << UInt32(8 * (index % 4)) }
        return sum
    }

    /// Sends a signal to all cores of an application.
    package func send(_ signal: Signal, applicationID: UInt8) async throws {
        _ = try await client(for: .boot).reply(
            to: .signal(signal, applicationID: applicationID),
            at: .monitor(of: .root)
        )
    }

    /// Ends an application everywhere and frees the memory and router entries it holds.
    package func stopApplication(_ applicationID: UInt8) async throws {
        guard applicationID != 0 else {
            // A monitor never finishes stopping application 0 (spinnaker_tools 4.0.0, `scamp-app.c`).
            throw BoardControlError(.invalidArgument, "Application 0 is the monitor's own and cannot be stopped.")
        }
        try await send(.stop, applicationID: applicationID)
    }

    /// Counts the cores of an application that are in a state, on all boards.
    package func countCores(applicationID: UInt8, in state: CoreState) async throws -> Int {
        let machine = try await knownMachine()
        let boards = Set(machine.chips.values.map(\.ethernetChip)).sorted()
        let replies = try await client(for: .boot).replies(
            to: boards.map { (.monitor(of: $0), .countCores(applicationID: applicationID, state: state)) },
            policy: .init(timeout: Self.countTimeout)
        )
        var count = 0
        for (board, reply) in zip(boards, replies) {
            count += try client(for: board).decode(reply, from: CoreID(chip: board, core: 0)) { _ throws(WireError) in
                Int(try reply.word(at: 0))
            }
        }
        return count
    }
}
