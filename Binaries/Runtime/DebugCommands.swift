import ChipInterface
import CoreShim

/// The commands every core answers on SDP port 0, whatever its program does: SCP's VER, READ, WRITE and FILL.
///
/// Source: `protocols.md` of SCP 1.x as SARK 4.0.0 answers (`sark_base.c`): the reply flag is not looked at.
enum DebugCommands {
    private static var dataBytes: UInt32 { 256 }

    /// Answers a request and sends the reply.
    ///
    /// - Parameter message: Address of the request in this core's memory.
    static func answer(_ message: UInt32) {
        guard UInt32(load16(message + MessageLayout.length)) >= MessageLayout.shortestRequest else {
            reply(message, .badLength)
            return
        }
        let address = load32(message + MessageLayout.argument1)
        let length = load32(message + MessageLayout.argument2)
        let kind = load32(message + MessageLayout.argument3)
        switch load16(message + MessageLayout.command) {
        case 0:
            reply(message, .ok, dataBytes: writeVersion(message + MessageLayout.argument1))
        case 2:
            guard length <= dataBytes, isAccess(address, length, kind) else {
                reply(message, .badArgument)
                return
            }
            copy(from: address, to: message + MessageLayout.argument1, bytes: length, kind: kind)
            reply(message, .ok, dataBytes: length)
        case 3:
            guard length <= dataBytes, isAccess(address, length, kind) else {
                reply(message, .badArgument)
                return
            }
            copy(from: message + MessageLayout.data, to: address, bytes: length, kind: kind)
            reply(message, .ok)
        case 5:
            guard address & 3 == 0, kind & 3 == 0 else {
                reply(message, .badArgument)
                return
            }
            var offset: UInt32 = 0
            while offset < kind {
                store32(address &+ offset, length)
                offset += 4
            }
            reply(message, .ok)
        default:
            reply(message, .badCommand)
        }
    }

    private static func reply(_ message: UInt32, _ result: RunControlResult, dataBytes: UInt32 = 0) {
        Mailbox.makeReply(message, result: result, dataBytes: dataBytes)
        Mailbox.send(message)
    }

    /// Type 0, 1 or 2: accesses of 1, 2 or 4 bytes, to which address and length are aligned.
    private static func isAccess(_ address: UInt32, _ length: UInt32, _ kind: UInt32) -> Bool {
        kind <= 2 && (address | length) & ((1 << kind) - 1) == 0
    }

    private static func copy(from source: UInt32, to target: UInt32, bytes: UInt32, kind: UInt32) {
        var offset: UInt32 = 0
        while offset < bytes {
            switch kind {
            case 2: store32(target &+ offset, load32(source &+ offset))
            case 1: store16(target &+ offset, load16(source &+ offset))
            default: store8(target &+ offset, load8(source &+ offset))
            }
            offset += 1 << kind
        }
    }

    /// Chip and core, buffer size, no date, then names: returns the bytes written.
    private static func writeVersion(_ address: UInt32) -> UInt32 {
        let chip = UInt32(load16(SystemVariables.address + SystemVariables.chipAddress))
        let cores = load32(InterruptWords.physicalCore) << 8 | load32(InterruptWords.virtualCore)
        store32(address, chip << 16 | cores)
        store32(address + 4, 0xffff_0000 | dataBytes)
        store32(address + 8, 0)
        let names: StaticString = "SwiNN/SpiNNaker\u{0}4.0.0\u{0}"
        for index in 0..<names.utf8CodeUnitCount {
            store8(address + 12 + UInt32(index), names.utf8Start[index])
        }
        return 12 + UInt32(names.utf8CodeUnitCount)
    }
}
