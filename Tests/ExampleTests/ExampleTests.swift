import Foundation
import Testing

/// The example programs, run as a user runs them.
@Suite(.serialized) struct ExampleTests {
    @Test(arguments: [("nest", 250), ("spynnaker", 263)])
    func synfireRunsOnAnEmulatedBoard(timing: String, spikes: Int) throws {
        let example = try ExampleRun("Synfire", ["--board", "spin3", "--timing", timing])
        #expect(example.output.contains("200 cells, 200 synapses"))
        #expect(example.output.contains("\(spikes) spikes in 5000 ms"))
        #expect(try example.hasHDF5("synfire.nix"))
        #expect(try example.hasPNG("synfire.png"))
        #expect(try example.hasSVG("synfire.svg"))
        #expect(try example.file("synfire.sqlite").starts(with: Data("SQLite format 3\0".utf8)))
    }

    @Test func balancedNetworkRunsOnTheHost() throws {
        let example = try ExampleRun("BalancedNetwork", ["--board", "host"])
        #expect(example.output.contains("1000 cells"))
        // 80 inputs of each cell on the average, and less than one in a hundred off that.
        let synapses = try #require(example.number(before: "synapses"))
        #expect((79_200...80_800).contains(synapses))
        let rate = try #require(example.number(before: "Hz"))
        #expect((1...30).contains(rate))
        for name in ["balanced.nix", "balanced.nwb", "balanced.sonata/spikes.h5", "network/networks/edges.h5"] {
            #expect(try example.hasHDF5(name))
        }
        #expect(try example.file("balanced.csv").starts(with: Data("swinn-data,1\nblock,excitatory,".utf8)))
        #expect(try example.hasPNG("balanced.png"))
        #expect(try example.hasSVG("balanced.svg"))
    }

    @Test func aBoardThatIsNotThereEndsTheProgramWithAnError() throws {
        let example = try ExampleRun("Synfire", ["--board", "127.200.0.1"], succeeds: false)
        #expect(example.output.contains("127.200.0.1"))
    }
}

/// A finished run of an example, with what it printed and the folder of its files.
final class ExampleRun {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What it printed on both streams.
    let output: String
    private let folder: URL

    /// Runs an example to its end.
    ///
    /// - Parameter target: What `SWINN_TARGET` says; nil leaves it out.
    init(_ name: String, _ arguments: [String], target: String? = nil, succeeds: Bool = true) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = try Self.program(name)
        process.arguments = arguments + ["--output", folder.path()]
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        var environment = ProcessInfo.processInfo.environment
        environment["SWINN_TARGET"] = target
        // Compiled scripts are kept in a cache of their own, which goes with the folder.
        environment["XDG_CACHE_HOME"] = folder.path()
        process.environment = environment
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        output = String(decoding: data, as: UTF8.self)
        let hasSucceeded = process.terminationReason == .exit && process.terminationStatus == 0
        guard hasSucceeded == succeeds else {
            throw Failure(description: "\(name) ended with \(process.terminationStatus): \(output)")
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Programs are built beside the tests: on macOS the tests lie deeper, in a bundle.
    private static func program(_ name: String) throws -> URL {
        let tests = URL(filePath: ProcessInfo.processInfo.arguments[0])
        let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map(\.bundleURL)
        for start in [tests] + bundles {
            var folder = start.deletingLastPathComponent()
            for _ in 0..<4 {
                let candidate = folder.appending(path: name)
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate.path(), isDirectory: &isFolder), !isFolder.boolValue
                {
                    return candidate
                }
                folder = folder.deletingLastPathComponent()
            }
        }
        throw Failure(description: "There is no program \(name) near \(tests.path())")
    }

    /// The content of a file that it wrote.
    func file(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

    func hasHDF5(_ name: String) throws -> Bool {
        try file(name).starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
    }

    func hasPNG(_ name: String) throws -> Bool {
        let data = try file(name)
        return data.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
            && data.suffix(8).starts(with: Data("IEND".utf8))
    }

    func hasSVG(_ name: String) throws -> Bool {
        let text = String(decoding: try file(name), as: UTF8.self)
        return text.contains("<svg") && text.hasSuffix("</svg>\n")
    }

    /// The number before a word of the output.
    func number(before word: String) -> Double? {
        let words = output.split { " \n,".contains($0) }
        guard let place = words.firstIndex(of: word[...]), place > 0 else { return nil }
        return Double(words[place - 1])
    }
}
