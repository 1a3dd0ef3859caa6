import ARM968
import Foundation

/// One program with the state it starts from.
///
/// All numbers are 32-bit little-endian. In: "ARM9", the number of single steps (0: run until the program waits for an
/// interrupt), CP15 register 1, address and bytes of the code, address and bytes of the data, the status register,
/// registers 0 to 15, then the code and the data. Out: 1 if the program waits for an interrupt, else 0; the number of
/// instructions; the status register; registers 0 to 15; then the data. Code and data lie in the core's own memories.
struct Case {
    private static let headerWords = 24
    private static let magic: UInt32 = 0x394d_5241
    /// More cycles than any program of a judge takes, so that a lost one still ends.
    private static let limit = 100_000_000

    private let header: [UInt32]
    private let code: [UInt8]
    private let data: [UInt8]

    /// Reads the next record; `nil` at the end of the input.
    static func read() throws -> Case? {
        guard let head = try bytes(headerWords * 4) else { return nil }
        let words = head.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
        guard words[0] == magic, words[4] <= 0x8000, words[6] <= 0x1_0000 else {
            throw StepperError(text: "a record starts with 0x\(String(words[0], radix: 16)) or is too long")
        }
        guard let code = try bytes(Int(words[4])), let data = try bytes(Int(words[6])) else {
            throw StepperError(text: "the input ends within a record")
        }
        return Case(header: words, code: code, data: data)
    }

    /// Executes the record and writes the answer.
    func run(_ engine: ARM968Core.Engine) throws {
        let bus = NoBus()
        let core = ARM968Core(bus: bus, sharedMemory: nil, engine: engine)
        try place(code, at: header[3], core)
        let dataPlace = try place(data, at: header[5], core)
        core.cpsr = header[7]
        core.control = header[2]
        for register in 0..<16 { core[register] = header[8 + register] }
        var waits = false
        if header[1] == 0 {
            waits = core.run(cycles: Self.limit) == .waitForInterrupt
        } else {
            for _ in 0..<header[1] {
                waits = core.run(cycles: 1) == .waitForInterrupt
                if waits { break }
            }
        }
        var answer: [UInt32] = [waits ? 1 : 0, UInt32(truncatingIfNeeded: core.instructions), core.cpsr]
        for register in 0..<16 { answer.append(core[register]) }
        Self.write(answer.withUnsafeBytes { Array($0) })
        Self.write(Array(UnsafeRawBufferPointer(start: dataPlace, count: data.count)))
        withExtendedLifetime(bus) {}
    }

    @discardableResult
    private func place(
        _ bytes: [UInt8],
        at address: UInt32,
        _ core: borrowing ARM968Core
    ) throws -> UnsafeMutableRawPointer {
        let end = UInt64(address) + UInt64(bytes.count)
        let place: UnsafeMutableRawPointer
        if end <= 0x8000 {
            place = core.itcm + Int(address)
        } else if address >= 0x40_0000, end <= 0x41_0000 {
            place = core.dtcm + Int(address - 0x40_0000)
        } else {
            throw StepperError(text: "0x\(String(address, radix: 16)) with \(bytes.count) bytes is in no memory")
        }
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress { place.copyMemory(from: base, byteCount: source.count) }
        }
        return place
    }

    private static func bytes(_ count: Int) throws -> [UInt8]? {
        var result = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = result.withUnsafeMutableBytes {
                Foundation.read(0, $0.baseAddress.map { $0 + filled }, count - filled)
            }
            guard got > 0 else {
                if got == 0, filled == 0 { return nil }
                throw StepperError(text: "the input ends within a record")
            }
            filled += got
        }
        return result
    }

    private static func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(1, $0.baseAddress.map { $0 + sent }, bytes.count - sent)
            }
            guard count > 0 else { exit(1) }
            sent += count
        }
    }
}
