import Foundation
import SONATANetworks
import Testing

/// A network that PyNN exported, against what PyNN says of it (`Fixtures/PROVENANCE.md`).
@Suite(.serialized) struct PyNNFixtureTests {
    private struct Expected: Decodable {
        let tauM: [Double]
        let cm: Double
        let vThresh: Double
        let positions: [[Double]]
        let synapses: [String: [[Double]]]

        enum CodingKeys: String, CodingKey {
            case tauM = "tau_m"
            case cm
            case vThresh = "v_thresh"
            case positions
            case synapses
        }
    }

    @Test func aNetworkOfPyNNIsRead() throws {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        let expected = try JSONDecoder().decode(
            Expected.self,
            from: Data(contentsOf: folder.appending(path: "expected.json"))
        )
        let network = try SONATANetwork(readingConfig: folder.appending(path: "pynn/circuit_config.json").path)
        let input = try #require(network.nodes.first { $0.name == "input" })
        let cells = try #require(network.nodes.first { $0.name == "cells" })
        #expect(input.parts.map { $0.text("model_type") } == ["virtual"] && input.ids.count == 2)
        let columns = try #require(cells.parts.first).columns
        #expect(columns["model_template"] == .text("pynn:IF_curr_exp"))
        #expect(columns["tau_m"] == .numbers(expected.tauM))
        #expect(columns["cm"] == .number(expected.cm) && columns["v_thresh"] == .number(expected.vThresh))
        for (axis, name) in ["x", "y", "z"].enumerated() {
            #expect(columns[name] == .numbers(expected.positions.map { $0[axis] }))
        }
        #expect(network.edges.map(\.name).sorted() == expected.synapses.keys.sorted())
        for edges in network.edges {
            let part = try #require(edges.parts.first)
            #expect((edges.source, edges.target) == ("input", "cells"))
            #expect(part.text("receptor_type") == edges.name)
            guard case .numbers(let weights) = part.columns["weight"], case .numbers(let delays) = part.columns["delay"]
            else { throw NoNumbers() }
            let rows = part.members.map { position in
                [
                    Double(input.ids.firstIndex(of: edges.sourceIDs[position]) ?? -1),
                    Double(cells.ids.firstIndex(of: edges.targetIDs[position]) ?? -1), weights[position],
                    (delays[position] * 1e6).rounded() / 1e6,
                ]
            }
            #expect(rows.sorted { $0.lexicographicallyPrecedes($1) } == expected.synapses[edges.name])
        }
    }

    private struct NoNumbers: Error {}
}
