import ARM968

/// The Ethernet controller (MAC) of a chip: one frame to send, a ring of received ones.
///
/// A frame is sent at once. Of received frames the oldest is what the read pointers show; the ring is repeated behind
/// its end, so that a frame over the end can be read in one go.
///
/// - SeeAlso: SpiNN2 datasheet 2.02, §15.
struct EthernetController: Codable {
    /// What a write asks of the chip.
    enum Effect {
        case none
        /// Interrupt lines, or the room for frames, may have changed.
        case changed
        /// A frame leaves.
        case send([UInt8])
    }

    private static let ringBytes = 0xc00
    private static let sendBytes = 0x600
    private static let descriptorCount = 48
    /// Frames stand in the ring with their check sequence.
    private static let checkBytes = 4

    private var ring: [UInt8] = []
    private var sendBuffer: [UInt8] = []
    private var descriptors: [UInt32] = []
    private var control: UInt32 = 0x78
    private var sendLength = 0
    private var hardwareLow: UInt32 = 0
    private var hardwareHigh: UInt32 = 0
    private var frames = 0
    private var usedBytes = 0
    private var dropped: UInt32 = 0
    // Positions with the number of times around in the bit above.
    private var readPointer = 0
    private var writePointer = 0
    private var readDescriptor = 0
    private var writeDescriptor = 0
    private var hasReceived = false
    private var hasSent = false

    /// The transceiver, if the chip has one.
    var transceiver = EthernetTransceiver(isPresent: false)

    /// The levels of interrupt lines 19 (sent) and 20 (received), at their places.
    @inline(__always)
    var lines: UInt32 { (hasSent ? 1 << 19 : 0) | (hasReceived ? 1 << 20 : 0) }

    /// Whether a stored value can be one: memories have their sizes, pointers lie within them.
    var isSound: Bool {
        (ring.isEmpty ? descriptors.isEmpty : ring.count == Self.ringBytes && descriptors.count == Self.descriptorCount)
            && (sendBuffer.isEmpty || sendBuffer.count == Self.sendBytes)
            && (0...0x7ff).contains(sendLength)
            && (ring.isEmpty ? frames == 0 : (0...Self.descriptorCount).contains(frames))
            && (0...Self.ringBytes).contains(usedBytes)
            && [readPointer, writePointer].allSatisfy { $0 & ~0x1fff == 0 && $0 & 0xfff < Self.ringBytes }
            && [readDescriptor, writeDescriptor].allSatisfy((0..<Self.descriptorCount).contains)
            && descriptors.allSatisfy { $0 <= 1514 }
            && framesBytes == usedBytes
    }

    /// What the frames in the ring take of it.
    private var framesBytes: Int {
        (0..<frames).reduce(0) {
            $0 + (Int(descriptors[(readDescriptor + $1) % Self.descriptorCount]) + Self.checkBytes + 3) & ~3
        }
    }

    private var isReceiving: Bool { control & 2 != 0 }

    /// The place of a byte within its word: turned around unless the control register says otherwise.
    private func place(_ index: Int) -> Int { control & 0x400 != 0 ? index : index ^ 3 }

    // MARK: - Receiving

    /// Whether the controller wants a frame: it is on, and the filter lets the frame pass.
    func accepts(_ frame: [UInt8]) -> Bool {
        guard isReceiving, frame.count >= EthernetFrame.headerBytes, frame.count <= 1514 else { return false }
        let destination = frame.bigEndian(at: 0, count: 6)
        if control & 0x80 != 0 { return true }
        if destination == EthernetFrame.broadcast { return control & 0x40 != 0 }
        if frame[0] & 1 != 0 { return control & 0x20 != 0 }
        return control & 0x10 != 0 && destination == UInt64(hardwareHigh & 0xffff) << 32 | UInt64(hardwareLow)
    }

    private static func room(for frame: [UInt8]) -> Int { (frame.count + checkBytes + 3) & ~3 }

    /// Whether there is room for a frame now.
    func hasRoom(for frame: [UInt8]) -> Bool {
        frames < Self.descriptorCount && usedBytes + Self.room(for: frame) <= Self.ringBytes
    }

