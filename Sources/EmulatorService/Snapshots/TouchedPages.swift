import BoardEmulator
import Foundation

/// Knows which pages of this process have ever been written, where the system tells: most of a board's SDRAM never is.
///
/// - SeeAlso: Linux, `Documentation/admin-guide/mm/pagemap.rst`.
final class TouchedPages {
    /// Pages asked about at a time.
    private static let chunk = 512
    /// A page is in memory (63), or in swap space (62).
    private static let present: UInt64 = 3 << 62

    private let file: FileHandle?
    private var first: UInt64 = .max
    private var entries = [UInt64](repeating: 0, count: chunk)

    /// Opens the system's table.
    init() {
        file =
            sysconf(CInt(_SC_PAGESIZE)) == PageStore.pageBytes
            ? FileHandle(forReadingAtPath: "/proc/self/pagemap") : nil
    }

    /// Whether a page may hold anything but zeros; always, where the system does not tell.
    func mayHaveBytes(_ page: UnsafeRawPointer) -> Bool {
        guard let file else { return true }
        let number = UInt64(UInt(bitPattern: page)) / UInt64(PageStore.pageBytes)
        let start = number / UInt64(Self.chunk) * UInt64(Self.chunk)
        if start != first, !read(start, from: file) { return true }
        return entries[Int(number - start)] & Self.present != 0
    }

    private func read(_ start: UInt64, from file: FileHandle) -> Bool {
        first = .max
        let byteCount = Self.chunk * MemoryLayout<UInt64>.size
        guard (try? file.seek(toOffset: start * UInt64(MemoryLayout<UInt64>.size))) != nil,
            let bytes = try? file.read(upToCount: byteCount), bytes.count == byteCount
        else { return false }
        _ = entries.withUnsafeMutableBytes { bytes.copyBytes(to: $0) }
        first = start
        return true
    }
}
