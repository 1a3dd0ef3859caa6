/// A linked program: what of an ELF file a SpiNNaker core needs.
///
/// 32 bits, little-endian, ARM, executable; segments to load and symbols, nothing else.
///
/// - SeeAlso: System V ABI, edition 4.1, chapters 4 and 5; ELF for the ARM Architecture (IHI 0044).
package struct ELFImage: Hashable, Sendable {
    /// A piece of memory to load.
    package struct Segment: Hashable, Sendable {
        /// Where it runs.
        package var address: UInt32
        /// What stands there at the start.
        package var contents: [UInt8]
        /// Its length in memory; what lies behind `contents` begins as zeros.
        package var memoryBytes: Int
    }

    /// A name and its value.
    package struct Symbol: Hashable, Sendable {
        /// The name as the linker saw it.
        package var name: String
        /// Its value, mostly an address.
        package var value: UInt32
        /// Bytes of what it names, 0 if not known.
        package var size: UInt32
    }

    /// Where execution begins.
    package var entry: UInt32
    /// The segments, in the order of the file.
    package var segments: [Segment]
    /// The symbols that have names, in the order of the file.
    package var symbols: [Symbol]

    /// Decodes an ELF file.
    ///
    /// - Throws: `ImageError` when it is not an ARM program or ends too early.
    package init(decoding bytes: [UInt8]) throws(ImageError) {
        let reader = LittleEndian(bytes: bytes)
        let magic = try reader.word(0, "ELF identification")
        guard magic == 0x464c_457f else {
            throw .unsupported(what: "magic word", found: magic, expected: "0x464c457f")
        }
        let kind = try reader.half(4, "class and byte order")
        guard kind == 0x0101 else {
            throw .unsupported(what: "class and byte order", found: UInt32(kind), expected: "32 bits, little-endian")
        }
        let machine = try reader.half(18, "machine")
        guard machine == 40 else {
            throw .unsupported(what: "machine", found: UInt32(machine), expected: "40 (ARM)")
        }
        entry = try reader.word(24, "entry")
        segments = try Self.segments(reader)
        symbols = try Self.symbols(reader)
    }

    /// The value of a symbol, or nil.
    package func value(of name: String) -> UInt32? {
        symbols.first { $0.name == name }?.value
    }

    private static func segments(_ reader: LittleEndian) throws(ImageError) -> [Segment] {
        let start = Int(try reader.word(28, "program header offset"))
        let size = Int(try reader.half(42, "program header size"))
        let count = Int(try reader.half(44, "program header count"))
        var segments: [Segment] = []
        for index in 0..<count {
            let header = start + index * size
            guard try reader.word(header, "segment type") == 1 else {
                continue
            }
            let offset = Int(try reader.word(header + 4, "segment offset"))
            let address = try reader.word(header + 8, "segment address")
            let fileBytes = Int(try reader.word(header + 16, "segment length"))
            let memoryBytes = Int(try reader.word(header + 20, "segment memory length"))
            let contents = try reader.slice(offset, fileBytes, "segment contents")
            segments.append(Segment(address: address, contents: contents, memoryBytes: max(memoryBytes, fileBytes)))
        }
        return segments
    }

    private static func symbols(_ reader: LittleEndian) throws(ImageError) -> [Symbol] {
        let start = Int(try reader.word(32, "section header offset"))
        let size = Int(try reader.half(46, "section header size"))
        let count = Int(try reader.half(48, "section header count"))
        var symbols: [Symbol] = []
        for index in 0..<count {
            let header = start + index * size
            guard try reader.word(header + 4, "section type") == 2 else {
                continue
            }
            let offset = Int(try reader.word(header + 16, "symbol table offset"))
            let bytes = Int(try reader.word(header + 20, "symbol table length"))
            let link = Int(try reader.word(header + 24, "symbol table link"))
            let names = Int(try reader.word(start + link * size + 16, "symbol names"))
            for symbol in stride(from: offset, to: offset + bytes / 16 * 16, by: 16) {
                let name = Int(try reader.word(symbol, "symbol name"))
                guard name != 0 else {
                    continue
                }
                symbols.append(
                    Symbol(
                        name: try reader.text(names + name, "symbol name"),
                        value: try reader.word(symbol + 4, "symbol value"),
                        size: try reader.word(symbol + 8, "symbol size")
                    )
                )
            }
        }
        return symbols
    }
}

extension APLXImage {
    /// Where a core's data memory begins.
    private static let dataMemory: UInt32 = 0x0040_0000

    /// Creates the image of a linked program: its segment at 0 is the code, the others are data, one at most with
    /// contents; what of them has none is cleared.
    ///
    /// - Throws: `ImageError` when the segments lie elsewhere or are too large.
    package init(program: ELFImage) throws(ImageError) {
        let loaded = program.segments.filter { $0.memoryBytes > 0 }
        guard let code = loaded.first(where: { $0.address == 0 }) else {
            throw .unsupported(what: "lowest address", found: loaded.map(\.address).min() ?? 0, expected: "0")
        }
        let data = loaded.filter { $0.address >= Self.dataMemory }.sorted { $0.address < $1.address }
        guard data.count == loaded.count - 1 else {
            throw .unsupported(what: "number of code segments", found: UInt32(loaded.count - data.count), expected: "1")
        }
        guard data.filter({ !$0.contents.isEmpty }).count <= 1, data.dropFirst().allSatisfy(\.contents.isEmpty) else {
            throw .unsupported(what: "number of data segments", found: UInt32(data.count), expected: "1 with contents")
        }
        for segment in data where Int(segment.address) + segment.memoryBytes > Int(Self.dataMemory) + 0x1_0000 {
            throw .tooLarge(what: "data", bytes: segment.memoryBytes, limit: Self.dataLimit)
        }
        let start = data.first?.address ?? Self.dataMemory
        let contents = data.first?.contents ?? []
        let end = data.map { Int($0.address) + $0.memoryBytes }.max() ?? Int(start)
        let cleared = start + UInt32(contents.count)
        try self.init(
            code: code.contents,
            data: contents,
            dataAddress: start,
            clearedAddress: cleared,
            clearedBytes: end - Int(cleared)
        )
    }
}
