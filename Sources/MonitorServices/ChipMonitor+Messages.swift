import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

// MARK: - Between chips and the host

extension ChipMonitor {
    /// Takes a datagram that a host sent to this chip's Ethernet port.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-3.c`.
    func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint) {
        guard hasEthernet else { return }
        guard port == SDPMessage.udpPort else {
            receiveReverse(datagram, port: port, from: sender)
            return
        }
        guard var message = try? SDPMessage(decoding: datagram) else { return }
        message.source.chip = chip.id
        if message.wantsReply {
            if message.tag == SDPMessage.transientTag {
                guard let tag = tags.makeTransient(address: sender.machineAddress, port: sender.port) else { return }
                message.tag = tag
            } else {
                guard Int(message.tag) < TagTable.count, tags[Int(message.tag)].isValid else { return }
            }
        }
        route(message, from: sender)
    }

    /// Takes a datagram that came to the port of a reverse tag: all of it becomes the data of a message.
    private func receiveReverse(_ datagram: [UInt8], port: UInt16, from sender: Endpoint) {
        guard let index = tags.reverseTag(port: port),
            datagram.count <= SDPMessage.maximumPayloadByteCount
        else { return }
        tags[index].address = sender.machineAddress
        tags[index].port = sender.port
        tags[index].messageCount &+= 1
        let tag = tags[index]
        let message = SDPMessage(
            flags: .always,
            tag: UInt8(index),
            destination: SDPAddress(portAndCore: tag.destinationPort, p2pAddress: tag.destinationAddress),
            source: SDPAddress(chip: chip.id, core: SDPAddress.host.core, port: SDPAddress.host.port),
            payload: datagram
        )
        route(message, from: sender)
    }

    /// Sends a message on its way from this chip: to another chip, to the host, to a core, or to the monitor.
    func route(_ message: SDPMessage, from sender: Endpoint? = nil) {
        var message = message
        let root = ChipID(p2pAddress: chip.half(MonitorVariable.p2pRoot))
        if message.destination.chip == .root { message.destination.chip = root }
        if message.source.chip == .root { message.source.chip = root }
        let destination = message.destination.chip
        guard destination != chip.id, !message.flags.contains(.notRouted) else {
            deliver(message, from: sender)
            return
        }
        guard chip.byte(MonitorVariable.p2pUp) != 0, network.tree.routes(of: chip.id)[destination] != nil else {
            refuse(message, .noRoute)
            return
        }
        guard let monitor = network.monitor(at: destination) else {
            refuse(message, .p2pNoReply)
            return
        }
        monitor.deliver(message, from: sender)
    }

    /// Hands over a message that has arrived at its chip.
    private func deliver(_ message: SDPMessage, from sender: Endpoint?) {
        if message.isForEthernet {
            sendToHost(message)
            return
        }
        let core = Int(message.destination.core)
        guard core < coreCount else {
            refuse(message, .badCore)
            return
        }
        if core == 0 {
            guard message.destination.port == 0 else {
                refuse(message, .badPort)
                return
            }
            take(.command(message, from: sender))
            return
        }
        if occupants[core] == .idle {
            answerForIdleCore(message)
            return
        }
        mailboxes[core].append(.message(message))
        pumpMailbox(core, timePasses: false)
        noteWaiting()
    }

    /// Answers with an error where an answer is wanted.
    func refuse(_ message: SDPMessage, _ code: SCPReturnCode) {
        guard message.wantsReply else { return }
        route(message.reply(code: code))
    }

    /// Sends a message out through the tag that it names.
    private func sendToHost(_ message: SDPMessage) {
        let index = Int(message.tag)
        guard hasEthernet, index < TagTable.count, tags[index].isValid else { return }
        let tag = tags[index]
        tags[index].messageCount &+= 1
        let isReverse = tag.flags & TagTable.Tag.reverse != 0
        let bytes = tag.flags & TagTable.Tag.strip != 0 ? message.payload : message.encode()
        chip.sendDatagram(
            bytes,
            fromPort: isReverse ? tag.listeningPort : SDPMessage.udpPort,
            toAddress: tag.address,
            port: tag.port
        )
        if tag.flags & TagTable.Tag.transient != 0 { tags.clear(index) }
    }
}

// MARK: - To and from the chip's cores

