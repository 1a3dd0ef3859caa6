import Foundation
import Testing

/// Compares what each module imports with the table of modules in `Docs/Architecture.md`.
@Suite
struct ModuleTableTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Imports that need no permission: the standard library's own modules and the platform's C library.
    private static let free: Set<String> = [
        "Foundation", "Dispatch", "Glibc", "Musl", "Darwin", "Synchronization", "Swift", "_Volatile",
    ]

    /// The floors on which a module has to be pure, so that Foundation and Dispatch are refused as well.
    private static let pureFloors: Set<String> = ["ground", "first"]

    /// One row of the table.
    private struct Row {
        var floor: String
        var imports: Set<String>
    }

    /// The table: rows `| floor | module | duty | may import |`, names in backquotes.
    private static func table() throws -> [String: Row] {
        let text = try String(contentsOf: root.appending(path: "Docs/Architecture.md"), encoding: .utf8)
        var rows: [String: Row] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 4, let module = names(in: cells[1]).first else { continue }
            rows[module] = Row(floor: cells[0], imports: Set(names(in: cells[3])))
        }
        return rows
    }

    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    /// The modules that the files of a folder import.
    private static func imports(ofModule module: String) throws -> Set<String> {
        var imports: Set<String> = []
        let folder = root.appending(path: "Sources/\(module)")
        for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            ?? FileManager.DirectoryEnumerator()
        where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ").drop {
                    ["public", "package", "internal", "private", "fileprivate", "@preconcurrency", "@_exported"]
                        .contains($0)
                }
                guard words.first == "import", let last = words.last else { continue }
                imports.insert(String(last.split(separator: ".")[0]))
            }
        }
        return imports
    }

    @Test
    func everyModuleImportsExactlyWhatTheTableAllows() throws {
        let table = try Self.table()
        #expect(table.count > 10)
        for (module, row) in table.sorted(by: { $0.key < $1.key }) where row.floor != "cellar" {
            let imports = try Self.imports(ofModule: module)
            let extra = imports.subtracting(row.imports).subtracting(Self.free)
            let unused = row.imports.subtracting(imports)
            #expect(extra.isEmpty, "\(module) imports \(extra.sorted()), which the table does not allow")
            #expect(unused.isEmpty, "\(module) is allowed \(unused.sorted()), which it does not import")
            if Self.pureFloors.contains(row.floor) {
                let impure = imports.intersection(["Foundation", "Dispatch"])
                #expect(impure.isEmpty, "\(module) is on a pure floor but imports \(impure.sorted())")
            }
        }
    }

    @Test
    func everyFolderOfSourcesHasARow() throws {
        let table = try Self.table()
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path())
        for folder in folders.sorted() where !folder.hasPrefix(".") {
            #expect(table[folder] != nil, "Sources/\(folder) has no row in Docs/Architecture.md")
        }
        for module in table.keys.sorted() {
            #expect(folders.contains(module), "\(module) has a row in Docs/Architecture.md but no sources")
        }
    }

    /// What stands in no target is never run, and nothing else would say so.
    @Test
    func everyFolderOfTestsIsATarget() throws {
        let manifest = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Tests").path())
            .filter { $0.hasSuffix("Tests") }
        #expect(folders.count > 20)
        for folder in folders.sorted() {
            let isNamed = ["of: \"\(folder.dropLast("Tests".count))\"", "name: \"\(folder)\""]
                .contains { manifest.contains($0) }
            #expect(isNamed, "Tests/\(folder) is no target of Package.swift")
        }
    }
}
