import Foundation
import Plotting
import RecordedData
import Testing

@Suite struct FigureTests {
    /// Writes figures to look at where `SWINN_SAMPLE_DIR` says.
    @Test func figuresOfAllKindsAreDrawn() throws {
        let blocks = SampleBlocks.chain(populations: 6, size: 40, duration: 400)
        var bare = blocks
        for index in bare.indices { bare[index].segments[0].analogSignals = [] }
        let letters =
            " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~µ°×·–…→"
        let half = letters.index(letters.startIndex, offsetBy: 52)
        let figures = [
            "chain": Figure(title: "Synfire chain of six layers", blocks: blocks),
            "one": Figure(title: "One population", blocks: [blocks[0]]),
            "raster": Figure(blocks: SampleBlocks.chain(populations: 20, size: 10, duration: 1_000)),
            "bare": Figure(title: String(letters[half...]), blocks: bare, width: 1_200, height: 500),
            "letters": Figure(title: String(letters[..<half]), blocks: []),
        ]
        for (name, figure) in figures {
            let svg = figure.svg()
            let png = figure.png()
            #expect(svg.contains("</svg>"))
            let parser = XMLCheck()
            #expect(parser.accepts(svg), "\(name): not well-formed")
            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            if let folder = ProcessInfo.processInfo.environment["SWINN_SAMPLE_DIR"] {
                try Data(svg.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).svg"))
                try Data(png).write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
            }
        }
    }

    @Test func spikesStandAtTheirTimes() throws {
        // One neuron, one spike in the middle of the time axis.
        let train = SpikeTrain(times: [50], tStop: 100, sourcePopulation: "p", sourceIndex: 0, sourceID: 0)
        let figure = Figure(blocks: [Block(name: "p", segments: [Segment(name: "s", spikeTrains: [train])])])
        let image = try PNGReader(figure.png(scale: 1))
        #expect(image.width == 1_200 && image.height == 800)
        // The frame's grey edges give the axis: its middle is the spike.
        let edges = (0..<image.width).filter { image[$0, 200] == [0x99, 0x99, 0x99] }
        let (first, last) = try (#require(edges.min()), #require(edges.max()))
        #expect(last - first > 900)
        let blue = (0..<image.height).flatMap { row in
            (first..<last).filter { Int(image[$0, row][2]) - Int(image[$0, row][0]) > 60 }
        }
        let (left, right) = try (#require(blue.min()), #require(blue.max()))
        #expect(right - left <= 2)
        #expect(abs((left + right) - (first + last)) <= 2)
    }

    @Test func emptyAndOddDataAreNoTrouble() {
        let odd = AnalogSignal(
            name: "v",
            units: "",
            samplingPeriod: 1,
            values: [.nan, 1, .infinity, 1, .nan],
            sourcePopulation: "<&>",
            channelIndices: [0],
            sourceIDs: [0]
        )
        for figure in [
            Figure(blocks: []),
            Figure(blocks: [Block(name: "p")]),
            Figure(blocks: [Block(name: "p", segments: [Segment(name: "s", analogSignals: [odd])])]),
            Figure(title: "\u{1}é世", blocks: [], timeRange: 5...5, width: .nan, height: -1),
        ] {
            #expect(XMLCheck().accepts(figure.svg()))
            #expect(!figure.png(scale: 0.5).isEmpty)
        }
    }

    @Test func theSameDataGiveTheSameBytes() {
        let blocks = SampleBlocks.chain(populations: 2, size: 5, duration: 100)
        #expect(Figure(blocks: blocks).png(scale: 1) == Figure(blocks: blocks).png(scale: 1))
        #expect(Figure(blocks: blocks).svg() == Figure(blocks: blocks).svg())
    }
}

/// Whether a document is well-formed as far as figures go: tags nest, and no stray `&`.
struct XMLCheck {
    func accepts(_ text: String) -> Bool {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            guard let end = rest[start...].firstIndex(of: ">") else { return false }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("?") || tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
            } else {
                open.append(tag.prefix { $0 != " " })
            }
        }
        return open.isEmpty
            && text.split(separator: "&").dropFirst().allSatisfy { part in
                ["amp;", "lt;", "gt;", "quot;"].contains { part.hasPrefix($0) }
            }
    }
}
