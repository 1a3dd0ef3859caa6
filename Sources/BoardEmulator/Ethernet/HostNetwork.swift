/// The network at the other end of a board's Ethernet cable: all hosts that there are, in one place.
///
/// Hosts' UDP datagrams become frames for the board; the board's frames become datagrams for hosts. Any IPv4 address
/// but the board's own is taken to be a host that answers ARP.
struct HostNetwork: Hashable, Sendable {
    /// What comes of a frame that the board has sent.
    enum Outcome: Hashable {
        case nothing
        /// A frame back to the board.
        case reply([UInt8])
        /// A datagram for a host.
        case datagram(UDPDatagram)
        /// A frame that no host would accept.
        case bad(UDPDatagram.Failure)
    }

    let settings: EthernetSettings

    /// The hardware address of the host with an IPv4 address.
    static func hardwareAddress(of host: UInt32) -> UInt64 { 0x0200_0000_0000 | UInt64(host) }

    /// The frame that brings the board a datagram; `nil` when it is too long for one.
    func frame(carrying payload: [UInt8], from sender: Endpoint, toPort port: UInt16) -> [UInt8]? {
        guard payload.count <= UDPDatagram.maximumPayloadBytes else { return nil }
        let target = Endpoint(address: settings.address, port: port)
        return EthernetFrame(
            destination: settings.hardwareAddress,
            source: Self.hardwareAddress(of: sender.address),
            type: EthernetFrame.Content.ipv4,
            content: UDPDatagram(source: sender, destination: target, payload: payload).encode()
        ).encode()
    }

    /// Takes a frame that the board has sent.
    func take(_ bytes: [UInt8]) -> Outcome {
        guard let frame = EthernetFrame(decoding: bytes) else { return .nothing }
        switch frame.type {
        case EthernetFrame.Content.arp:
            return ARPMessage(decoding: frame.content).map(answer) ?? .nothing
        case EthernetFrame.Content.ipv4:
            do {
                let datagram = try UDPDatagram(decoding: frame.content)
                // What is for everybody is for nobody here.
                return datagram.destination.address == .max ? .nothing : .datagram(datagram)
            } catch .otherProtocol {
                return .nothing
            } catch {
                return .bad(error)
            }
        default:
            return .nothing
        }
    }

    private func answer(_ question: ARPMessage) -> Outcome {
        guard !question.isReply, question.target != settings.address else { return .nothing }
        let host = Self.hardwareAddress(of: question.target)
        let answer = ARPMessage(
            isReply: true,
            senderHardware: host,
            sender: question.target,
            targetHardware: question.senderHardware,
            target: question.sender
        )
        return .reply(
            EthernetFrame(
                destination: question.senderHardware,
                source: host,
                type: EthernetFrame.Content.arp,
                content: answer.encode()
            ).encode()
        )
    }
}
