import ARM968
import Foundation

/// The speed of the emulated processor on a program that never ends.
struct Bench {
    private let image: Data
    private let instructions: UInt64

    init(path: String, instructions: UInt64) throws {
        image = try Data(contentsOf: URL(fileURLWithPath: path))
        self.instructions = instructions
        guard image.count <= ARM968Core.itcmBytes else {
            throw StepperError(text: "\(path) has \(image.count) bytes; instruction memory has \(ARM968Core.itcmBytes)")
        }
    }

    /// Runs the image from address 0 in quanta as the board does, then prints instructions, seconds, instructions per
    /// second, and a checksum of registers 0 to 12.
    func run() {
        let bus = NoBus()
        let core = ARM968Core(bus: bus, sharedMemory: nil)
        image.withUnsafeBytes { source in
            if let base = source.baseAddress { core.itcm.copyMemory(from: base, byteCount: source.count) }
        }
        core.reset(pc: 0)
        core.control = 0x5c
        let clock = ContinuousClock()
        let start = clock.now
        while core.instructions < instructions {
            if core.run(cycles: 10_000) == .waitForInterrupt { break }
        }
        let time = (clock.now - start) / .seconds(1)
        let sum = (0..<13).reduce(UInt32(0)) { $0 &* 31 &+ core[$1] }
        print(
            "\(core.instructions) instructions, \(core.cycles) cycles, \(time) s,",
            "\(Double(core.instructions) / time) instructions/s, registers \(String(sum, radix: 16))"
        )
        withExtendedLifetime(bus) {}
    }
}
