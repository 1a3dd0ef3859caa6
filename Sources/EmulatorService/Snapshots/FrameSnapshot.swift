import BoardEmulator
import Foundation
import MonitorServices
import SpiNNakerMachine
import SpiNNakerProtocol

/// All that served boards are: which have power, which run as one machine, and each machine's state.
struct FrameSnapshot: Sendable {
    /// Boards that run as one machine.
    struct Machine: Codable, Sendable {
        private struct Place: Codable {
            var board: Int
            var chip: ChipID
        }

        private struct Address: Codable {
            var chip: ChipID
            var address: UInt32
        }

        private struct Tags: Codable {
            var chip: ChipID
            var watcher: ReverseTagWatcher
        }

        private var boards: StoredBoards
        private var places: [Place]
        private var root: ChipID
        private var address: UInt32
        private var otherAddresses: [Address]
        private var monitors: MonitorNetwork.State
        private var reverseTags: [Tags]?

        init(
            _ configuration: MonitorNetwork.Configuration,
            _ ethernetChips: [Int: ChipID],
            _ snapshot: MachineSnapshot
        ) {
            boards = StoredBoards(configuration.board)
            places = ethernetChips.sorted { $0.key < $1.key }.map { Place(board: $0.key, chip: $0.value) }
            root = configuration.root
            address = configuration.address
            otherAddresses = configuration.otherAddresses.sorted { $0.key < $1.key }
                .map { Address(chip: $0.key, address: $0.value) }
            monitors = snapshot.monitors
            reverseTags = snapshot.reverseTags.map { tags in
                tags.sorted { $0.key < $1.key }.map { Tags(chip: $0.key, watcher: $0.value) }
            }
        }

        /// The Ethernet chips by the boards' numbers, 0 to so many.
        func ethernetChips(amongBoards count: Int) throws -> [Int: ChipID] {
            var chips: [Int: ChipID] = [:]
            for place in places {
                guard (0..<count).contains(place.board), chips.updateValue(place.chip, forKey: place.board) == nil
                else {
                    throw EmulatorServiceError(.badSnapshot, "The snapshot names a board that it does not have.")
                }
            }
            return chips
        }

        /// What the monitors and their boards are.
        func monitorConfiguration() throws -> MonitorNetwork.Configuration {
            var configuration = MonitorNetwork.Configuration(
                board: try boards.configuration(),
                address: address,
                bootValues: nil
            )
            configuration.root = root
            for item in otherAddresses { configuration.otherAddresses[item.chip] = item.address }
            return configuration
        }

        /// The machine's state, with that of its boards.
        func snapshot(_ board: BoardSnapshot) throws -> MachineSnapshot {
            guard reverseTags?.allSatisfy(\.watcher.isSound) ?? true else {
                throw EmulatorServiceError(.badSnapshot, "The snapshot has an unsound table of tags.")
            }
            let tags = reverseTags.map { tags in tags.reduce(into: [:]) { $0[$1.chip] = $1.watcher } }
            return MachineSnapshot(board: board, monitors: monitors, reverseTags: tags)
        }
    }

    /// All boards and their faults.
    var configuration: BoardConfiguration

    /// The boards' addresses, first octet in the high byte.
    var addresses: [UInt32]

    /// The address of the board-management processors, likewise; 0 for none.
    var managementAddress: UInt32

    /// The boot image of a monitor on the chips' own cores.
    var monitorImage: [UInt8]?

    /// Whether the boards' serial ROMs tell such a monitor what does not work.
    var listsFaults: Bool

    /// What the board-management processors know.
    var management: BoardManagement.State

    /// The boards whose Ethernet cable has been pulled out.
    var unplugged: [Int]

    /// The machines and their boards' states.
    var machines: [(Machine, BoardSnapshot)]
}

// MARK: - The file

extension FrameSnapshot {
    // A line that says what the file is; the version; the length of the description and the description in JSON; for each
    // machine the places of its pages and their contents; a checksum of all that. Numbers are little-endian.

    /// The version of the format, which changes whenever anything that is stored does.
    private static let version: UInt32 = 1
    private static let title = Array("SwiNN board snapshot\n".utf8)
    private static let longestDescription: UInt64 = 1 << 31

    private struct Description: Codable {
        struct Part: Codable {
            var machine: Machine
            var board: BoardSnapshot.State
            /// The numbers that say where pages belong, and the bytes of the pages.
            var placeCount: Int
            var byteCount: Int
        }

        var boards: StoredBoards
        var addresses: [UInt32]
        var managementAddress: UInt32
        var monitorImage: [UInt8]?
        var listsFaults: Bool
        var management: BoardManagement.State
        var unplugged: [Int]
        var machines: [Part]
    }

