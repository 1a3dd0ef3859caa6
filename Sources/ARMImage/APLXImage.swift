/// An application image as SpiNNaker's monitor loads it: a list of commands for its loader, with their contents.
///
/// On file a command is four words {operation, three arguments}; the list ends at the first unknown operation. The
/// contents of copies follow, each found relative to its own command. The loader moves 32 bytes at a time, so up to 31
/// bytes behind a copied or filled range are written as well.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `sark_alib.s` (`proc_aplx`) and `tools/mkaplx`.
package struct APLXImage: Hashable, Sendable {
    /// One command of the loader.
    package enum Command: Hashable, Sendable {
        /// Copies `length` bytes from one absolute address to another.
        case copyMemory(to: UInt32, from: UInt32, length: UInt32)
        /// Copies bytes that come with the image.
        case copy(to: UInt32, contents: [UInt8])
        /// Fills `length` bytes with a word.
        case fill(at: UInt32, length: UInt32, word: UInt32)
        /// Calls an address.
        case execute(at: UInt32)
    }

    /// The commands in the order of their execution.
    package var commands: [Command]

    /// The most code an application may have: the monitor's loader keeps the last 256 of the 32 KiB for itself.
    package static let codeLimit = 0x7f00

    /// The most data an application may have, the rest of the 64 KiB being stacks.
    package static let dataLimit = 0xf800

    /// Creates an image from commands.
    package init(commands: [Command]) {
        self.commands = commands
    }

    /// Creates the usual image: code at 0, data, cleared memory, start at 0.
    ///
    /// - Throws: `ImageError.tooLarge` when code or data exceed the core's memory.
    package init(
        code: [UInt8],
        data: [UInt8],
        dataAddress: UInt32,
        clearedAddress: UInt32,
        clearedBytes: Int
    ) throws(ImageError) {
        guard code.count <= Self.codeLimit else {
            throw .tooLarge(what: "code", bytes: code.count, limit: Self.codeLimit)
        }
        guard clearedBytes >= 0, data.count + clearedBytes <= Self.dataLimit else {
            throw .tooLarge(what: "data", bytes: data.count + max(clearedBytes, 0), limit: Self.dataLimit)
        }
        commands = [
            .copy(to: 0, contents: code),
            .copy(to: dataAddress, contents: data),
            .fill(at: clearedAddress, length: UInt32(clearedBytes), word: 0),
            .execute(at: 0),
        ]
    }

    /// Decodes an image file.
    ///
    /// - Throws: `ImageError` when the bytes hold no command or end before the contents they announce.
    package init(decoding bytes: [UInt8]) throws(ImageError) {
        let reader = LittleEndian(bytes: bytes)
        commands = []
        var entry = 0
        while entry + Self.commandBytes <= bytes.count {
            let operation = try reader.word(entry, "operation")
            let first = try reader.word(entry + 4, "first argument")
            let second = try reader.word(entry + 8, "second argument")
            let third = try reader.word(entry + 12, "third argument")
            switch operation {
            case 1:
                commands.append(.copyMemory(to: first, from: second, length: third))
            case 2:
                let start = entry + Int(Int32(bitPattern: second))
                commands.append(.copy(to: first, contents: try reader.slice(start, Int(third), "contents of a copy")))
            case 3:
                commands.append(.fill(at: first, length: second, word: third))
            case 4:
                commands.append(.execute(at: first))
            default:
                guard !commands.isEmpty else {
                    throw .unsupported(what: "first operation", found: operation, expected: "1 to 4")
                }
                return
            }
            entry += Self.commandBytes
        }
        guard !commands.isEmpty else {
            throw .truncated(what: "first command", offset: 0, bytes: bytes.count)
        }
    }

    /// Encodes the image as a file: commands, end mark, contents in order.
    ///
    /// The mark is left out when the usual four commands fill the table, as the official tools do.
    package func encoded() -> [UInt8] {
        let entries = max(commands.count, 4)
        let marked = commands.count > 4
        var bytes: [UInt8] = []
        var contents: [UInt8] = []
        let contentsStart = (entries + (marked ? 1 : 0)) * Self.commandBytes
        for (index, command) in commands.enumerated() {
            switch command {
            case .copyMemory(let to, let from, let length):
                Self.append(1, to, from, length, to: &bytes)
            case .copy(let to, let part):
                let offset = contentsStart + contents.count - index * Self.commandBytes
                Self.append(2, to, UInt32(offset), UInt32(part.count), to: &bytes)
                contents += part
            case .fill(let address, let length, let word):
                Self.append(3, address, length, word, to: &bytes)
            case .execute(let address):
                Self.append(4, address, 0, 0, to: &bytes)
            }
        }
        bytes += [UInt8](repeating: 0, count: contentsStart - bytes.count)
        return bytes + contents
    }

    private static let commandBytes = 16

    private static func append(
        _ operation: UInt32,
        _ first: UInt32,
        _ second: UInt32,
        _ third: UInt32,
        to bytes: inout [UInt8]
    ) {
        for word in [operation, first, second, third] {
            LittleEndian.append(word, to: &bytes)
        }
    }
}
