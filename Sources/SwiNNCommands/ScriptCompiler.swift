import ArgumentParser
import Foundation

/// Compiles scripts against the modules and the library that lie beside a program of SwiNN's checkout.
package struct ScriptCompiler {
    private static let product = "SwiNNScripting"

    /// The folder with SwiNN's manifest.
    private let checkout: String

    /// The folder of the build: modules, library, programs.
    private let build: String

    /// Finds the checkout.
    ///
    /// - Parameter program: The path of a program that SwiftPM built there.
    /// - Throws: `ScriptError` when it stands in no checkout of SwiNN.
    package init(program: String) throws(ScriptError) {
        let file = URL(filePath: program).resolvingSymlinksInPath()
        build = Self.path(file.deletingLastPathComponent())
        var folder = file.deletingLastPathComponent()
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let parts = ["Package.swift", "Sources/SwiNN"].map { Self.path(folder.appending(path: $0)) }
            if parts.allSatisfy(FileManager.default.fileExists(atPath:)) {
                checkout = Self.path(folder)
                return
            }
        }
        throw ScriptError(
            "swinn run needs the checkout of SwiNN that it was built in; '\(Self.path(file))' stands outside of one."
        )
    }

    /// Compiles a script, unless the program of the same script and library is there already.
    ///
    /// - Returns: The path of the program.
    /// - Throws: `ExitCode` when a compiler has told what is wrong; `ScriptError` or the system's errors otherwise.
    package func compile(_ script: String) throws -> String {
        try updateLibrary()
        let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
        let folder = (caches ?? FileManager.default.temporaryDirectory)
            .appending(path: "swinn/scripts/\(try fingerprint(of: script))")
        let name = URL(filePath: script).deletingPathExtension().lastPathComponent
        let program = Self.path(folder.appending(path: name))
        if FileManager.default.isExecutableFile(atPath: program) { return program }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

        let (compiler, flags) = try recipe()
        let partial = "\(program).\(ProcessInfo.processInfo.processIdentifier)"
        try Self.run(
            [compiler, script, "-o", partial, "-module-name", "Script", "-swift-version", "6", "-O"]
                // A script's functions may do what its top level does, without saying @MainActor.
                + ["-default-isolation", "MainActor"] + flags
                + ["-L", build, "-l\(Self.product)", "-Xlinker", "-rpath", "-Xlinker", build, "-lm"]
        )
        // Another process may have compiled the same script meanwhile; either program will do.
        guard rename(partial, program) == 0 else {
            throw ScriptError("'\(program)' cannot be written: \(String(cString: strerror(errno))).")
        }
        return program
    }

    /// The library that scripts are linked with.
    private var library: String {
        #if os(macOS)
            "\(build)/lib\(Self.product).dylib"
        #else
            "\(build)/lib\(Self.product).so"
        #endif
    }

    /// Builds the library when it is missing or older than what it is made of.
    private func updateLibrary() throws {
        let objects =
            (try? String(contentsOfFile: "\(build)/\(Self.product).product/Objects.LinkFileList", encoding: .utf8))
        if let date = Self.date(of: library), let objects {
            // SwiftPM writes one path on a line, quoted if need be.
            let paths = objects.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: ["'", "\""]) }
            if paths.allSatisfy({ (Self.date(of: $0) ?? .distantFuture) <= date }) { return }
        }
        let configuration = URL(filePath: build).lastPathComponent
        try Self.run(
            [
                "/usr/bin/env", "swift", "build", "--package-path", checkout, "-c", configuration,
                "--product", Self.product,
            ]
        )
    }

    /// The compiler and the search paths by which SwiftPM builds the module SwiNN: a script must see the same modules.
    private func recipe() throws -> (compiler: String, flags: [String]) {
        let folder = URL(filePath: build)
        let manifest = Self.path(
            folder.deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "\(folder.lastPathComponent).yaml")
        )
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
        for line in text.split(separator: "\n") where line.contains(#""-module-name","SwiNN","#) {
            guard let start = line.range(of: "args: ")?.upperBound,
                let words = try? JSONDecoder().decode([String].self, from: Data(line[start...].utf8)),
                let compiler = words.first, words.contains("-emit-module")
            else { continue }
            var flags: [String] = []
            for (word, next) in zip(words, words.dropFirst()) {
                if word == "-Xcc" || (word == "-I" && next != "-Xcc") { flags += [word, next] }
                if word.hasPrefix("-I"), word != "-I" { flags.append(word) }
            }
            return (compiler, flags)
        }
        throw ScriptError("'\(manifest)' does not say how SwiNN is built; 'swift build -c release' renews it.")
    }

    /// A name for the contents of script and library.
    private func fingerprint(of script: String) throws -> String {
        let libraryDate = Self.date(of: library)?.timeIntervalSince1970 ?? 0
        var bytes = Array(try Data(contentsOf: URL(filePath: script)))
        bytes += Array("\(library) \(libraryDate)".utf8)
        // FNV-1a, 64 bits.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    // MARK: - Files and processes

    private static func path(_ url: URL) -> String { url.path(percentEncoded: false) }

    private static func date(of path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }

    /// Runs a tool that tells its errors itself; its output goes to our standard error, which is not the script's.
    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardOutput = FileHandle.standardError
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode.failure }
    }
}