    /// Stores a frame that has come; without room it is dropped and counted.
    mutating func receive(_ frame: [UInt8]) {
        guard hasRoom(for: frame) else {
            dropped = min(dropped + 1, 0xffff)
            return
        }
        if ring.isEmpty {
            ring = Array(repeating: 0, count: Self.ringBytes)
            descriptors = Array(repeating: 0, count: Self.descriptorCount)
        }
        let check = CRC32.checksum(frame)
        let start = writePointer & 0xfff
        for (index, byte) in (frame + check.littleEndianBytes).enumerated() {
            ring[(start + index) % Self.ringBytes] = byte
        }
        descriptors[writeDescriptor] = UInt32(frame.count)
        writeDescriptor = (writeDescriptor + 1) % Self.descriptorCount
        writePointer = Self.advance(writePointer, by: Self.room(for: frame))
        usedBytes += Self.room(for: frame)
        frames += 1
        hasReceived = true
    }

    private static func advance(_ pointer: Int, by count: Int) -> Int {
        let next = pointer & 0xfff + count
        return next < ringBytes ? pointer & 0x1000 | next : (pointer ^ 0x1000) & 0x1000 | (next - ringBytes)
    }

    private mutating func release() {
        guard frames > 0 else { return }
        let room = (Int(descriptors[readDescriptor]) + Self.checkBytes + 3) & ~3
        readDescriptor = (readDescriptor + 1) % Self.descriptorCount
        readPointer = Self.advance(readPointer, by: room)
        usedBytes -= room
        frames -= 1
    }

    // MARK: - Registers

    /// Reads a register or a part of the frame memories.
    func load(_ offset: UInt32, _ size: AccessSize) -> UInt32 {
        switch offset {
        case 0x4000..<0x8000:
            guard !ring.isEmpty else { return 0 }
            let start = Int(offset - 0x4000)
            return (0..<size.byteCount).reduce(0) {
                $0 | UInt32(ring[place(start + $1) % Self.ringBytes]) << UInt32(8 * $1)
            }
        case 0x8000..<0x80c0:
            return descriptors.isEmpty ? 0 : descriptors[Int(offset - 0x8000) >> 2]
        case 0xc000: return control
        // Sending takes no time.
        case 0xc004: return dropped << 16 | UInt32(frames) << 1
        case 0xc008: return UInt32(sendLength)
        case 0xc014: return hardwareLow
        case 0xc018: return hardwareHigh
        case 0xc01c: return transceiver.pins
        case 0xc024: return UInt32(readPointer)
        case 0xc028: return UInt32(writePointer)
        case 0xc02c: return UInt32(readDescriptor)
        case 0xc030: return UInt32(writeDescriptor)
        default: return 0
        }
    }

    /// Writes a register or a part of the sending memory.
    mutating func store(_ offset: UInt32, _ value: UInt32, _ size: AccessSize) -> Effect {
        switch offset {
        case 0..<0x600:
            if sendBuffer.isEmpty { sendBuffer = Array(repeating: 0, count: Self.sendBytes) }
            for index in 0..<size.byteCount {
                sendBuffer[place(Int(offset) + index)] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
            }
        case 0xc000:
            control = value & 0x5ff
            if value & 0x200 != 0 { dropped = 0 }
            return .changed
        case 0xc008: sendLength = Int(value & 0x7ff)
        case 0xc00c: return send()
        case 0xc010:
            release()
            return .changed
        case 0xc014: hardwareLow = value
        case 0xc018: hardwareHigh = value & 0xffff
        case 0xc01c: transceiver.write(value)
        case 0xc020:
            if value & 1 != 0 { hasSent = false }
            if value & 0x10 != 0, frames == 0 { hasReceived = false }
            return .changed
        default: break
        }
        return .none
    }

    private mutating func send() -> Effect {
        guard control & 1 != 0, (60...1514).contains(sendLength), !sendBuffer.isEmpty else { return .none }
        hasSent = true
        return .send(Array(sendBuffer[..<sendLength]))
    }
}

extension UInt32 {
    /// The four bytes, lowest first.
    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(8 * $0)) } }
}
