import Foundation
import NetworkModel
import SwiNN

/// Lists the synapses of networks that a judge describes: a line of JSON in, a line of JSON out.
///
/// In: {"pre": {"size": n, "structure": …}, "post": the same or null for the presynaptic cells, "connector": {…},
/// "weight": …, "delay": …, "space": …, "seed": n}. Out: {"pre": […], "post": […], "weight": […], "delay": […]}.
@main
enum NetworkLister {
    static func main() {
        while let line = readLine() {
            do {
                let spec = try JSONDecoder().decode(Spec.self, from: Data(line.utf8))
                let lists = try MainActor.assumeIsolated { try list(spec) }
                print(String(decoding: try JSONEncoder().encode(lists), as: UTF8.self))
                fflush(nil)
            } catch {
                FileHandle.standardError.write(Data("network-lister: \(error)\n".utf8))
                exit(1)
            }
        }
    }

    @MainActor
    private static func list(_ spec: Spec) throws -> Lists {
        try setup(timestep: 0.1, target: .host, seed: spec.seed)
        defer { try? end() }
        let pre = try population(spec.pre)
        let post = try spec.post.map(population) ?? pre
        let projection = try Projection(
            pre,
            post,
            connector(spec.connector),
            StaticSynapse(weight: value(spec.weight), delay: value(spec.delay)),
            space: try space(spec.space)
        )
        let connections = try projection.connections()
        return Lists(
            pre: connections.map(\.presynapticIndex),
            post: connections.map(\.postsynapticIndex),
            weight: connections.map(\.weight),
            delay: connections.map(\.delay)
        )
    }

    @MainActor
    private static func population(_ spec: Spec.Cells) throws -> Population {
        try Population(spec.size, IFCurrExp(), structure: structure(spec.structure))
    }

    private static func structure(_ numbers: [String: Double]?) throws -> any Structure {
        guard let numbers else { return Line() }
        if let aspect = numbers["grid"] {
            return Grid2D(aspectRatio: aspect, dx: numbers["dx"] ?? 1, dy: numbers["dy"] ?? 1)
        }
        if let radius = numbers["radius"] { return RandomStructure(Sphere(radius: radius)) }
        if let side = numbers["side"] { return RandomStructure(Cuboid(width: side, height: side, depth: side)) }
        return Line(dx: numbers["dx"] ?? 1)
    }

    private static func space(_ spec: Spec.SpaceSpec?) throws -> Space {
        guard let spec else { return Space() }
        return try Space(
            axes: spec.axes ?? "xyz",
            scaleFactor: spec.scale ?? 1,
            periodicBoundaries: (spec.period ?? [nil, nil, nil]).map { $0.map { 0...$0 } }
        )
    }

    private static func value(_ spec: Spec.Value) throws -> SynapseValue {
        switch spec {
        case .number(let number): return .value(number)
        case .text(let text): return .expression(text)
        case .random(let name, let parameters): return .random(try RandomDistribution(name, parameters))
        }
    }

    private static func connector(_ spec: Spec.ConnectorSpec) throws -> any Connector {
        let own: SelfConnections = spec.mutual == false ? .noMutual : spec.`self` == false ? .forbidden : .allowed
        let count: ConnectionCount
        switch spec.n {
        case .random(let name, let parameters): count = .random(try RandomDistribution(name, parameters))
        case .number(let number): count = .fixed(Int(number))
        default: count = 0
        }
        let replaces = spec.replacement ?? false
        switch spec.name {
        case "AllToAll": return AllToAllConnector(allowSelfConnections: own)
        case "OneToOne": return OneToOneConnector()
        case "FixedProbability": return FixedProbabilityConnector(spec.p ?? 0, allowSelfConnections: own)
        case "FixedNumberPre":
            return FixedNumberPreConnector(count, allowSelfConnections: own, withReplacement: replaces)
        case "FixedNumberPost":
            return FixedNumberPostConnector(count, allowSelfConnections: own, withReplacement: replaces)
        case "FixedTotalNumber":
            return FixedTotalNumberConnector(count, allowSelfConnections: own, withReplacement: replaces)
        case "DistanceDependentProbability":
            return try DistanceDependentProbabilityConnector(spec.expression ?? "", allowSelfConnections: own)
        case "IndexBasedProbability":
            return try IndexBasedProbabilityConnector(spec.expression ?? "", allowSelfConnections: own)
        case "DisplacementDependentProbability":
            return DisplacementDependentProbabilityConnector(allowSelfConnections: own) { way in
                way.x > 0 ? 0.5 * exp(-way.x / 4) : 0
            }
        case "FromList":
            return FromListConnector(spec.rows ?? [], columnNames: spec.columns)
        case "FromFile": return FromFileConnector(spec.file ?? "")
        case "Array": return ArrayConnector((spec.rows ?? []).map { $0.map { $0 != 0 } })
        case "CSA": return CSAConnector(.random(spec.p ?? 0) * (.full - .oneToOne))
        default:
            throw NetworkError(.unknownName, what: "connector", location: "network-lister", given: spec.name)
        }
    }
}

/// A network to be listed.
private struct Spec: Decodable {
    struct Cells: Decodable {
        var size: Int
        var structure: [String: Double]?
    }

    struct SpaceSpec: Decodable {
        var axes: String?
        var scale: Double?
        var period: [Double?]?
    }

    struct ConnectorSpec: Decodable {
        var name: String
        var p: Double?
        var n: Value?
        var `self`: Bool?
        var mutual: Bool?
        var replacement: Bool?
        var expression: String?
        var rows: [[Double]]?
        var columns: [String]?
        var file: String?
    }

    /// A number, the text of an expression, or ["name", {parameters}] for a distribution.
    enum Value: Decodable {
        case number(Double)
        case text(String)
        case random(String, [String: Double])

        init(from decoder: any Decoder) throws {
            if let number = try? decoder.singleValueContainer().decode(Double.self) {
                self = .number(number)
            } else if let text = try? decoder.singleValueContainer().decode(String.self) {
                self = .text(text)
            } else {
                var list = try decoder.unkeyedContainer()
                self = .random(try list.decode(String.self), try list.decode([String: Double].self))
            }
        }
    }

    var pre: Cells
    var post: Cells?
    var connector: ConnectorSpec
    var weight: Value
    var delay: Value
    var space: SpaceSpec?
    var seed: UInt64
}

/// The synapses, as columns.
private struct Lists: Encodable {
    var pre: [Int]
    var post: [Int]
    var weight: [Double]
    var delay: [Double]
}
