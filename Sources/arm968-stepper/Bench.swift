import ARM968
import Foundation

/// The speed of the emulated processor on a program.
struct Bench {
    private let image: Data
    private let options: Options

    init(path: String, options: Options) throws {
        image = try Data(contentsOf: URL(fileURLWithPath: path))
        self.options = options
        guard image.count <= ARM968Core.itcmBytes else {
            throw StepperError(text: "\(path) has \(image.count) bytes; instruction memory has \(ARM968Core.itcmBytes)")
        }
    }

    /// Runs the image from address 0 in quanta as the board does, on as many cores as asked for in turns, then prints
    /// instructions, cycles, seconds, instructions per second, and a checksum of the first core's registers 0 to 12.
    func run() {
        let bus = NoBus()
        let pool = CodePool()
        // Pages that nobody touches take no memory.
        let shared = UnsafeMutableRawPointer.allocate(byteCount: 0x0800_0000, alignment: 4096)
        defer { shared.deallocate() }
        let cores = UnsafeMutablePointer<ARM968Core>.allocate(capacity: options.cores)
        for index in 0..<options.cores {
            let core = ARM968Core(bus: bus, sharedMemory: shared, engine: options.engine, pool: pool)
            (cores + index).initialize(to: core)
            image.withUnsafeBytes { source in
                if let base = source.baseAddress { cores[index].itcm.copyMemory(from: base, byteCount: source.count) }
            }
            cores[index].reset(pc: 0)
            cores[index].control = 0x5c
        }
        let start = Self.processorTime
        var running = options.cores
        while running > 0, cores[0].instructions < options.instructions {
            running = 0
            for index in 0..<options.cores where !cores[index].isWaiting {
                if cores[index].run(cycles: options.cores > 1 ? 1_000 : 10_000) != .waitForInterrupt { running += 1 }
            }
        }
        let time = Self.processorTime - start
        let instructions = (0..<options.cores).reduce(UInt64(0)) { $0 + cores[$1].instructions }
        let sum = (0..<13).reduce(UInt32(0)) { $0 &* 31 &+ cores[0][$1] }
        print(
            "\(instructions) instructions, \(cores[0].cycles) cycles, \(time) s,",
            "\(Double(instructions) / time) instructions/s, registers \(String(sum, radix: 16))"
        )
        cores.deinitialize(count: options.cores)
        cores.deallocate()
        withExtendedLifetime(bus) {}
    }

    /// Seconds of processor time that this process has used.
    private static var processorTime: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
