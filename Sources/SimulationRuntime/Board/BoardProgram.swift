import ARMImage
import BoardImages
import ChipInterface
import NetworkLowering

/// The prebuilt ARM programs that cores run.
enum BoardProgram: String, CaseIterable, Hashable, Sendable {
    case ifCurrExp = "IFCurrExp"
    case spikeSourceArray = "SpikeSourceArray"
    case spikeSourcePoisson = "SpikeSourcePoisson"

    /// The program that runs a population.
    init(for content: FixedPointPopulation.Content) {
        switch content {
        case .ifCurrExp: self = .ifCurrExp
        case .spikeArray: self = .spikeSourceArray
        case .poisson: self = .spikeSourcePoisson
        }
    }

    /// What the program's data are marked with.
    var kind: ProgramKind {
        switch self {
        case .ifCurrExp: .ifCurrExp
        case .spikeSourceArray: .spikeSourceArray
        case .spikeSourcePoisson: .spikeSourcePoisson
        }
    }

    /// The program's image, an APLX file.
    var image: [UInt8] {
        switch self {
        case .ifCurrExp: BoardImage.ifCurrExp.bytes
        case .spikeSourceArray: BoardImage.spikeSourceArray.bytes
        case .spikeSourcePoisson: BoardImage.spikeSourcePoisson.bytes
        }
    }

    /// Bytes of instruction memory that the program takes.
    var codeBytes: Int { Self.codeBytes[self] ?? 0 }

    private static let codeBytes = Dictionary(
        uniqueKeysWithValues: allCases.map { program in
            var bytes = 0
            for case .copy(to: 0, let contents) in (try? APLXImage(decoding: program.image).commands) ?? [] {
                bytes += contents.count
            }
            return (program, bytes)
        }
    )

    /// The most neurons that a core takes unless the user says otherwise; fewer where their work or their memory asks for it.
    ///
    /// Memory layouts allow more. With 256 neurons of two receptors the ring buffer has 32 slots, and a power of two in each;
    /// with 500 sources a core of them that all fire together sends no more spikes than a receiver's packet queue holds.
    var defaultNeuronsPerCore: Int {
        switch self {
        case .ifCurrExp: 256
        case .spikeSourceArray, .spikeSourcePoisson: 500
        }
    }
}
