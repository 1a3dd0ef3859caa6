package import SpiNNakerMachine

/// What a core says of its software, in reply to the command VER.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`; SpiNNMan 7.4.1, `model/version_info.py`.
package struct VersionReply: Hashable, Sendable {
    /// The virtual core that answered.
    package var virtualCore: UInt8
    /// The physical core that answered.
    package var physicalCore: UInt8
    /// The chip; (255, 255) until the machine's network is up.
    package var chip: ChipID
    /// The most data bytes of a request.
    package var maximumDataByteCount: UInt16
    /// 100 x major + minor, or ffff when the version stands in the text.
    package var versionCode: UInt16
    /// When the software was built, in seconds since 1970.
    package var buildDate: UInt32
    /// Software and hardware, as in `SC&MP/SpiNNaker`.
    package var name: String
    /// The version as text, as in `4.0.0`.
    package var version: String
    private var text: [UInt8]

    /// Decodes a reply's data.
    ///
    /// - Throws: `WireError.truncated` when fewer than 12 bytes are there.
    package init(decoding data: [UInt8]) throws(WireError) {
        var reader = ByteReader(data, as: "VER reply")
        try reader.require(12)
        virtualCore = try reader.readUInt8()
        physicalCore = try reader.readUInt8()
        chip = ChipID(p2pAddress: try reader.readUInt16())
        maximumDataByteCount = try reader.readUInt16()
        versionCode = try reader.readUInt16()
        buildDate = try reader.readUInt32()
        text = reader.readRest()
        name = SpiNNakerProtocol.text(upToZero: text)
        let rest = SpiNNakerProtocol.text(upToZero: text.drop { $0 != 0 }.dropFirst())
        version = versionCode == 0xffff ? rest : "\(versionCode / 100).\(versionCode % 100)"
    }

    /// Creates the reply of a core whose version is a text.
    package init(
        virtualCore: UInt8,
        physicalCore: UInt8,
        chip: ChipID,
        buildDate: UInt32,
        name: String,
        version: String
    ) {
        self.virtualCore = virtualCore
        self.physicalCore = physicalCore
        self.chip = chip
        maximumDataByteCount = 256
        versionCode = 0xffff
        self.buildDate = buildDate
        self.name = name
        self.version = version
        text = Array(name.utf8) + [0] + Array(version.utf8) + [0]
    }

    /// The reply's data.
    package func encode() -> [UInt8] {
        var bytes = [virtualCore, physicalCore]
        bytes.append(littleEndian: chip.p2pAddress)
        bytes.append(littleEndian: maximumDataByteCount)
        bytes.append(littleEndian: versionCode)
        bytes.append(littleEndian: buildDate)
        return bytes + text
    }

    /// The software's name alone, as in `SC&MP`.
    package var software: String { String(name.prefix { $0 != "/" }) }

    /// The numbers of the version text; missing ones are 0.
    package var versionNumbers: (major: Int, minor: Int, patch: Int) {
        let numbers = version.split(separator: ".").map { Int($0) ?? 0 } + [0, 0, 0]
        return (numbers[0], numbers[1], numbers[2])
    }
}
