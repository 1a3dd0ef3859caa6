import BoardEmulator
import EmulatorService
import Foundation
import SpiNNakerMachine
import Testing

/// Files from which boards go on.
@Suite(.serialized)
struct SnapshotFileTests {
    /// A board that has been asked something, so that its monitors remember tags.
    private func file(_ kind: BoardKind = .spin3) async throws -> Data {
        let board = VirtualBoard.startInProcess(.init(kind: kind))
        let data = try await board.snapshot()
        await board.stop()
        return data
    }

    /// The checksum, from the description of the format: words of eight bytes, then single bytes.
    private func checksum(_ data: Data) -> UInt64 {
        let bytes = [UInt8](data)
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        let whole = bytes.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
            sum = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
            sum ^= sum >> 29
        }
        for byte in bytes[whole...] { sum = (sum ^ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15 }
        return sum
    }

    /// The file with its checksum made right.
    private func sealed(_ data: Data) -> Data {
        let sum = checksum(data.dropLast(8))
        return data.dropLast(8) + Data((0..<8).map { UInt8(truncatingIfNeeded: sum >> UInt64(8 * $0)) })
    }

    @Test(arguments: [BoardKind.spin3, .spin5])
    func aRestoredBoardIsTheSame(_ kind: BoardKind) async throws {
        let board = VirtualBoard.startInProcess(.init(kind: kind))
        _ = await board.inspect { $0.run(until: 3 * 200_000) }
        let data = try await board.snapshot(ends: true)
        #expect(await board.inspect { $0.now } == nil, "a board that has ended goes on")
        await board.stop()
        #expect(data == sealed(data))

        let restored = try await VirtualBoard.startInProcess(restoring: data)
        #expect(restored.hostAddress == board.hostAddress)
        #expect(await restored.inspect { $0.now } == 600_000)
        #expect(try await restored.snapshot() == data)
        let words = await restored.inspect { board in
            board.chips.mapValues { $0.load32(0xf500_7f1c) }
        }
        #expect(words?.count == kind.chips.count)
        #expect(Set(words.map { $0.values } ?? [:].values) == [0x6553_f100])
        await restored.stop()
    }

    @Test
    func damageIsNoticedWhereverItIs() async throws {
        let data = try await file()
        for place in [0, 5, 22, 30, 40, 900, data.count / 2, data.count - 9, data.count - 1] {
            var damaged = data
            damaged[place] ^= 0x10
            await #expect(throws: EmulatorServiceError.self) {
                try await VirtualBoard.startInProcess(restoring: damaged)
            }
        }
        for length in [0, 10, 40, 1_000, data.count - 1] {
            await #expect(throws: EmulatorServiceError.self) {
                try await VirtualBoard.startInProcess(restoring: Data(data.prefix(length)))
            }
        }
    }

    @Test
    func anotherVersionIsNamed() async throws {
        var data = try await file()
        data[21] = 99
        await #expect {
            try await VirtualBoard.startInProcess(restoring: sealed(data))
        } throws: { "\($0)".contains("version 99") }
    }

    /// Numbers in the description are replaced at random: the file is refused, or the board runs.
    @Test
    func hostileDescriptionsNeitherTrapNorHang() async throws {
        var data = try await file()
        // The description is JSON from byte 33 on; so many bytes stand before it.
        let length = (0..<8).reduce(0) { $0 | Int(data[25 + $1]) << (8 * $1) }
        let text = String(decoding: data[33..<33 + length], as: UTF8.self)
        let rest = Data(data[(33 + length)...])
        var generator = SplitMix(state: 20_261_121)
        let values = [
            "0", "1", "-1", "255", "65536", "4294967295", "9223372036854775807", "18446744073709551615", "1e300",
        ]
        var numbers: [Range<String.Index>] = []
        var start: String.Index?
        for index in text.indices {
            if text[index].isNumber {
                start = start ?? index
            } else if let begin = start {
                numbers.append(begin..<index)
                start = nil
            }
        }
        var refused = 0
        for _ in 0..<150 {
            let place = numbers[Int(generator.next() % UInt64(numbers.count))]
            let value = values[Int(generator.next() % UInt64(values.count))]
            let changed = Data(text.replacingCharacters(in: place, with: value).utf8)
            data = Data("SwiNN board snapshot\n".utf8) + Data([1, 0, 0, 0])
            data += Data((0..<8).map { UInt8(truncatingIfNeeded: changed.count >> (8 * $0)) }) + changed + rest
            do {
                let board = try await VirtualBoard.startInProcess(restoring: sealed(data))
                _ = await board.inspect { $0.run(until: min($0.now, 1 << 61) + 2 * 200_000) }
                await board.stop()
            } catch {
                #expect(error is EmulatorServiceError, "\(error)")
                refused += 1
            }
        }
        #expect(refused > 10)
    }
}

/// Steele, Lea and Flood's generator, for trials that repeat.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
