import Foundation

/// A finished run of the command `swinn` in a folder of its own.
struct CommandRun {
    /// What it printed to standard output.
    let output: String
    /// What it printed to standard error.
    let errors: String
    /// Its exit status, or the signal that ended it.
    let status: Int32

    /// Runs the command to its end; after two minutes it is ended.
    ///
    /// - Parameter script: Name and content of a file in the folder where it runs.
    init(_ arguments: [String], script: (name: String, content: String)? = nil) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if let script { try Data(script.content.utf8).write(to: folder.appending(path: script.name)) }
        let files = ["output", "errors"].map { folder.appending(path: $0) }
        let process = Process()
        process.executableURL = Self.products.appending(path: "swinn")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        // Programs are kept in a cache of their own, which goes with the folder.
        process.environment = ProcessInfo.processInfo.environment.merging([
            "XDG_CACHE_HOME": folder.path(percentEncoded: false)
        ]) { $1 }
        for file in files { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        let watchdog = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        output = try String(contentsOf: files[0], encoding: .utf8)
        errors = try String(contentsOf: files[1], encoding: .utf8)
        status = process.terminationStatus
    }

    /// Whether the library for scripts is built, which the tests cannot do: SwiftPM runs one command at a time.
    static var hasLibrary: Bool {
        ["so", "dylib"].contains {
            let library = products.appending(path: "libSwiNNScripting.\($0)").path(percentEncoded: false)
            return FileManager.default.fileExists(atPath: library)
        }
    }

    /// The folder of the build's programs: that of the tests, or on macOS the one around their bundle.
    private static var products: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let tests = bundle?.bundleURL ?? URL(filePath: ProcessInfo.processInfo.arguments[0])
        return tests.resolvingSymlinksInPath().deletingLastPathComponent()
    }
}
