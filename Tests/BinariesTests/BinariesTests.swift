import ARMImage
import Foundation
import Testing

/// The committed ARM images, against their sources, their manifests and their recipe.
@Suite
struct BinariesTests {
    private static let images = ["Hello", "SpikeSourceArray", "SpikeSourcePoisson", "IFCurrExp", "Conformance"]

    /// What of a manifest the tests look at.
    private struct Manifest: Decodable {
        var image: String
        var sha256: String
        var licence: String
        var sources: [String: String]
    }

    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func folder(_ name: String) -> URL {
        root.appending(path: "Binaries/\(name)")
    }

    private static func manifest(_ name: String) throws -> Manifest {
        let bytes = try Data(contentsOf: folder(name).appending(path: "MANIFEST.json"))
        return try JSONDecoder().decode(Manifest.self, from: bytes)
    }

    /// Runs a program and returns what it wrote to standard output.
    private static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(arguments.joined(separator: " ")) failed")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// SHA-256 of files, by the system's own program.
    private static func hashes(_ files: [URL]) throws -> [String] {
        #if os(macOS)
            let program = ["shasum", "-a", "256"]
        #else
            let program = ["sha256sum"]
        #endif
        return try run(program + files.map(\.path)).split(separator: "\n").map { String($0.prefix(64)) }
    }

    @Test(arguments: images)
    func manifestNamesTheCommittedImage(_ name: String) throws {
        let manifest = try Self.manifest(name)

        #expect(manifest.image == "\(name).aplx")
        #expect(manifest.licence == "Apache-2.0")
        #expect(try Self.hashes([Self.folder(name).appending(path: manifest.image)]) == [manifest.sha256])
    }

    @Test(arguments: images)
    func imageIsNotOlderThanItsSources(_ name: String) throws {
        let sources = try Self.manifest(name).sources.sorted { $0.key < $1.key }
        let hashes = try Self.hashes(sources.map { Self.root.appending(path: $0.key) })

        for (source, hash) in zip(sources, hashes) {
            #expect(source.value == hash, "\(source.key) has changed: run `make binaries`")
        }
        #expect(sources.contains { $0.key.hasPrefix("Binaries/\(name)/Sources/") })
        #expect(sources.contains { $0.key == "Binaries/Runtime/Start.S" })
        #expect(sources.contains { $0.key.hasPrefix("Sources/ChipInterface/") })
    }

    @Test
    func recipeRebuildsEveryImageByteForByte() throws {
        let files = FileManager.default
        let place = files.temporaryDirectory.appending(path: "swinn-binaries-\(UUID().uuidString)")
        defer { try? files.removeItem(at: place) }
        let linked = place.appending(path: "linked")

        _ = try Self.run(
            [Self.root.appending(path: "Binaries/build.sh").path, place.path],
            environment: ["KEEP": linked.path]
        )

        for name in Self.images {
            let rebuilt = try Data(contentsOf: place.appending(path: "\(name)/\(name).aplx"))
            let committed = try Data(contentsOf: Self.folder(name).appending(path: "\(name).aplx"))
            #expect(rebuilt == committed, "\(name).aplx differs from what Binaries/build.sh makes")

            // The recipe puts the file together with the shell; the package's own reader and writer must agree.
            let program = try ELFImage(decoding: [UInt8](Data(contentsOf: linked.appending(path: "\(name).elf"))))
            #expect(try APLXImage(program: program).encoded() == [UInt8](rebuilt))
            #expect(try APLXImage(decoding: [UInt8](rebuilt)).encoded() == [UInt8](rebuilt))
        }
    }

    @Test(arguments: images)
    func imageIsLaidOutAsTheMonitorExpects(_ name: String) throws {
        let bytes = try [UInt8](Data(contentsOf: Self.folder(name).appending(path: "\(name).aplx")))
        let image = try APLXImage(decoding: bytes)

        #expect(image.commands.count == 4)
        guard case .copy(to: 0, let code) = image.commands[0] else {
            Issue.record("the first command copies no code to 0")
            return
        }
        #expect(code.count <= 0x7f00)
        // The vectors: loads of the program counter, the interrupt's from the interrupt controller at 0xfffff030.
        #expect(Array(code[0..<4]) == [0x18, 0xf0, 0x9f, 0xe5])
        #expect(Array(code[0x18..<0x1c]) == [0xf0, 0xff, 0x1f, 0xe5])
        #expect(image.commands[3] == .execute(at: 0))
    }

    @Test(arguments: images)
    func imageNamesNoPathOfTheMachineThatBuiltIt(_ name: String) throws {
        let text = try String(
            decoding: Data(contentsOf: Self.folder(name).appending(path: "\(name).aplx")),
            as: UTF8.self
        )

        #expect(!text.contains(Self.root.path))
        #expect(!text.contains("/tmp"))
        #expect(!text.contains("/home"))
    }
}
