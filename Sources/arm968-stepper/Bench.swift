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

    /// Runs the image from address 0 on one core, then prints instructions, cycles, seconds, instructions per second,
    /// the same in undisturbed slices, and a checksum of registers 0 to 12.
    ///
    /// Where several cores are asked for, these run it in quanta as the board's do, in turns with one core that has long
    /// quanta, and one that has the same; then prints instructions per second of the three, in undisturbed slices, and the
    /// ratios of the several and of the one with short quanta to the one with long ones.
    func run() {
        let alone = BenchCores(1, quantum: 10_000, image: image, options: options)
        guard options.cores > 1 else {
            while alone.runSlice() {}
            print(
                "\(alone.instructions) instructions, \(alone.cycles) cycles, \(alone.time) s,",
                "\(Double(alone.instructions) / alone.time) instructions/s, undisturbed \(alone.undisturbedRate),",
                "registers \(String(alone.checksum, radix: 16))"
            )
            return
        }
        let one = BenchCores(1, quantum: 1_000, image: image, options: options)
        let many = BenchCores(options.cores, quantum: 1_000, image: image, options: options)
        while many.runSlice(), one.runSlice(), alone.runSlice() {}
        let rates = [many, one, alone].map(\.undisturbedRate)
        print(
            "\(options.cores) cores \(rates[0]) instructions/s, one \(rates[1]), with long quanta \(rates[2]),",
            "ratios \(rates[0] / rates[2]) and \(rates[1] / rates[2])"
        )
    }
}

/// Cores that run an image in turns, and what that takes.
private final class BenchCores {
    /// Instructions between two looks at the clock: some 10 ms.
    private static let slice: UInt64 = 5_000_000

    private let cores: UnsafeMutableBufferPointer<ARM968Core>
    private let shared: UnsafeMutableRawPointer
    private let bus = NoBus()
    private let quantum: Int
    private let limit: UInt64
    private var rates: [Double] = []
    /// Processor time so far, in seconds.
    private(set) var time = 0.0

    init(_ count: Int, quantum: Int, image: Data, options: Options) {
        // Pages that nobody touches take no memory.
        shared = .allocate(byteCount: 0x0800_0000, alignment: 4096)
        cores = .allocate(capacity: count)
        self.quantum = quantum
        limit = options.instructions
        let pool = CodePool()
        for index in cores.indices {
            let core = ARM968Core(bus: bus, sharedMemory: shared, engine: options.engine, pool: pool)
            cores.initializeElement(at: index, to: core)
            image.withUnsafeBytes { source in
                if let base = source.baseAddress { cores[index].itcm.copyMemory(from: base, byteCount: source.count) }
            }
            cores[index].reset(pc: 0)
            cores[index].control = 0x5c
        }
    }

    deinit {
        cores.deinitialize()
        cores.deallocate()
        shared.deallocate()
    }

    var instructions: UInt64 { cores.indices.reduce(0) { $0 + cores[$1].instructions } }

    /// Cycles of the first core.
    var cycles: UInt64 { cores[0].cycles }

    /// Of the first core's registers 0 to 12.
    var checksum: UInt32 { (0..<13).reduce(0) { $0 &* 31 &+ cores[0][$1] } }

    /// Instructions a second of processor time in a slice that only a quarter of all were faster than: whatever else the
    /// machine does now and then was not in the way.
    var undisturbedRate: Double { rates.isEmpty ? 0 : rates.sorted()[rates.count * 3 / 4] }

    /// Runs the cores for a slice; returns whether there is another.
    func runSlice() -> Bool {
        let before = instructions
        let start = Self.processorTime
        var running = 0
        repeat {
            running = 0
            for index in cores.indices where !cores[index].isWaiting {
                if cores[index].run(cycles: quantum) != .waitForInterrupt { running += 1 }
            }
        } while running > 0 && instructions - before < Self.slice
        let taken = Self.processorTime - start
        let executed = instructions - before
        time += taken
        // The last slice may be too short to be measured.
        if executed >= Self.slice || rates.isEmpty { rates.append(Double(executed) / taken) }
        return running > 0 && cores[0].instructions < limit
    }

    /// Seconds of processor time that this process has used.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
