import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

extension ChipMonitor {
    /// The build date that SC&MP 4.0.0 gives for itself.
    private static let buildDate: UInt32 = 0x6557_33f4

    private static let pinLatch: UInt32 = 0xe200_0040
    private static let pinDirections: UInt32 = 0xe200_0044
    private static let pinSet: UInt32 = 0xe200_0048
    private static let pinClear: UInt32 = 0xe200_004c

    /// The pins of the chip's lights, as masks: a count in the lowest digit of a list, then a pin in each.
    private var lightPins: [UInt32] {
        let list =
            UInt64(chip.word(MonitorVariable.lights)) | UInt64(chip.word(MonitorVariable.lights + 4)) << 32
        return (0..<UInt64(min(list & 15, 15))).map { 1 << UInt32(list >> (4 * ($0 + 1)) & 15) }
    }

    /// Makes the pins of the lights outputs, with the lights off.
    func bootLights() {
        let pins = lightPins.reduce(0, |)
        chip.setWord(Self.pinSet, pins)
        chip.setWord(Self.pinDirections, chip.word(Self.pinDirections) & ~pins)
    }

    /// Does what a message to the monitor asks, and answers.
    ///
    /// As in SC&MP 4.0.0 the answer's code is "OK" whatever the command's outcome; that a command has failed shows
    /// only in the missing data.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`, `scamp-3.c` (`return_msg_ok`).
    func execute(_ message: SDPMessage, from sender: Endpoint?) {
        let data = (try? SCPRequest(decoding: message.payload)).map { perform($0, from: sender) } ?? []
        guard message.wantsReply else { return }
        route(message.reply(code: .ok, data: data))
    }

    private func perform(_ request: SCPRequest, from sender: Endpoint?) -> [UInt8] {
        switch request.command {
        case .version: return version(core: 0, program: "SC&MP/SpiNNaker")
        case .read: return read(request, core: 0)
        case .write: write(request, core: 0)
        case .fill: fill(request, core: 0)
        case .countCores: return countCores(request)
        case .linkRead: return linkRead(request)
        case .linkWrite: linkWrite(request)
        case .applicationRun: startRequested(request, image: chip.word(MonitorVariable.systemSDRAM), word: \.argument1)
        case .applicationStart: startRequested(request, image: request.argument1, word: \.argument2)
        case .applicationCopyRun: return copyAndStart(request)
        case .nearestNeighbourPacket: network.broadcast(key: request.argument1, data: request.argument2)
        case .floodFillData: network.store(block: request.data, at: request.argument3)
        case .signal: signal(request)
        case .ipTag: return ipTag(request, from: sender)
        case .allocate: return allocate(request)
        case .router: return router(request)
        case .info: return info()
        case .led: setLights(request.argument1)
        // SYNC has nothing to do: the board's clocks cannot drift apart.
        default: break
        }
        return []
    }

    /// The answer to a version request.
    func version(core: Int, program: String) -> [UInt8] {
        [UInt8(core), UInt8(chip.workingCores[core]), chip.id.y, chip.id.x]
            + Array(word: 0xffff_0100) + Array(word: Self.buildDate)
            + Array(program.utf8) + [0] + Array("4.0.0".utf8) + [0]
    }

    /// The answer to an information request.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`.
    private func info() -> [UInt8] {
        let links = chip.byte(MonitorVariable.linkEnable)
        let word =
            UInt32(coreCount) | UInt32(links) << 8 | UInt32(multicastTable.largestFreeRun) << 14
            | UInt32(chip.byte(MonitorVariable.ethernetUp) & 1) << 25
        var data = Array(word: word) + Array(word: sdramHeap.largestFreeBlock)
        data += Array(word: sysramHeap.largestFreeBlock)
        data += (0..<18).map { chip.byte(VirtualCore.address($0, .state)) }
        data += Array(word: UInt32(chip.half(MonitorVariable.ethernetAddress))).prefix(2)
        data += Array(word: chip.word(MonitorVariable.ipAddress))
        return data + [network.tree.linkToRoot(of: chip.id)?.rawValue ?? 7, 0]
    }

    /// Switches lights: two bits for each, 0 to keep, 1 to toggle, 2 for off, 3 for on. A light is on while its pin is low.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_hw.c` (`sark_led_set`).
    private func setLights(_ actions: UInt32) {
        for (index, pin) in lightPins.enumerated() {
            let action = actions >> UInt32(2 * index) & 3
            let isOff = chip.word(Self.pinLatch) & pin != 0
            guard action != 0 else { continue }
            let turnsOn = action == 1 ? isOff : action == 3
            chip.setWord(turnsOn ? Self.pinClear : Self.pinSet, pin)
        }
    }

    /// Counts the cores of an application in a state: on this chip, and on those of its board that it has a way to.
    ///
    /// The application is the one that the monitor has started, whatever a core's block of variables says. SC&MP 4.0.0
    /// does not wrap coordinates: chips of a board beyond the last column or row are left out.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c` (`cmd_count`), `scamp-p2p.c` (`n_cores_in_state`).
    private func countCores(_ request: SCPRequest) -> [UInt8] {
        let routes = network.tree.routes(of: chip.id)
        let others = BoardKind.spin5.chips.compactMap { place -> ChipMonitor? in
            let (x, y) = (Int(chip.id.x) + Int(place.x), Int(chip.id.y) + Int(place.y))
            guard x < 256, y < 256 else { return nil }
            let other = ChipID(x: UInt8(x), y: UInt8(y))
            return routes[other, default: 6] < 6 ? network.monitor(at: other) : nil
        }
        // Other chips are asked in one word, with room for eight bits and four.
        let word = request.argument1 | request.argument2 << 8
        let count = others.reduce(countOwnCores(of: request.argument1, in: request.argument2)) {
            $0 + $1.countOwnCores(of: word & 0xff, in: word >> 8 & 0xf)
        }
        return Array(word: UInt32(count)) + Array(word: request.argument2) + Array(word: request.argument3)
    }

    private func countOwnCores(of application: UInt32, in state: UInt32) -> Int {
        (1..<coreCount).count {
            occupants[$0].application == application && chip.byte(VirtualCore.address($0, .state)) == state
        }
    }
}
