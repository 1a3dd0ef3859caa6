/// Whom the boot ROM of an Ethernet chip says hello to: everybody, until a host speaks to it.
struct BootHost: Codable {
    var hardwareAddress = EthernetFrame.broadcast
    var address: UInt32 = 0xffff_ffff
    var isKnown = false
}

// MARK: - Ethernet

/// Frames as the boot ROM of a chip with a serial ROM takes and sends them.
///
/// - SeeAlso: SpiNNaker boot ROM, `interrupt_service_routines.c` (`eth_rx_isr`), `eth_link.c`.
extension BootROM {
    /// The UDP port of the boot protocol, at both ends.
    private static let port: UInt16 = 54321
    private static let hello: UInt64 = 65
    /// The ROM's release, 2.1, and "CPTS".
    private static let release: UInt64 = 0x0201_0000
    private static let signature: UInt64 = 0x4350_5453

    package func receive(frame bytes: [UInt8], on chip: ChipEmulator) {
        guard chip.serialROM != nil, let settings = chip.ethernetSettings, let frame = EthernetFrame(decoding: bytes),
            frame.destination == settings.hardwareAddress || frame.destination >> 40 & 1 == 1
        else { return }
        switch frame.type {
        case EthernetFrame.Content.arp:
            guard let question = ARPMessage(decoding: frame.content), question.target == settings.address else {
                return
            }
            answer(question, settings, on: chip)
        case EthernetFrame.Content.ipv4:
            if let reply = EchoMessage.reply(to: frame.content) {
                send(reply, to: frame.source, settings, on: chip)
            } else {
                receive(packet: frame, on: chip)
            }
        default: break
        }
    }

    private func receive(packet frame: EthernetFrame, on chip: ChipEmulator) {
        guard let datagram = try? UDPDatagram(decoding: frame.content), datagram.destination.port == Self.port,
            datagram.payload.starts(with: [0, 1])
        else { return }
        if !host.isKnown {
            host.hardwareAddress = frame.source
            host.address = datagram.source.address
            host.isKnown = true
        }
        act(on: floodFill.receive(message: datagram.payload), chip)
    }

    private func answer(_ question: ARPMessage, _ settings: EthernetSettings, on chip: ChipEmulator) {
        let reply = ARPMessage(
            isReply: true,
            senderHardware: settings.hardwareAddress,
            sender: settings.address,
            targetHardware: question.senderHardware,
            target: question.sender
        )
        send(reply.encode(), type: EthernetFrame.Content.arp, to: question.senderHardware, settings, on: chip)
    }

    /// Tells the host, or everybody, that the chip waits for an image.
    func sayHello(on chip: ChipEmulator) {
        guard chip.serialROM != nil, let settings = chip.ethernetSettings else { return }
        var message: [UInt8] = [0, 1]
        for word in [Self.hello, Self.release, 0, Self.signature] { message.append(word, count: 4) }
        let datagram = UDPDatagram(
            source: Endpoint(address: settings.address, port: Self.port),
            destination: Endpoint(address: host.address, port: Self.port),
            payload: message
        )
        send(datagram.encode(), to: host.hardwareAddress, settings, on: chip)
    }

    private func send(
        _ content: [UInt8],
        type: UInt16 = EthernetFrame.Content.ipv4,
        to destination: UInt64,
        _ settings: EthernetSettings,
        on chip: ChipEmulator
    ) {
        let frame = EthernetFrame(
            destination: destination,
            source: settings.hardwareAddress,
            type: type,
            content: content
        )
        chip.send(frame.encode())
    }
}
