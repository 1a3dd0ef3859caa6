import ArgumentParser
import Foundation

/// Compiles scripts against the library of the checkout that this program was built in.
struct ScriptCompiler {
    /// The checkout: the folder with SwiNN's manifest above this program.
    private let root: URL

    /// Where the checkout's release build lies.
    private var build: URL { root.appending(path: ".build/release") }

    /// Finds the checkout.
    ///
    /// - Throws: `ValidationError` when this program stands in none.
    init() throws {
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            URL(filePath: $0)
        }
        var folder = (own ?? program).deletingLastPathComponent()
        while folder.path() != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path()),
                FileManager.default.fileExists(atPath: folder.appending(path: "Sources/SwiNN").path())
            {
                root = folder
                return
            }
            folder = folder.deletingLastPathComponent()
        }
        throw ValidationError("swinn run works from a checkout of SwiNN; this program stands outside of one.")
    }

    /// Compiles a script.
    ///
    /// - Returns: The program.
    /// - Throws: `ExitCode` when the compiler refuses the script; it has then told why.
    func compile(_ script: URL) throws -> URL {
        try buildLibrary()
        let cache =
            FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
            ?? FileManager.default.temporaryDirectory
        let folder = cache.appending(path: "swinn/scripts/\(try fingerprint(of: script))")
        let program = folder.appending(path: script.deletingPathExtension().lastPathComponent)
        if FileManager.default.isExecutableFile(atPath: program.path()) { return program }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

        // Top-level code is compiled only in a file named main.swift or a lone one; the script stays where it is.
        var arguments = [script.path(), "-o", program.path() + ".partial", "-O", "-swift-version", "6"]
        arguments += ["-module-name", "Script", "-I", build.appending(path: "Modules").path()]
        for map in try moduleMaps() { arguments += ["-Xcc", "-fmodule-map-file=\(map)"] }
        arguments += try hdf5Flags()
        arguments += ["-L", build.path(), "-lSwiNNScripting", "-Xlinker", "-rpath", "-Xlinker", build.path()]
        try Self.run("swiftc", arguments)
        try FileManager.default.moveItem(atPath: program.path() + ".partial", toPath: program.path())
        return program
    }

    /// Makes sure that the library is built and up to date.
    private func buildLibrary() throws {
        let library = build.appending(path: "libSwiNNScripting.so")
        if FileManager.default.fileExists(atPath: library.path()) { return }
        try Self.run(
            "swift",
            ["build", "--package-path", root.path(), "-c", "release", "--product", "SwiNNScripting"]
        )
    }

    /// The modules of C targets that SwiNN's own modules were compiled with.
    private func moduleMaps() throws -> [String] {
        var maps: [String] = []
        let products = try FileManager.default.contentsOfDirectory(atPath: build.path())
        for folder in products.sorted() where folder.hasSuffix(".build") {
            let map = build.appending(path: "\(folder)/module.modulemap").path()
            if FileManager.default.fileExists(atPath: map) { maps.append(map) }
        }
        let checkouts = root.appending(path: ".build/checkouts")
        for package in try FileManager.default.contentsOfDirectory(atPath: checkouts.path()).sorted() {
            let sources = checkouts.appending(path: "\(package)/Sources")
            let modules = (try? FileManager.default.contentsOfDirectory(atPath: sources.path())) ?? []
            for module in modules.sorted() {
                for place in ["include/module.modulemap", "module.modulemap"] {
                    let map = sources.appending(path: "\(module)/\(place)").path()
                    if FileManager.default.fileExists(atPath: map) { maps.append(map) }
                }
            }
        }
        maps.append(root.appending(path: "Sources/CHDF5/module.modulemap").path())
        return maps
    }

    /// Where the headers of libhdf5 lie.
    private func hdf5Flags() throws -> [String] {
        let flags = try Self.output("pkg-config", ["--cflags-only-I", "hdf5"])
        return flags.split(whereSeparator: \.isWhitespace).flatMap { ["-Xcc", String($0)] }
    }

    /// A name for the contents of script and library.
    private func fingerprint(of script: URL) throws -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        mix(try Data(contentsOf: script))
        let library = build.appending(path: "libSwiNNScripting.so").path()
        let facts = try FileManager.default.attributesOfItem(atPath: library)
        mix("\(facts[.modificationDate] ?? "") \(facts[.size] ?? "") \(root.path())".utf8)
        return String(hash, radix: 16)
    }

    // MARK: - Processes

    private static func run(_ tool: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardOutput = FileHandle.standardError
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode.failure }
    }

    private static func output(_ tool: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode.failure }
        return String(decoding: data, as: UTF8.self)
    }
}
