import ARM968
import SpiNNakerMachine

// MARK: - Ethernet

extension ChipEmulator {
    /// Frames that wait at the board's end of the cable; later ones are lost, as in a switch.
    static let cableLimit = 1024

    /// Takes a UDP datagram from a host: as a frame, or directly where the monitor processor is not a core.
    func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint) {
        if let monitor, !monitor.takesFrames {
            monitor.receive(datagram: datagram, port: port, from: sender, on: self)
        } else if let network, let frame = network.frame(carrying: datagram, from: sender, toPort: port) {
            receive(frame)
        }
    }

    /// Takes a frame that comes by the cable; it waits while the controller has no room.
    package func receive(_ frame: [UInt8]) {
        if let monitor {
            monitor.receive(frame: frame, on: self)
            return
        }
        guard ethernet.accepts(frame), cable.count < Self.cableLimit else { return }
        cable.append(frame)
        moveFrames()
    }

    /// Moves frames from the cable to the controller while it has room.
    private func moveFrames() {
        var count = 0
        while count < cable.count, ethernet.hasRoom(for: cable[count]) {
            ethernet.receive(cable[count])
            count += 1
        }
        cable.removeFirst(count)
        updateLines()
    }

    /// Writes a register of the Ethernet controller and does what follows.
    func storeEthernet(_ offset: UInt32, _ value: UInt32, _ size: AccessSize) {
        switch ethernet.store(offset, value, size) {
        case .none: break
        case .changed: moveFrames()
        case .send(let frame):
            updateLines()
            send(frame)
        }
    }

    /// Puts a frame on the cable.
    func send(_ frame: [UInt8]) {
        guard let network, ethernet.transceiver.isPlugged else { return }
        cableTap?(frame)
        switch network.take(frame) {
        case .nothing: break
        case .reply(let answer): receive(answer)
        case .datagram(let datagram): emit(datagram)
        case .bad: record(.badFrame)
        }
    }

    // MARK: - Serial ROM

    /// Passes the pins that the chip drives on to the serial ROM, and back what that one answers.
    func pinsChanged() {
        updateLines()
        guard serialROM != nil else { return }
        serialROM?.drive(systemController.drivenPins)
        if serialROM?.output ?? true {
            systemController.inputPins |= SerialROM.outputPin
        } else {
            systemController.inputPins &= ~SerialROM.outputPin
        }
    }

    // MARK: - Cable

    /// Whether the chip's Ethernet cable leads to something.
    package var hasEthernetLink: Bool { ethernet.transceiver.isPlugged }

    /// Pulls out the chip's Ethernet cable, or puts it back.
    package func setCable(isPlugged: Bool) { ethernet.transceiver.isPlugged = isPlugged }
}