    /// The bytes of a file; the same state gives the same bytes.
    func encode() throws -> Data {
        let description = Description(
            boards: StoredBoards(configuration),
            addresses: addresses,
            managementAddress: managementAddress,
            monitorImage: monitorImage,
            listsFaults: listsFaults,
            management: management,
            unplugged: unplugged,
            machines: machines.map { machine, board in
                Description.Part(
                    machine: machine,
                    board: board.state,
                    placeCount: board.pages.places.count,
                    byteCount: board.pages.bytes.count
                )
            }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = try encoder.encode(description)
        var data = Data(Self.title)
        data.append(littleEndian: UInt64(Self.version), byteCount: 4)
        data.append(littleEndian: UInt64(text.count), byteCount: 8)
        data.append(text)
        for (_, board) in machines {
            board.pages.places.withUnsafeBytes { data.append(contentsOf: $0) }
            data.append(contentsOf: board.pages.bytes)
        }
        data.append(littleEndian: Self.checksum(data), byteCount: 8)
        return data
    }

    /// Reads a file.
    ///
    /// - Throws: `EmulatorServiceError` when it is no snapshot, damaged, or of another version.
    init(decoding data: Data) throws {
        let file = Data(data)
        let head = Self.title.count + 12
        guard file.count >= head + 8, file.starts(with: Self.title) else {
            throw Self.failure("The file is no snapshot of a board.")
        }
        let version = file.littleEndian(at: Self.title.count, byteCount: 4)
        guard version == UInt64(Self.version) else {
            throw Self.failure("The snapshot has version \(version) of the format; this program reads \(Self.version).")
        }
        guard file.littleEndian(at: file.count - 8, byteCount: 8) == Self.checksum(file.dropLast(8)) else {
            throw Self.failure("The snapshot is damaged: its checksum does not fit.")
        }
        let length = file.littleEndian(at: Self.title.count + 4, byteCount: 8)
        guard length <= Self.longestDescription, head + Int(length) <= file.count - 8 else {
            throw Self.failure("The snapshot is shorter than it says.")
        }
        let description: Description
        do {
            description = try JSONDecoder().decode(Description.self, from: file[head..<head + Int(length)])
        } catch {
            throw EmulatorServiceError(.badSnapshot, "The snapshot's description cannot be read.", cause: error)
        }
        var rest = file[(head + Int(length))..<(file.count - 8)]
        machines = []
        for part in description.machines {
            let limit = rest.count
            guard (0...limit / 4).contains(part.placeCount), (0...limit).contains(part.byteCount),
                part.placeCount * 4 + part.byteCount <= limit
            else { throw Self.failure("The snapshot has fewer pages than it says.") }
            var places = [UInt32](repeating: 0, count: part.placeCount)
            _ = places.withUnsafeMutableBytes { rest.copyBytes(to: $0) }
            rest = rest.dropFirst(part.placeCount * 4)
            let pages = PageStore(places: places, bytes: Array(rest.prefix(part.byteCount)))
            rest = rest.dropFirst(part.byteCount)
            machines.append((part.machine, BoardSnapshot(state: part.board, pages: pages)))
        }
        configuration = try description.boards.configuration()
        addresses = description.addresses
        managementAddress = description.managementAddress
        monitorImage = description.monitorImage
        listsFaults = description.listsFaults
        management = description.management
        unplugged = description.unplugged
        guard addresses.count == configuration.arrangement.origins.count else {
            throw Self.failure("The snapshot has \(addresses.count) addresses for its boards.")
        }
    }

    private static func failure(_ message: String) -> EmulatorServiceError {
        EmulatorServiceError(.badSnapshot, message)
    }

    /// A sum that finds damage, not malice.
    private static func checksum(_ data: Data) -> UInt64 {
        data.withUnsafeBytes { bytes in
            var sum: UInt64 = 0xcbf2_9ce4_8422_2325
            let words = bytes.count / 8
            for index in 0..<words {
                sum = (sum ^ bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
                sum ^= sum >> 29
            }
            for byte in bytes[(8 * words)...] { sum = (sum ^ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15 }
            return sum
        }
    }
}

extension Data {
    fileprivate mutating func append(littleEndian value: UInt64, byteCount: Int) {
        for index in 0..<byteCount { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }

    fileprivate func littleEndian(at offset: Int, byteCount: Int) -> UInt64 {
        (0..<byteCount).reduce(0) { $0 | UInt64(self[startIndex + offset + $1]) << UInt64(8 * $1) }
    }
}
