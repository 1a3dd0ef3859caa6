import Foundation
import GraphMapping
import MappingFiles
import MappingSupport
import SpiNNakerMachine
import Testing

@Suite
struct GraphFileTests {
    @Test(arguments: [
        BoardArrangement(.spin3), BoardArrangement(.spin5), .triad,
        BoardArrangement(triadsAcross: 2, up: 1, wrapsHorizontally: false, wrapsVertically: false) ?? .triad,
    ])
    func whatIsWrittenIsReadBack(boards: BoardArrangement) throws {
        let graph = GraphFile(
            name: "slash/and \"quotes\"",
            boards: boards,
            keysPerCore: 64,
            nodes: [.init(name: "a", cores: 3, sdram: 0), .init(name: "b", cores: 1, sdram: 1 << 20)],
            nets: [.init(source: 0, sinks: [1, 0], packetsPerSecond: 2.5), .init(source: 1, sinks: [])]
        )
        #expect(try GraphFile(graph.data(), file: "pair.json") == graph)
    }

    @Test
    func aMachineThatWrapsOnOneSideOnlyCannotBeTold() throws {
        let boards = try #require(BoardArrangement(triadsAcross: 1, up: 1, wrapsVertically: false))
        let graph = GraphFile(name: "half", boards: boards, keysPerCore: 1, nodes: [], nets: [])
        let error = #expect(throws: MappingFileError.self) { try graph.data() }
        #expect(error?.description == "half: machine.wrap: both sides wrap or none")
    }

    /// A file that is right, and what is put instead of a piece of it, with the error that comes of that.
    struct Slip: Sendable, CustomTestStringConvertible {
        let piece: String
        let slip: String
        let error: String

        init(_ piece: String, _ slip: String, _ error: String) {
            (self.piece, self.slip, self.error) = (piece, slip, error)
        }

        var testDescription: String { slip }
    }

    private static let right = """
        {"format":1,"name":"g","keys_per_core":256,
         "machine":{"version":5,"width":8,"height":8,"boards":1,"wrap":false},
         "nodes":[{"name":"a","cores":2,"sdram":10},{"name":"b","cores":1,"sdram":10}],
         "nets":[{"source":"a","sinks":["b","a"],"packets_per_second":3}]}
        """

    @Test
    func aRightFileIsRead() throws {
        let graph = try GraphFile(Data(Self.right.utf8), file: "g.json")
        #expect(graph.nets == [.init(source: 0, sinks: [1, 0], packetsPerSecond: 3)])
        #expect(try graph.machineGraph().vertices.count == 3)
    }

    @Test(arguments: [
        Slip("\"nodes\"", "nodes", "is not JSON"),
        Slip("\"format\":1", "\"format\":2", "format: is 2; 1 is known"),
        Slip("\"format\":1,", "", "format: is missing"),
        Slip("\"keys_per_core\":256", "\"keys_per_core\":100", "keys_per_core: is 100; it must be a power of two"),
        Slip("\"keys_per_core\":256", "\"keys_per_core\":0", "keys_per_core: is 0"),
        Slip("\"cores\":2", "\"cores\":-2", "nodes[0].cores: is -2; it must be 1 to 1179648"),
        Slip("\"cores\":1", "\"cores\":0", "nodes[1].cores: is 0"),
        Slip("\"cores\":2", "\"cores\":9000000000000000000", "nodes[0].cores: is 9000000000000000000"),
        Slip("\"cores\":2", "\"cores\":90000000000000000000", "nodes[0].cores: "),
        Slip("\"cores\":2", "\"cores\":2.5", "nodes[0].cores: is 2.5; it must be a whole number"),
        Slip("\"cores\":2", "\"cores\":\"2\"", "nodes[0].cores: must be a number"),
        Slip("\"cores\":2", "\"cores\":null", "nodes[0].cores: must be a number"),
        Slip("\"cores\":2", "\"cores\":1179648", "nodes[1]: the nodes up to this one take 1179649 cores"),
        Slip("\"sdram\":10},{", "\"sdram\":-1},{", "nodes[0].sdram: is -1 bytes"),
        Slip("\"name\":\"b\"", "\"name\":\"a\"", "nodes[1].name: there is a node 'a' already"),
        Slip("\"name\":\"b\"", "\"name\":7", "nodes[1].name: must be a text"),
        Slip("\"source\":\"a\"", "\"source\":\"c\"", "nets[0].source: there is no node 'c'"),
        Slip("[\"b\",\"a\"]", "[\"b\",\"x\"]", "nets[0].sinks[1]: there is no node 'x'"),
        Slip("[\"b\",\"a\"]", "\"b\"", "nets[0].sinks: must be a list"),
        Slip("[\"b\",\"a\"]", "[1]", "nets[0].sinks[0]: must be a text"),
        Slip("_second\":3", "_second\":-3", "nets[0].packets_per_second: is -3.0"),
        Slip("\"width\":8", "\"width\":9", "machine: there is no machine of version 5 with 1 boards and 9 x 8 chips"),
        Slip("\"width\":8", "\"width\":-9223372036854775808", "machine: there is no machine"),
        Slip("\"boards\":1", "\"boards\":3", "machine: there is no machine"),
        Slip("\"version\":5", "\"version\":4", "machine: there is no machine of version 4"),
        Slip("\"wrap\":false", "\"wrap\":0", "machine.wrap: must be true or false"),
        Slip("\"machine\":{", "\"machine\":7,\"m\":{", "machine: must be "),
    ])
    func aSlipIsNamed(_ slip: Slip) throws {
        let text = Self.right.replacing(slip.piece, with: slip.slip, maxReplacements: 1)
        try #require(text != Self.right)
        let error = #expect(throws: MappingFileError.self) { try GraphFile(Data(text.utf8), file: "g.json") }
        #expect(error?.description.hasPrefix("g.json: \(slip.error)") == true, "\(error?.description ?? "")")
    }

    @Test
    func everyFileThatIsCutShortIsRefused() {
        let bytes = Array(Self.right.utf8)
        for length in bytes.indices {
            #expect(throws: MappingFileError.self) { try GraphFile(Data(bytes[..<length]), file: "g.json") }
        }
    }

    @Test
    func aMissingFileIsNamed() {
        let error = #expect(throws: MappingFileError.self) {
            try GraphFile(contentsOf: URL(filePath: "/nowhere/graph.json"))
        }
        #expect(error?.description == "/nowhere/graph.json: there is no such file")
    }
}
