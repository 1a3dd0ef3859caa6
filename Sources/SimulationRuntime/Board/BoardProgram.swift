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

    /// The most neurons that a core takes unless the user says otherwise.
    var defaultNeuronsPerCore: Int {
        switch self {
        case .ifCurrExp: 256
        case .spikeSourceArray, .spikeSourcePoisson: 500
        }
    }
}
