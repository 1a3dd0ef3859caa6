/// One debugger's conversation with one core, in GDB's remote serial protocol; LLDB speaks it as well.
///
/// Bytes from the debugger go in, with the core they are about; bytes for it come out. When a core that was let run
/// stops, its owner says so by `stopped(_:)`.
///
/// - SeeAlso: Debugging with GDB, appendix "Remote Protocol"; LLDB, "GDB Remote Protocol Extensions".
package struct GDBSession {
    private static let registerCount = 17
    private static let triple = "armv5te-none-eabi"

    private var decoder = GDBPacketDecoder()
    private var acknowledges = true
    private var lastStop = DebugStop.interrupt

    /// Whether the core was let run and has not stopped yet.
    package private(set) var isRunning = false

    /// Whether the debugger has said goodbye; the core should then run freely.
    package private(set) var hasEnded = false

    /// Begins a conversation about a core that is stopped.
    package init() {}

    /// Takes bytes from the debugger and returns those for it.
    package mutating func receive(_ bytes: some Sequence<UInt8>, target: some DebugTarget) -> [UInt8] {
        var answer: [UInt8] = []
        for byte in bytes {
            switch decoder.receive(byte) {
            case nil: break
            case .interrupt: if isRunning { target.interrupt() }
            case .damaged: if acknowledges { answer.append(UInt8(ascii: "-")) }
            case .packet(let data):
                if acknowledges { answer.append(UInt8(ascii: "+")) }
                if let reply = reply(to: data, target) { answer += gdbPacket(reply) }
            }
        }
        return answer
    }

    /// Tells the debugger that the core has stopped.
    package mutating func stopped(_ reason: DebugStop) -> [UInt8] {
        lastStop = reason
        guard isRunning else { return [] }
        isRunning = false
        return gdbPacket(stopReply)
    }

    private var stopReply: [UInt8] { Array("T".utf8) + [lastStop.signal].hexadecimal + Array("thread:1;".utf8) }

    // MARK: - Packets

    /// The answer to a packet: `nil` for none yet, empty for packets that are not known.
    private mutating func reply(to data: [UInt8], _ target: some DebugTarget) -> [UInt8]? {
        guard let first = data.first else { return [] }
        let rest = data.dropFirst()
        switch Character(UnicodeScalar(first)) {
        case "?": return stopReply
        case "g": return (0..<Self.registerCount).flatMap { target.register($0).littleEndianBytes }.hexadecimal
        case "G": return Self.reply(setRegisters(rest, target))
        case "p": return readRegister(rest, target)
        case "P": return Self.reply(setRegister(rest, target))
        case "m": return readMemory(rest, target)
        case "M": return Self.reply(writeMemory(rest, target))
        case "Z": return breakpoint(rest, isInserted: true, target)
        case "z": return breakpoint(rest, isInserted: false, target)
        case "c": return resume(rest, forOneInstruction: false, target)
        case "s": return resume(rest, forOneInstruction: true, target)
        // There is one thread, and it lives.
        case "H", "T": return Self.success
        case "D":
            leave(target)
            return Self.success
        case "k":
            leave(target)
            return nil
        case "v", "q", "Q": return query(String(decoding: data, as: UTF8.self), target)
        default: return []
        }
    }

    private static let success = Array("OK".utf8)
    private static let badArgument = Array("E16".utf8)
    private static let badAddress = Array("E0e".utf8)

    private static func reply(_ isDone: Bool) -> [UInt8] { isDone ? success : badArgument }

    private mutating func leave(_ target: some DebugTarget) {
        hasEnded = true
        if !isRunning { target.resume(forOneInstruction: false) }
        isRunning = true
    }

    private mutating func query(_ text: String, _ target: some DebugTarget) -> [UInt8]? {
        if text.hasPrefix("qSupported") {
            let size = String(GDBPacketDecoder.dataLimit, radix: 16)
            return Array("PacketSize=\(size);QStartNoAckMode+;qXfer:features:read+;vContSupported+".utf8)
        }
        if let range = text.removing(prefix: "qXfer:features:read:target.xml:") { return description(range) }
        if let actions = text.removing(prefix: "vCont;") {
            guard let action = actions.first, "csCS".contains(action) else { return [] }
            return resume([], forOneInstruction: action == "s" || action == "S", target)
        }
        switch text {
        case "QStartNoAckMode":
            acknowledges = false
            return Self.success
        case "vCont?": return Array("vCont;c;C;s;S".utf8)
        case "qC": return Array("QC1".utf8)
        case "qfThreadInfo": return Array("m1".utf8)
        case "qsThreadInfo": return Array("l".utf8)
        case "qAttached": return Array("1".utf8)
        case "qHostInfo", "qProcessInfo":
            let triple = String(decoding: Array(Self.triple.utf8).hexadecimal, as: UTF8.self)
            return Array("pid:1;triple:\(triple);endian:little;ptrsize:4;".utf8)
        default: return []
        }
    }

    // MARK: - Registers and memory

    private func readRegister(_ digits: ArraySlice<UInt8>, _ target: some DebugTarget) -> [UInt8] {
        guard let number = UInt32(hexadecimal: digits), number < Self.registerCount else { return Self.badArgument }
        return target.register(Int(number)).littleEndianBytes.hexadecimal
    }

    private func setRegister(_ arguments: ArraySlice<UInt8>, _ target: some DebugTarget) -> Bool {
        let parts = arguments.split(separator: UInt8(ascii: "="))
        guard parts.count == 2, let number = UInt32(hexadecimal: parts[0]), number < Self.registerCount,
            let bytes = [UInt8](hexadecimal: parts[1]), bytes.count == 4
        else { return false }
        target.setRegister(Int(number), to: Self.word(bytes[...]))
        return true
    }

    private func setRegisters(_ digits: ArraySlice<UInt8>, _ target: some DebugTarget) -> Bool {
        guard let bytes = [UInt8](hexadecimal: digits), bytes.count == 4 * Self.registerCount else { return false }
        // The status first: it says whose registers the others are.
        for number in (0..<Self.registerCount).reversed() {
            target.setRegister(number, to: Self.word(bytes[(4 * number)..<(4 * number + 4)]))
        }
        return true
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads "address,count".
    private static func range(_ digits: ArraySlice<UInt8>) -> (address: UInt32, count: Int)? {
        let parts = digits.split(separator: UInt8(ascii: ","))
        guard parts.count == 2, let address = UInt32(hexadecimal: parts[0]), let count = UInt32(hexadecimal: parts[1])
        else { return nil }
        return (address, Int(count))
    }

    private func readMemory(_ arguments: ArraySlice<UInt8>, _ target: some DebugTarget) -> [UInt8] {
        guard let (address, count) = Self.range(arguments) else { return Self.badArgument }
        let bytes = target.memory(at: address, count: min(count, GDBPacketDecoder.dataLimit / 2))
        return bytes.isEmpty && count > 0 ? Self.badAddress : bytes.hexadecimal
    }

    private func writeMemory(_ arguments: ArraySlice<UInt8>, _ target: some DebugTarget) -> Bool {
        let parts = arguments.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let (address, count) = Self.range(parts[0]), let bytes = [UInt8](hexadecimal: parts[1]),
            bytes.count == count
        else { return false }
        return target.setMemory(at: address, to: bytes)
    }

    // MARK: - Running

    private func breakpoint(_ arguments: ArraySlice<UInt8>, isInserted: Bool, _ target: some DebugTarget) -> [UInt8] {
        let parts = arguments.split(separator: UInt8(ascii: ","))
        // Types 0 and 1, in software and in hardware, are the same on an emulated core; watchpoints there are none.
        guard let type = parts.first, type.elementsEqual("0".utf8) || type.elementsEqual("1".utf8) else { return [] }
        guard parts.count >= 2, let address = UInt32(hexadecimal: parts[1]) else { return Self.badArgument }
        if isInserted { target.insertBreakpoint(at: address) } else { target.removeBreakpoint(at: address) }
        return Self.success
    }

    private mutating func resume(
        _ digits: ArraySlice<UInt8>,
        forOneInstruction: Bool,
        _ target: some DebugTarget
    ) -> [UInt8]? {
        guard !isRunning else { return nil }
        if !digits.isEmpty {
            guard let address = UInt32(hexadecimal: digits) else { return Self.badArgument }
            target.setRegister(15, to: address)
        }
        isRunning = true
        target.resume(forOneInstruction: forOneInstruction)
        return nil
    }

    // MARK: - Description

    /// A part of the target's description: "m" and the part, "l" and the last part.
    private func description(_ range: Substring) -> [UInt8] {
        guard let (offset, count) = Self.range(Array(range.utf8)[...]) else { return Self.badArgument }
        let text = Array(Self.targetDescription.utf8)
        let part = text.dropFirst(Int(offset)).prefix(count)
        return [UInt8(ascii: part.endIndex < text.endIndex ? "m" : "l")] + part
    }

    private static let targetDescription: String = {
        let names = (0...12).map { "r\($0)" } + ["sp", "lr", "pc", "cpsr"]
        let types = ["sp": "data_ptr", "pc": "code_ptr"]
        let registers = names.map { name in
            "<reg name=\"\(name)\" bitsize=\"32\" type=\"\(types[name] ?? "uint32")\"/>"
        }
        return "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target version=\"1.0\">"
            + "<architecture>armv5te</architecture><feature name=\"org.gnu.gdb.arm.core\">" + registers.joined()
            + "</feature></target>"
    }()
}

extension String {
    /// What follows a prefix; `nil` without the prefix.
    fileprivate func removing(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
