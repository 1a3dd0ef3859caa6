import BoardControl
import EmulatorService
import NetworkModel
import SimulationRuntime
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization
import Testing

extension Together {
    /// What goes wrong on a board, or on the way to it, ends in an error that says so.
    @Suite struct FailureTests {
        /// An address of the chip at which nothing answers.
        ///
        /// - SeeAlso: SpiNNaker datasheet, section 3.3: the memory map.
        static let nowhere: UInt32 = 0x9000_0000

        /// A board's chips can be counted only when it is reached.
        @Test func aBoardThatIsTooSmallIsRefused() async throws {
            let board = try await VirtualBoard.start(kind: .spin3)
            let backend = BoardBackend()
            var options = SimulationOptions(target: .board(board.hostAddress), machineSize: .chips(5))
            await #expect(throws: NetworkError.self) { _ = try await backend.machine(options) }
            let error = await #expect(throws: NetworkError.self) {
                try await backend.prepare(try Networks.synfire(), options)
            }
            #expect(error?.given == "\(board.hostAddress) with 1 board of 4 chips")
            #expect(error?.allowed == "one with at least 5 chips")
            options.machineSize = .chips(4)
            try await backend.prepare(try Networks.synfire(), options)
            try await backend.end()
            await board.stop()
        }

        /// A board whose Ethernet chip is dead is left out, and the user is told once.
        @Test func aFaultyMachineIsUsedWithoutWhatIsWrong() async throws {
            let warnings = Mutex<[String]>([])
            var options = SimulationOptions(target: .virtual(.triad))
            options.warn = { warning in warnings.withLock { $0.append(warning) } }
            let link = BoardBackend.Link(isInProcess: true, deadChips: [ChipID(x: 8, y: 4), ChipID(x: 1, y: 1)])
            let backend = BoardBackend(link: link)
            let machine = try #require(try await backend.machine(options))
            #expect(machine.chips.count == 95 && machine.boards == 2)
            try await backend.prepare(try Networks.synfire(), options)
            try await backend.end()
            let told = warnings.withLock { $0 }
            #expect(told.count == 1)
            #expect(told.first?.contains("the Ethernet chip (8, 4) is missing") == true)
        }

        /// While the network runs, somebody else makes one of its cores read where there is nothing.
        @Test func aDataAbortIsReportedWithRegistersAndText() async throws {
            let backend = BoardBackend()
            let (running, continuation) = AsyncStream.makeStream(of: Void.self)
            var options = Trial.Engine.board(.spin3).options
            options.progress = { if $0.stage == "Running" { continuation.yield() } }
            try await backend.prepare(try Networks.synfire(), options)
            let address = try #require(await backend.boardAddress)
            let other = try await BoardController.connect(host: address)
            let core = try #require(try await Self.core(running: "IFCurrExp", by: other))

            let run = Task { try await backend.run(steps: 10_000_000) }
            for await _ in running.prefix(1) {}
            // The core will not live to reply.
            await #expect(throws: (any Error).self) {
                let question = SCPRequest.read(address: Self.nowhere, byteCount: 4)
                _ = try await other.request(question, to: core, port: 0, timeout: .milliseconds(50))
            }
            let result = await run.result
            let iobuf = try await other.iobuf(of: core)
            let status = try await other.status(of: core)
            await other.close()
            try await backend.end()

            let error = try #require(throws: BoardControlError.self) { try result.get() }
            #expect(error.code == .coresFailed)
            let failure = try #require(error.failedCores.first)
            #expect(error.failedCores.count == 1)
            #expect(failure.core == core && failure.state == .runTimeError)
            #expect(failure.status?.errorCode == .dataAbort)
            // It asked for 4 bytes; the link register points at the instruction, in the 32 KiB of ITCM, and the stack lies
            // in the 64 KiB of DTCM.
            #expect(status.registers.contains(4))
            #expect((1..<0x8000).contains(status.linkRegister))
            #expect((0x40_0000..<0x41_0000).contains(status.stackPointer))

            let text = "\(error)"
            #expect(text.contains("\(core)") && text.contains("data abort"))
            let names = (0..<8).map { "r\($0)" } + ["psr", "sp", "lr"]
            let words = status.registers + [status.programStatus, status.stackPointer, status.linkRegister]
            for (name, word) in zip(names, words) {
                #expect(text.contains("\(name)=0x\(String(UInt64(word) + 0x1_0000_0000, radix: 16).dropFirst())"))
            }
            let line = try #require(iobuf.split(separator: "\n").first)
            #expect(line.contains("200 neurons"))
            #expect(text.contains(line))
        }

        /// After such a failure the recordings made before are there, and nothing hangs.
        @Test func whatWasRecordedBeforeAFailureCanBeRead() async throws {
            let backend = BoardBackend()
            let network = try Networks.synfire()
            try await backend.prepare(network, Trial.Engine.board(.spin3).options)
            try await backend.run(steps: 100)
            let address = try #require(await backend.boardAddress)
            let other = try await BoardController.connect(host: address)
            let core = try #require(try await Self.core(running: "IFCurrExp", by: other))
            let question = SCPRequest.read(address: Self.nowhere, byteCount: 4)
            _ = try? await other.request(question, to: core, port: 0, timeout: .milliseconds(50))
            await other.close()
            await #expect(throws: (any Error).self) { try await backend.run(steps: 100) }
            let outcome = try await Outcome(of: network, from: backend)
            try await backend.end()
            let host = try await Trial(network, on: .host, steps: 100)
            #expect(outcome.difference(from: host.outcome) == nil)
        }

        /// A board outlives its hosts: what a script that ended without a word has left on it must not matter.
        @Test func aBoardIsUsableAfterAnAbandonedRun() async throws {
            let board = try await VirtualBoard.start(kind: .spin3)
            let network = try Networks.mixed()
            let options = SimulationOptions(target: .board(board.hostAddress))
            let abandoned = BoardBackend()
            try await abandoned.prepare(network, options)
            try await abandoned.run(steps: 50)
            let next = BoardBackend()
            try await next.prepare(network, options)
            try await next.run(steps: 100)
            let outcome = try await Outcome(of: network, from: next)
            try await next.end()
            try await abandoned.end()
            await board.stop()
            let host = try await Trial(network, on: .host, steps: 100)
            #expect(outcome.difference(from: host.outcome) == nil)
        }

        private static func core(running program: String, by board: BoardController) async throws -> CoreID? {
            let machine = try await board.discover()
            for chip in machine.chips.keys.sorted() {
                for number in UInt8(1)...16 {
                    let core = CoreID(chip: chip, core: number)
                    if let status = try? await board.status(of: core), status.name.hasPrefix(program) { return core }
                }
            }
            return nil
        }

        @Test(arguments: ["127.200.0.1", "no-such-board.invalid"])
        func aBoardThatIsNotThereIsNamed(host: String) async throws {
            let backend = BoardBackend()
            let network = try Networks.synfire()
            let start = ContinuousClock.now
            let error = await #expect(throws: (any Error).self) {
                try await backend.prepare(network, SimulationOptions(target: .board(host)))
            }
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect("\(try #require(error))".contains(host))
            await #expect(throws: SimulationError.self) { try await backend.run(steps: 1) }
            try await backend.end()
        }
    }
}
