import DatagramTransport
import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

/// A scripted peer that answers as a booted 2 x 2 board's monitors would; every request it gets it carries out.
final class FakeBoard: Sendable {
    struct State {
        var memory: [ChipID: [UInt32: UInt8]] = [:]
        var states: [CoreID: CoreState] = [:]
        var requests: [(destination: SDPAddress, request: SCPRequest)] = []
        var nextBlock: UInt32 = 0x6024_0008
        var tagged: [UInt8: UInt32] = [:]
        var bootQuestions = 0
        var isSilent = false
        var images: [ChipID: [UInt8]] = [:]
    }

    let state = Mutex(State())
    private let channel: any DatagramChannel

    init(channel: any DatagramChannel) {
        self.channel = channel
        setWord(0x6780_0000, at: SystemVariable.systemSDRAM, of: .boot)
        state.withLock { $0.memory[.boot, default: [:]][SystemVariable.p2pDimensions] = 2 }
        state.withLock { $0.memory[.boot, default: [:]][SystemVariable.p2pDimensions + 1] = 2 }
        // Two columns of two entries, the rest without route: 3-bit fields 0 and 1 hold links, the others 6.
        let column = (2..<8).reduce(UInt32(0)) { $0 | 6 << (3 * UInt32($1)) }
        for x in 0..<2 { setWord(column, at: P2PTable.column(x, height: 2).address, of: .boot) }
        channel.setReceiver { [weak self] batch in
            guard let self else { return }
            channel.send(
                batch.compactMap { datagram in
                    self.answer(datagram.bytes).map { Datagram(peer: datagram.peer, bytes: $0) }
                }
            )
        }
    }

    func setWord(_ word: UInt32, at address: UInt32, of chip: ChipID) {
        state.withLock { state in
            for index in UInt32(0)..<4 {
                state.memory[chip, default: [:]][address + index] = UInt8(truncatingIfNeeded: word >> (8 * index))
            }
        }
    }

    func setBytes(_ bytes: [UInt8], at address: UInt32, of chip: ChipID) {
        state.withLock { state in
            for (index, byte) in bytes.enumerated() { state.memory[chip, default: [:]][address + UInt32(index)] = byte }
        }
    }

    func bytes(at address: UInt32, count: Int, of chip: ChipID) -> [UInt8] {
        state.withLock { state in (0..<UInt32(count)).map { state.memory[chip]?[address + $0] ?? 0 } }
    }

    func requests(_ command: SCPCommand) -> [(destination: SDPAddress, request: SCPRequest)] {
        state.withLock { $0.requests.filter { $0.request.command == command } }
    }

    private func answer(_ datagram: [UInt8]) -> [UInt8]? {
        guard var message = try? SDPMessage(decoding: datagram),
            let request = try? SCPRequest(decoding: message.payload)
        else { return nil }
        let result = state.withLock { state -> (SCPReturnCode, [UInt8])? in
            guard !state.isSilent else { return nil }
            state.requests.append((message.destination, request))
            return Self.carryOut(request, at: message.destination, &state)
        }
        guard let (code, data) = result else { return nil }
        swap(&message.destination, &message.source)
        message.flags = .always
        message.payload = SCPReply(code: code, sequence: request.sequence, data: data).encode()
        return message.encode()
    }

    private static func bytes(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }

    private static func carryOut(
        _ request: SCPRequest,
        at destination: SDPAddress,
        _ state: inout State
    ) -> (SCPReturnCode, [UInt8]) {
        let chip = destination.chip
        guard destination.core == 0 else { return (.ok, bytes(request.argument1 &+ 1)) }
        switch request.command {
        case .version:
            state.bootQuestions -= 1
            let place = state.bootQuestions >= 0 ? ChipID.root : .boot
            let reply = VersionReply(
                virtualCore: 0,
                physicalCore: 1,
                chip: place,
                buildDate: 0,
                name: "SC&MP/SpiNNaker",
                version: "4.0.0"
            )
            return (.ok, reply.encode())
        case .read:
            return (.ok, (0..<request.argument2).map { state.memory[chip]?[request.argument1 + $0] ?? 0 })
        case .write:
            for (index, byte) in request.data.enumerated() {
                state.memory[chip, default: [:]][request.argument1 + UInt32(index)] = byte
            }
            return (.ok, [])
        case .fill:
            for index in 0..<request.argument3 {
                state.memory[chip, default: [:]][request.argument1 + index] = bytes(request.argument2)[Int(index % 4)]
            }
            return (.ok, [])
        case .allocate where request.argument1 & 0xff == 0:
            let tag = UInt8(truncatingIfNeeded: request.argument3)
            if tag != 0, let old = state.tagged[tag] {
                return (.ok, bytes(request.argument1 >> 16 & 4 != 0 ? old : 0))
            }
            guard request.argument2 < 100 << 20 else { return (.ok, bytes(0)) }
            defer { state.nextBlock += (request.argument2 + 15) & ~7 }
            state.tagged[tag] = state.nextBlock
            return (.ok, bytes(state.nextBlock))
        case .allocate where request.argument1 & 0xff == 3: return (.ok, bytes(1))
        case .allocate where request.argument1 & 0xff == 6: return (.ok, bytes(1000) + bytes(500))
        case .info:
            let information = ChipInformation(
                coreCount: 18,
                links: LinkDirection.allCases.filter { BoardKind.spin3.neighbour(of: chip, along: $0) != nil },
                largestFreeEntryBlock: 1023,
                isEthernetUp: chip == .boot,
                largestFreeSDRAM: 123_469_792,
                largestFreeSystemRAM: 1,
                coreStates: (0..<18).map { state.states[CoreID(chip: chip, core: $0)] ?? ($0 == 0 ? .run : .idle) },
                ethernetChip: .boot,
                address: .zero,
                linkTowardsBootChip: 0
            )
            return (.ok, information.encode())
        case .countCores:
            return (.ok, bytes(UInt32(state.states.values.count { UInt32($0.rawValue) == request.argument2 })))
        case .applicationRun: start(request.argument1, chip, &state)
        case .applicationCopyRun:
            // Copies from the neighbour, as the real monitor does: what is not there cannot be copied.
            guard let link = LinkDirection(rawValue: UInt8(request.argument1 & 7)),
                let source = BoardKind.spin3.neighbour(of: chip, along: link)
            else { return (.badArgument, []) }
            var sum: UInt32 = 0
            for index in 0..<request.argument2 {
                let byte = state.memory[source]?[0x6780_0000 + index] ?? 0
                state.memory[chip, default: [:]][0x6780_0000 + index] = byte
                sum &+= UInt32(byte) << (8 * (index % 4))
            }
            guard sum & 0x1fff_ffff == request.argument1 >> 3 else { return (.ok, bytes(sum)) }
            start(request.argument3, chip, &state)
        default: break
        }
        return (.ok, [])
    }

    private static func start(_ word: UInt32, _ chip: ChipID, _ state: inout State) {
        for core in UInt8(1)...17 where word >> UInt32(core) & 1 == 1 {
            state.states[CoreID(chip: chip, core: core)] = word >> 18 & 1 == 1 ? .wait : .run
        }
    }
}
