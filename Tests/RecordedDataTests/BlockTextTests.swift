import RecordedData
import Testing

@Suite struct BlockTextTests {
    private static let block = Block(
        name: "cells, \"all\"",
        description: "3 × IF_curr_exp;\nof layer 4",
        annotations: [
            "dt": 0.1, "size": 3, "flag": true, "layer": "L4", "none": .integers([]), "ids": .integers([1, -2]),
            "weights": .reals([0.5, 1e-300]), "names": .texts(["a", "", "b,c"]),
        ],
        recordingDate: RecordingDate(secondsSince1970: 951_782_400),
        segments: [
            Segment(name: "segment000", description: "empty"),
            Segment(
                name: "segment001",
                annotations: ["trial": 1],
                recordingDate: RecordingDate(secondsSince1970: 951_782_401),
                spikeTrains: [
                    SpikeTrain(
                        times: [0.1, 0.30000000000000004],
                        tStop: 10,
                        sourcePopulation: "cells",
                        sourceIndex: 0,
                        sourceID: 7,
                        annotations: ["kind": "fast"]
                    ),
                    SpikeTrain(times: [], tStart: 5, tStop: 10, sourcePopulation: "cells", sourceIndex: 2, sourceID: 9),
                ],
                analogSignals: [
                    AnalogSignal(
                        name: "v",
                        units: "mV",
                        samplingPeriod: 0.5,
                        tStart: 5,
                        values: [-65, 1, -64, .infinity],
                        sourcePopulation: "cells",
                        channelIndices: [0, 2],
                        sourceIDs: [7, 9],
                        annotations: ["note": "a"]
                    ),
                    AnalogSignal(
                        name: "gsyn_exc",
                        units: "nA",
                        samplingPeriod: 0.1,
                        values: [],
                        sourcePopulation: "cells",
                        channelIndices: [],
                        sourceIDs: []
                    ),
                ]
            ),
        ]
    )

    @Test func blocksAreReadAsTheyWereWritten() throws {
        let blocks = [Self.block, Block(name: "others")]
        #expect(try BlockText.blocks(of: BlockText.text(of: blocks)) == blocks)
    }

    /// RFC 4180: quoted cells with separators, quotes and line ends.
    @Test func rowsAreSplitAsTheStandardSays() {
        let text = "a,\"b,c\",\"d\"\"e\"\r\n\r\nf,\"g\nh\",\n\"\""
        let rows = DelimitedText.rows(text)
        #expect(rows.map(\.cells) == [["a", "b,c", "d\"e"], ["f", "g\nh", ""], [""]])
        #expect(rows.map(\.line) == [1, 3, 5])
        #expect(DelimitedText.rows(" a  \"b c\" \"\" \n", separator: " ").map(\.cells) == [["a", "b c", ""]])
        #expect(DelimitedText.line(["a", "b,c", "d\"e", ""]) == "a,\"b,c\",\"d\"\"e\",\"\"")
    }

    @Test(arguments: [
        ("", "line 1"), ("swinn-data,2", "line 1"), ("swinn-data,1\ntrain,a,0,0,0,0,1,ms", "line 2"),
        ("swinn-data,1\nblock,a", "column 3"), ("swinn-data,1\nblock,a,b,x,", "'x'"), ("swinn-data,1\nwhat", "'what'"),
        ("swinn-data,1\nblock,a,b,,\nsegment,s,,,\nsignal,a,v,mV,0,0\nsource_index,0\nsource_id,0", "line 4"),
        (
            "swinn-data,1\nblock,a,b,,\nsegment,s,,,\nsignal,a,v,mV,1,0\nsource_index,0\nsource_id,0\nsample,0,1,2",
            "line 7"
        ),
        ("swinn-data,1\nblock,a,b,,\nsegment,s,,,\nsignal,a,v,mV,1,0\nsource_index,0\nsource_id,0,1", "line 4"),
        ("swinn-data,1\nblock,a,b,,\nsegment,s,,,\nsample,0,1", "line 4"),
        ("swinn-data,1\nblock,a,b,,\nannotation,x,flag,1", "'flag'"),
        ("swinn-data,1\nblock,a,b,,\nsegment,s,,,\ntrain,a,0,0,0,0,1,ms,x", "'x'"),
        ("swinn-data,1\nblock,a,b,-9223372036854775808,", "line 2"),
        ("swinn-data,1\nblock,a,b,-62135596801,", "years 1 to 9999"),
        ("swinn-data,1\nblock,a,b,,\nsegment,s,,253402300800,", "line 3"),
    ])
    func textWithMistakesIsRefused(text: String, what: String) {
        do {
            _ = try BlockText.blocks(of: text)
            Issue.record("'\(text)' was read")
        } catch {
            #expect(error.description.contains(what), "\(error)")
        }
    }

    /// Any byte is another, anywhere: the text is read, or refused with its line.
    @Test func damagedTextsAreReadOrRefused() {
        let whole = Array(BlockText.text(of: [Self.block]).utf8)
        var (state, refused) = (1 as UInt64, 0)
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var damaged = whole
            damaged[Int(state >> 32) % whole.count] = UInt8(truncatingIfNeeded: state >> 56)
            do {
                _ = try BlockText.blocks(of: String(decoding: damaged, as: UTF8.self))
            } catch {
                #expect(error.description.hasPrefix("line "))
                refused += 1
            }
        }
        #expect(refused > 500)
    }
}
