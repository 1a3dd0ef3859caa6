/// A core's control block: what its program and the monitor note about it (`vcpu_t`, 128 bytes).
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h`.
package struct CoreStatus: Hashable, Sendable {
    /// The size of a block.
    package static let byteCount = 128

    /// Where the block of virtual core 0 lies; the others follow.
    package static let baseAddress: UInt32 = 0xe500_7000

    /// Where the block of a virtual core lies in its chip's memory.
    package static func address(ofCore core: UInt8) -> UInt32 { baseAddress + UInt32(byteCount) * UInt32(core) }

    /// Where a core's word `user` 0 to 3 lies in its chip's memory.
    package static func userAddress(ofCore core: UInt8, index: Int) -> UInt32 {
        address(ofCore: core) + 0x70 + 4 * UInt32(index & 3)
    }

    /// The registers r0 to r7 when the program stopped at an error.
    package var registers: [UInt32]
    /// The status register then.
    package var programStatus: UInt32
    /// The stack pointer then.
    package var stackPointer: UInt32
    /// The link register then.
    package var linkRegister: UInt32
    /// Why the program stopped.
    package var errorCode: RunTimeErrorCode
    /// The physical core.
    package var physicalCore: UInt8
    /// The state.
    package var state: CoreState
    /// The application that the core belongs to.
    package var applicationID: UInt8
    /// Where the mailbox from the monitor points.
    package var mailboxToCore: UInt32
    /// Where the mailbox to the monitor points.
    package var mailboxToMonitor: UInt32
    /// What the mailbox from the monitor holds.
    package var mailboxCommandToCore: UInt8
    /// What the mailbox to the monitor holds.
    package var mailboxCommandToMonitor: UInt8
    /// How many errors the program noted.
    package var softwareErrorCount: UInt16
    /// Where the file name of the first of them lies, in the core's memory.
    package var softwareErrorFile: UInt32
    /// Its line.
    package var softwareErrorLine: UInt32
    /// When the program was loaded, in seconds since 1970.
    package var loadTime: UInt32
    /// The program's name, 16 bytes.
    package var nameBytes: [UInt8]
    /// Where the first block of the core's text output lies; 0 for none.
    package var iobufAddress: UInt32
    /// The version of the program's run-time system.
    package var softwareVersion: UInt32
    /// Four unused words.
    package var spare: [UInt32]
    /// The four words `user0` to `user3`.
    package var user: [UInt32]

    /// Decodes the block at an offset.
    ///
    /// - Throws: `WireError.truncated` when fewer than 128 bytes are left.
    package init(decoding bytes: [UInt8], at offset: Int = 0) throws(WireError) {
        var reader = ByteReader(bytes, from: offset, as: "core control block")
        try reader.require(Self.byteCount)
        registers = try reader.readWords(8)
        programStatus = try reader.readUInt32()
        stackPointer = try reader.readUInt32()
        linkRegister = try reader.readUInt32()
        errorCode = RunTimeErrorCode(rawValue: try reader.readUInt8())
        physicalCore = try reader.readUInt8()
        state = CoreState(rawValue: try reader.readUInt8())
        applicationID = try reader.readUInt8()
        mailboxToCore = try reader.readUInt32()
        mailboxToMonitor = try reader.readUInt32()
        mailboxCommandToCore = try reader.readUInt8()
        mailboxCommandToMonitor = try reader.readUInt8()
        softwareErrorCount = try reader.readUInt16()
        softwareErrorFile = try reader.readUInt32()
        softwareErrorLine = try reader.readUInt32()
        loadTime = try reader.readUInt32()
        nameBytes = try reader.readBytes(16)
        iobufAddress = try reader.readUInt32()
        softwareVersion = try reader.readUInt32()
        spare = try reader.readWords(4)
        user = try reader.readWords(4)
    }

    /// The 128 bytes.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for word in registers + [programStatus, stackPointer, linkRegister] { bytes.append(littleEndian: word) }
        bytes += [errorCode.rawValue, physicalCore, state.rawValue, applicationID]
        bytes.append(littleEndian: mailboxToCore)
        bytes.append(littleEndian: mailboxToMonitor)
        bytes += [mailboxCommandToCore, mailboxCommandToMonitor]
        bytes.append(littleEndian: softwareErrorCount)
        for word in [softwareErrorFile, softwareErrorLine, loadTime] { bytes.append(littleEndian: word) }
        bytes += nameBytes
        for word in [iobufAddress, softwareVersion] + spare + user { bytes.append(littleEndian: word) }
        return bytes
    }

    /// The program's name.
    package var name: String { text(upToZero: nameBytes) }
}

extension ByteReader {
    /// Reads so many words.
    fileprivate mutating func readWords(_ count: Int) throws(WireError) -> [UInt32] {
        var words: [UInt32] = []
        for _ in 0..<count { words.append(try readUInt32()) }
        return words
    }
}
