#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The contents of memories, without the pages that are zero; pages with the same contents are kept once.
package struct PageStore: Sendable {
    /// Bytes of a page.
    package static let pageBytes = 4096

    /// Where pages belong: three numbers for each, the memory, the page within it, and the page of `bytes`.
    package private(set) var places: [UInt32] = []

    /// The contents, page after page.
    package private(set) var bytes: [UInt8] = []

    /// The pages of `bytes` by a hash of what they hold.
    private var pagesByHash: [UInt64: [UInt32]] = [:]

    /// Creates an empty store.
    package init() {}

    /// Puts a store together again, to be written to memories.
    package init(places: [UInt32], bytes: [UInt8]) {
        self.places = places
        self.bytes = bytes
    }

    /// Adds a memory, whose length is a multiple of a page's.
    mutating func add(memory: Int, _ contents: UnsafeRawBufferPointer, mayHaveBytes: (UnsafeRawPointer) -> Bool) {
        guard let start = contents.baseAddress else { return }
        for page in 0..<contents.count / Self.pageBytes {
            let address = start + page * Self.pageBytes
            guard mayHaveBytes(address), let hash = Self.hash(address) else { continue }
            places += [UInt32(memory), UInt32(page), keep(address, hash)]
        }
    }

    /// Writes all pages to memories whose other pages are zero.
    func write(to memories: [UnsafeMutableRawBufferPointer]) throws(BoardSnapshot.Failure) {
        guard places.count.isMultiple(of: 3), bytes.count.isMultiple(of: Self.pageBytes) else { throw .unsoundPages }
        for start in stride(from: 0, to: places.count, by: 3) {
            let (memory, page, content) = (Int(places[start]), Int(places[start + 1]), Int(places[start + 2]))
            guard memories.indices.contains(memory), (page + 1) * Self.pageBytes <= memories[memory].count,
                (content + 1) * Self.pageBytes <= bytes.count
            else { throw .unsoundPages }
            bytes.withUnsafeBytes { bytes in
                let source = UnsafeRawBufferPointer(
                    rebasing: bytes[content * Self.pageBytes..<(content + 1) * Self.pageBytes]
                )
                UnsafeMutableRawBufferPointer(rebasing: memories[memory][(page * Self.pageBytes)...]).copyMemory(
                    from: source
                )
            }
        }
    }

    /// A hash of a page; `nil` for one of zeros.
    private static func hash(_ page: UnsafeRawPointer) -> UInt64? {
        var (hash, any): (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0)
        for offset in stride(from: 0, to: pageBytes, by: 8) {
            let word = page.load(fromByteOffset: offset, as: UInt64.self)
            any |= word
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
        }
        return any == 0 ? nil : hash
    }

    private mutating func keep(_ page: UnsafeRawPointer, _ hash: UInt64) -> UInt32 {
        for known in pagesByHash[hash, default: []] {
            let isSame = bytes.withUnsafeBytes {
                memcmp($0.baseAddress.map { $0 + Int(known) * Self.pageBytes } ?? page, page, Self.pageBytes) == 0
            }
            if isSame { return known }
        }
        let new = UInt32(bytes.count / Self.pageBytes)
        pagesByHash[hash, default: []].append(new)
        bytes += UnsafeRawBufferPointer(start: page, count: Self.pageBytes)
        return new
    }
}