extension ChipMonitor {
    /// Puts the next waiting thing into a core's mailbox, if the mailbox is empty.
    func pumpMailbox(_ core: Int, timePasses: Bool) {
        while let item = mailboxes[core].first {
            guard occupants[core].isApplication,
                chip.byte(VirtualCore.address(core, .commandToCore)) == MailboxCommand.idle
            else {
                if timePasses, mailboxes[core].tick() { giveUp(item, core, .timeout) }
                return
            }
            switch item {
            case .signal(let signal):
                chip.setWord(VirtualCore.address(core, .messageToCore), UInt32(signal.rawValue))
                chip.setByte(VirtualCore.address(core, .commandToCore), MailboxCommand.signal)
            case .message(let message):
                guard !chip.isLocked(.messageBuffers), let buffer = takeBuffer() else {
                    if timePasses, mailboxes[core].tick() { giveUp(item, core, .noBuffer) }
                    return
                }
                chip.writeBytes(buffer, sharedImage(of: message))
                chip.setWord(VirtualCore.address(core, .messageToCore), buffer)
                chip.setByte(VirtualCore.address(core, .commandToCore), MailboxCommand.message)
            }
            mailboxes[core].removeFirst()
            chip.raiseInterrupt(physicalCores: 1 << UInt32(chip.workingCores[core]))
        }
    }

    private func giveUp(_ item: Mailbox.Item, _ core: Int, _ code: SCPReturnCode) {
        mailboxes[core].removeFirst()
        if case .message(let message) = item { refuse(message, code) }
    }

    /// Collects the messages that cores have put into their mailboxes for the monitor.
    func collectMessages() {
        let flags = chip.word(MonitorVariable.mailboxFlags)
        messagesWait =
            flags != 0
            && (chip.isLocked(.mailboxFlags) || chip.isLocked(.messageBuffers))
        guard flags != 0, !messagesWait else { return }
        chip.setWord(MonitorVariable.mailboxFlags, 0)
        for core in 1..<coreCount where flags >> UInt32(core) & 1 == 1 {
            let command = VirtualCore.address(core, .commandFromCore)
            guard chip.byte(command) == MailboxCommand.message else {
                chip.setByte(command, MailboxCommand.idle)
                continue
            }
            let buffer = chip.word(VirtualCore.address(core, .messageFromCore))
            let length = Int(chip.half(buffer + 4))
            let bytes = chip.bytes(buffer + 8, count: min(length, SDPMessage.maximumMachineByteCount))
            returnBuffer(buffer)
            chip.setByte(command, MailboxCommand.idle)
            if let message = SDPMessage(machineBytes: bytes) { route(message) }
        }
    }

    /// A message as it lies in a shared buffer: link, length, checksum, header, payload.
    private func sharedImage(of message: SDPMessage) -> [UInt8] {
        let bytes = message.machineBytes
        return [0, 0, 0, 0, UInt8(truncatingIfNeeded: bytes.count), UInt8(truncatingIfNeeded: bytes.count >> 8), 0, 0]
            + bytes
    }

    private func takeBuffer() -> UInt32? {
        let root = MonitorVariable.sharedMessageRoot
        let buffer = chip.word(root)
        guard buffer != 0 else { return nil }
        chip.setWord(root, chip.word(buffer))
        let count = chip.half(root + 4) &+ 1
        chip.setHalf(root + 4, count)
        if count > chip.half(root + 6) { chip.setHalf(root + 6, count) }
        return buffer
    }

    private func returnBuffer(_ buffer: UInt32) {
        // A program may have left anything where the address of a buffer should be.
        let first = chip.word(MonitorVariable.sharedMessageBuffers)
        let size = UInt32(SDPMessage.sharedBufferByteCount)
        let offset = buffer &- first
        guard offset % size == 0, offset / size < chip.byte(MonitorVariable.bufferCount) else { return }
        let root = MonitorVariable.sharedMessageRoot
        chip.setWord(buffer, chip.word(root))
        chip.setWord(root, buffer)
        chip.setHalf(root + 4, chip.half(root + 4) &- 1)
    }

    /// Gives back the buffer of a message that a core has not taken out of its mailbox.
    func reclaimBuffer(of core: Int) {
        let command = VirtualCore.address(core, .commandToCore)
        guard chip.byte(command) == MailboxCommand.message else { return }
        returnBuffer(chip.word(VirtualCore.address(core, .messageToCore)))
        chip.setByte(command, MailboxCommand.idle)
    }

    /// Answers for a core that runs SARK's idle program: version and memory access, with true result codes.
    private func answerForIdleCore(_ message: SDPMessage) {
        guard message.destination.port == 0, let request = (try? SCPRequest(decoding: message.payload)) else { return }
        var code = SCPReturnCode.ok
        var data: [UInt8] = []
        switch request.command {
        case .version:
            data = version(core: Int(message.destination.core), program: "SARK/SpiNNaker")
        case .read, .write:
            guard request.argument2 <= 256, request.argument3 <= 2 else {
                code = SCPReturnCode.badArgument
                break
            }
            if request.command == .read {
                data = read(request, core: Int(message.destination.core))
            } else {
                write(request, core: Int(message.destination.core))
            }
        case .fill:
            fill(request, core: Int(message.destination.core))
        default:
            code = SCPReturnCode.badCommand
        }
        route(message.reply(code: code, data: data, keepingFlags: true))
    }
}
