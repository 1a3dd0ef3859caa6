package import SpiNNakerMachine
import SpiNNakerProtocol

/// How fast memory is written and read over a connection.
package struct SCPThroughput: Hashable, Sendable, CustomStringConvertible {
    /// The number of bytes moved each way.
    package var byteCount: Int
    /// The speed of writing in 10^6 bytes a second.
    package var writeMegabytesPerSecond: Double
    /// The speed of reading in 10^6 bytes a second.
    package var readMegabytesPerSecond: Double
    /// The requests that had to be sent again.
    package var repetitions: Int

    /// Writes a block of SDRAM of a chip and reads it back, several times, and takes the best speed each way.
    ///
    /// The block is allocated for the purpose and freed again.
    ///
    /// - Parameters:
    ///   - controller: The board.
    ///   - chip: The chip.
    ///   - byteCount: How much is moved each way each time.
    ///   - rounds: How often.
    ///   - applicationID: The application that the block belongs to meanwhile.
    /// - Throws: `BoardControlError`, also when what is read is not what was written.
    package static func measure(
        controller: BoardController,
        chip: ChipID = .boot,
        byteCount: Int = 1 << 20,
        rounds: Int = 3,
        applicationID: UInt8 = 255
    ) async throws -> SCPThroughput {
        let address = try await controller.allocateSDRAM(
            byteCount: byteCount,
            on: chip,
            applicationID: applicationID
        )
        do {
            let result = try await measure(controller, chip, address, byteCount, rounds)
            try await controller.freeSDRAM(address, on: chip)
            return result
        } catch {
            // The first error says more than one of the cleaning up would.
            try? await controller.freeSDRAM(address, on: chip)
            throw error
        }
    }

    private static func measure(
        _ controller: BoardController,
        _ chip: ChipID,
        _ address: UInt32,
        _ byteCount: Int,
        _ rounds: Int
    ) async throws -> SCPThroughput {
        let clock = ContinuousClock()
        let before = controller.statistics.repetitions
        var writing = Duration.seconds(1_000_000)
        var reading = writing
        for round in 0..<max(rounds, 1) {
            let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 11 &+ round) }
            let written = try await clock.measure {
                try await controller.write(bytes, to: chip, address: address)
            }
            var back: [UInt8] = []
            let read = try await clock.measure {
                back = try await controller.read(from: chip, address: address, byteCount: byteCount)
            }
            guard back == bytes else {
                throw BoardControlError(
                    .unexpectedReply,
                    "Chip \(chip) does not hold what was written to it at \(hexadecimal(address)).",
                    location: CoreID(chip: chip, core: 0)
                )
            }
            writing = min(writing, written)
            reading = min(reading, read)
        }
        return SCPThroughput(
            byteCount: byteCount,
            writeMegabytesPerSecond: Double(byteCount) / (writing / .seconds(1)) / 1e6,
            readMegabytesPerSecond: Double(byteCount) / (reading / .seconds(1)) / 1e6,
            repetitions: controller.statistics.repetitions - before
        )
    }

    /// The figures in one line.
    package var description: String {
        func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
        return "write \(rounded(writeMegabytesPerSecond)) MB/s, read \(rounded(readMegabytesPerSecond)) MB/s, "
            + "\(repetitions) requests repeated"
    }
}
