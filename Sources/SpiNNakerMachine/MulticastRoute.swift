/// The set of outputs of one router entry: links and cores of the same chip.
///
/// The raw value is the router's 24-bit route word: links at bits 0 to 5, core `n` at bit `6 + n`.
/// Whether the cores are virtual or physical depends on where the word stands: hosts and the monitor's
/// copy name virtual cores, the router's own RAM physical ones.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §10.
public struct MulticastRoute: OptionSet, Hashable, Sendable, BitwiseCopyable {
    /// The route word.
    public let rawValue: UInt32

    /// Creates a route from its word.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The route that leaves by one link.
    public static func link(_ link: LinkDirection) -> Self { Self(rawValue: 1 << UInt32(link.rawValue)) }

    /// The route that ends at one core, 0 to 17.
    public static func core(_ core: UInt8) -> Self { Self(rawValue: 1 << (6 + UInt32(core))) }

    /// The links that the route leaves by, in the order of their numbers.
    public var links: [LinkDirection] { LinkDirection.allCases.filter { contains(.link($0)) } }

    /// The cores that the route ends at, ascending.
    public var cores: [UInt8] { (0..<18).filter { contains(.core($0)) } }
}
