package import SpiNNakerMachine
import SpiNNakerProtocol

/// The board-management processors (BMPs) of a frame of boards, behind the address of the first.
///
/// A message goes to the board whose number stands in the place of a core; boards that are not there do not answer.
/// Unlike SC&MP's, result codes tell the truth.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `bmp/bmp_cmd.c`, `bmp_hw.c`, `bmp_net.c`: "BC&MP/Spin5-BMP" 2.1.2.
package struct BoardManagement: Sendable {
    /// What is to be done to boards.
    package enum Action: Hashable, Sendable {
        /// Boards lose their power, or are put into reset; what was on them is lost.
        case stop(Set<Int>)

        /// Boards get power, or leave reset, and wait to be booted.
        case start(Set<Int>)

        /// FPGAs have opened or closed links between boards.
        case changeLinks
    }

    /// The numbers of the commands.
    private enum Command {
        static let version: UInt16 = 0
        static let fpgaRead: UInt16 = 17
        static let fpgaWrite: UInt16 = 18
        static let light: UInt16 = 25
        static let information: UInt16 = 48
        static let reset: UInt16 = 55
        static let power: UInt16 = 57
    }

    /// The number of boards that a frame has room for.
    package static let maximumBoardCount = 24

    private static let maximumByteCount: UInt32 = 256
    private static let addresses: UInt32 = 0xffff_0100

    private var boards: [ManagedBoard]
    private let address: UInt32
    private let boardAddresses: [UInt32]

    /// Creates the processors of a frame whose boards have power.
    ///
    /// - Parameters:
    ///   - address: The processors' IPv4 address, first octet in the high byte.
    ///   - boardAddresses: The same of the boards, in their order; at most 24.
    package init(address: UInt32, boardAddresses: [UInt32]) {
        self.address = address
        self.boardAddresses = boardAddresses
        boards = boardAddresses.map { _ in ManagedBoard() }
    }

    /// Whether a board's chips have power and are not held in reset.
    package func isRunning(_ board: Int) -> Bool { boards[board].isRunning }

    /// The lights of a board's management processor, as a mask.
    package func lights(of board: Int) -> UInt8 { boards[board].lights }

    /// Whether a board's FPGA has been told to let nothing out by a link.
    package func isStopped(_ link: FPGALink, of board: Int) -> Bool { boards[board].isStopped(link) }

    /// Takes a datagram that came to the processors' SCP port.
    ///
    /// - Returns: The datagram to send back, if any, and what is to be done to the boards.
    package mutating func receive(_ datagram: [UInt8]) -> (reply: [UInt8]?, actions: [Action]) {
        guard let message = try? SDPMessage(decoding: datagram) else { return (nil, []) }
        let board = Int(message.destination.core)
        guard boards.indices.contains(board) else { return (nil, []) }
        var actions: [Action] = []
        var code = SCPReturnCode.ok
        var data: [UInt8] = []
        if message.destination.port != 0 {
            code = .badPort
        } else if let request = try? SCPRequest(decoding: message.payload) {
            (code, data, actions) = perform(request, on: board)
        } else {
            code = .badLength
        }
        let reply = message.wantsReply ? message.reply(code: code, data: data).encode() : nil
        return (reply, actions)
    }

    private typealias Outcome = (code: SCPReturnCode, data: [UInt8], actions: [Action])

    private mutating func perform(_ request: SCPRequest, on board: Int) -> Outcome {
        switch request.command.rawValue {
        case Command.version: (.ok, version(of: board), [])
        case Command.fpgaRead, Command.fpgaWrite: access(request, on: board)
        case Command.light: setLights(request)
        case Command.information: information(request.argument1, of: board)
        case Command.reset: reset(request)
        case Command.power: setPower(request)
        default: (.badCommand, [], [])
        }
    }

    private func version(of board: Int) -> [UInt8] {
        // It runs from the second sector of its flash, and its place on the bus is its place in the frame.
        let place: UInt32 = 1 << 24 | UInt32(board) << 8 | UInt32(board)
        return Array(word: place) + Array(word: Self.addresses) + Array(word: 0x5a00_0000)
            + Array("BC&MP/Spin5-BMP".utf8) + [0] + Array("2.1.2".utf8) + [0]
    }

    /// The boards of a mask that are there.
    private func boards(in mask: UInt32) -> Set<Int> { Set(boards.indices.filter { mask >> UInt32($0) & 1 == 1 }) }

    private mutating func access(_ request: SCPRequest, on board: Int) -> Outcome {
        let fpga = Int(min(request.argument3, 3))
        guard request.argument2 <= Self.maximumByteCount, fpga < 3 else { return (.badArgument, [], []) }
        var data: [UInt8] = []
        var changesLinks = false
        for offset in stride(from: UInt32(0), to: request.argument2 & ~3, by: 4) {
            let register = (request.argument1 & ~3) &+ offset
            if request.command.rawValue == Command.fpgaRead {
                data += Array(word: boards[board].register(register, ofFPGA: fpga))
            } else {
                let value = request.data.word(at: Int(offset))
                changesLinks = boards[board].setRegister(register, ofFPGA: fpga, to: value) || changesLinks
            }
        }
        return (.ok, data, changesLinks ? [.changeLinks] : [])
    }

    private mutating func setLights(_ request: SCPRequest) -> Outcome {
        for board in boards(in: request.argument2) { boards[board].setLights(request.argument1) }
        return (.ok, [], [])
    }

    /// Power on is a reset for boards that have power.
    private mutating func setPower(_ request: SCPRequest) -> Outcome {
        guard request.argument1 & 0xff <= 1 else { return (.badArgument, [], []) }
        let isOn = request.argument1 & 1 == 1
        let wanted = boards(in: request.argument2)
        for board in wanted { boards[board].setPower(isOn) }
        guard !wanted.isEmpty else { return (.ok, [], []) }
        return (.ok, [], isOn ? [.stop(wanted), .start(wanted)] : [.stop(wanted)])
    }

    /// Releases boards from reset, holds them in it, or does one after the other; bit 2 resets the FPGAs as well.
    private mutating func reset(_ request: SCPRequest) -> Outcome {
        let code = request.argument1 & 0xff
        guard code & 0xfb <= 2 else { return (.badArgument, [], []) }
        let wanted = boards(in: request.argument2).filter { boards[$0].isPowered }
        for board in wanted {
            if code & 4 != 0 { boards[board].setPower(true) }
            boards[board].isHeld = code & 3 == 1
        }
        guard !wanted.isEmpty else { return (.ok, [], []) }
        switch code & 3 {
        case 0: return (.ok, [], [.start(wanted)])
        case 1: return (.ok, [], [.stop(wanted)])
        default: return (.ok, [], [.stop(wanted), .start(wanted)])
        }
    }

    // MARK: - Information

    private func information(_ kind: UInt32, of board: Int) -> Outcome {
        switch kind {
        case 2: (.ok, (0..<Self.maximumBoardCount).map { boards.indices.contains($0) ? 1 : 0 }, [])
        case 3: (.ok, measurements(of: board), [])
        case 4: (.ok, record(of: address) + record(of: boardAddresses[board]), [])
        default: (.badArgument, [], [])
        }
    }

    /// Voltages, temperatures and fans (`board_stat_t`), as of a board on a desk: nominal voltages at 25 °C, no sensors
    /// or fans attached.
    private func measurements(of board: Int) -> [UInt8] {
        // Counts of 4096: a full scale of 2.5 V for the rails up to 1.8 V, of 3.75 V for 3.3 V, of 15 V for the supply.
        let isOn = boards[board].isPowered
        let (core, memory): (UInt16, UInt16) = isOn ? (1966, 2949) : (0, 0)
        let voltages: [UInt16] = [0, core, core, core, memory, 0, 3604, 3277]
        let (warm, absent): (UInt16, UInt16) = (25 * 256, 0x8000)
        let temperatures: [UInt16] = [warm, warm, absent, absent] + Array(repeating: absent, count: 4)
        let fans = Array(repeating: UInt16.max, count: 4)
        let halves = voltages + temperatures + fans
        return halves.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } + Array(repeating: 0, count: 8)
    }

    /// One interface (`ip_data_t`): flags, hardware address, IPv4 address, gateway, mask, port.
    private func record(of address: UInt32) -> [UInt8] {
        let octets = { (word: UInt32) in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
        let port = SDPMessage.udpPort
        let hardware: [UInt8] = [0x02, 0x53] + octets(address)
        let bytes: [UInt8] =
            [0x59, 0x80] + hardware + octets(address) + octets(address & 0xffff_ff00 | 254) + octets(0xffff_ff00)
            + [UInt8(port & 0xff), UInt8(port >> 8)]
        return bytes + Array(repeating: 0, count: 32 - bytes.count)
    }
}

// MARK: - Snapshots

extension BoardManagement {
    /// What the processors know of their boards.
    package struct State: Codable, Sendable {
        fileprivate var boards: [ManagedBoard]
    }

    /// The state between two messages.
    package var state: State { State(boards: boards) }

    /// Takes over a state; returns false, with nothing changed, when it is not of as many boards.
    package mutating func restore(_ state: State) -> Bool {
        guard state.boards.count == boards.count, state.boards.allSatisfy(\.isSound) else { return false }
        boards = state.boards
        return true
    }
}
