/// The prebuilt programs for SpiNNaker cores, as APLX files.
///
/// They come with the library, so nothing has to be found or installed when a network is loaded. `Binaries` holds their
/// sources, recipe and manifests.
package enum BoardImage: String, CaseIterable, Hashable, Sendable {
    /// Neurons with exponentially decaying currents and static synapses.
    case ifCurrExp = "IFCurrExp"
    /// Sources that fire at given times.
    case spikeSourceArray = "SpikeSourceArray"
    /// Sources that fire at random.
    case spikeSourcePoisson = "SpikeSourcePoisson"
    /// A program that greets in its IOBUF and ends.
    case hello = "Hello"

    /// The bytes of the APLX file.
    package var bytes: [UInt8] {
        switch self {
        case .ifCurrExp: PackageResources.IFCurrExp_aplx
        case .spikeSourceArray: PackageResources.SpikeSourceArray_aplx
        case .spikeSourcePoisson: PackageResources.SpikeSourcePoisson_aplx
        case .hello: PackageResources.Hello_aplx
        }
    }
}
