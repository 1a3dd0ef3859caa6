import ChipInterface
import CoreShim

/// An SDP message as monitor and cores pass it: offsets in bytes (`sdp_msg_t` of `sark.h`).
enum MessageLayout {
    static var next: UInt32 { 0x00 }
    /// `UInt16`: bytes from `flags` on.
    static var length: UInt32 { 0x04 }
    static var checksum: UInt32 { 0x06 }
    static var flags: UInt32 { 0x08 }
    static var tag: UInt32 { 0x09 }
    static var destinationPort: UInt32 { 0x0a }
    static var sourcePort: UInt32 { 0x0b }
    static var destinationAddress: UInt32 { 0x0c }
    static var sourceAddress: UInt32 { 0x0e }
    static var command: UInt32 { 0x10 }
    static var sequence: UInt32 { 0x12 }
    static var argument1: UInt32 { 0x14 }
    static var argument2: UInt32 { 0x18 }
    static var argument3: UInt32 { 0x1c }
    static var data: UInt32 { 0x20 }
    /// Bytes of one message buffer.
    static var bytes: UInt32 { 0x124 }
    /// `length` of a reply without data: SDP header, command and sequence.
    static var emptyReply: UInt32 { 12 }
    /// `length` of a request with all arguments.
    static var shortestRequest: UInt32 { 24 }
}

/// Messages and signals between this core and the monitor, through this core's block and shared buffers.
///
/// Source: spinnaker_tools 4.0.0, `sark_base.c` and `scamp-3.c`.
enum Mailbox {
    /// How long to wait for the monitor to take the message before, in ms.
    private static var timeout: UInt32 { 100 }

    /// Hands a message to the monitor, which routes it by its header.
    ///
    /// - Parameter message: Address of the message in this core's memory; its `length` says how much of it counts.
    /// - Returns: Whether the monitor had room for it in time.
    @discardableResult
    static func send(_ message: UInt32) -> Bool {
        let block = CoreBlock.address
        let start = System.milliseconds
        // The mailbox has one place. The interrupt handler sends as well, so it must not come in between; packets, in
        // turn, must not be kept waiting for a busy monitor, so between two tries interrupts are let in.
        var status = interruptsMask()
        var buffer: UInt32 = 0
        while true {
            if load8(block + VirtualCoreBlock.outboxCommand) == MailboxCommand.idle.rawValue {
                buffer = SharedBuffers.take()
                if buffer != 0 {
                    break
                }
            }
            interruptsRestore(status)
            if System.milliseconds &- start > timeout {
                store32(InterruptWords.messagesLost, load32(InterruptWords.messagesLost) &+ 1)
                return false
            }
            status = interruptsMask()
        }
        copyMessage(from: message, to: buffer)
        store32(block + VirtualCoreBlock.outbox, buffer)
        store8(block + VirtualCoreBlock.outboxCommand, MailboxCommand.message.rawValue)
        let flags = SystemVariables.address + SystemVariables.mailboxFlags
        SharedLock.mailbox.locked {
            let before = load32(flags)
            store32(flags, before | 1 << load32(InterruptWords.virtualCore))
            if before == 0 {
                let monitor = load8(SystemVariables.address + SystemVariables.virtualToPhysical)
                SystemController.raiseInterrupt(physicalCore: UInt32(monitor))
            }
        }
        interruptsRestore(status)
        return true
    }

    /// Turns a request into its reply: ends exchanged, result set.
    ///
    /// - Parameters:
    ///   - message: Address of the request, which becomes the reply.
    ///   - result: What to put into the command field.
    ///   - dataBytes: Bytes of data, which begin at `argument1`.
    static func makeReply(_ message: UInt32, result: RunControlResult, dataBytes: UInt32) {
        let destinationPort = load8(message + MessageLayout.destinationPort)
        let destination = load16(message + MessageLayout.destinationAddress)
        store8(message + MessageLayout.destinationPort, load8(message + MessageLayout.sourcePort))
        store8(message + MessageLayout.sourcePort, destinationPort)
        store16(message + MessageLayout.destinationAddress, load16(message + MessageLayout.sourceAddress))
        store16(message + MessageLayout.sourceAddress, destination)
        store16(message + MessageLayout.command, result.rawValue)
        store16(message + MessageLayout.length, UInt16(truncatingIfNeeded: MessageLayout.emptyReply + dataBytes))
    }

    /// Copies a message, no more of it than its length says and a buffer holds.
    static func copyMessage(from source: UInt32, to target: UInt32) {
        let length = UInt32(load16(source + MessageLayout.length)) + MessageLayout.flags
        let bytes = min(length, MessageLayout.bytes - 4)
        var offset = MessageLayout.length
        while offset < bytes {
            store32(target + offset, load32(source + offset))
            offset += 4
        }
    }
}

/// The pool of message buffers that monitor and cores share.
enum SharedBuffers {
    /// Takes a buffer; 0 when all are in use.
    static func take() -> UInt32 {
        SharedLock.messages.locked {
            let root = SystemVariables.address + SystemVariables.sharedBufferRoot
            let count = SystemVariables.address + SystemVariables.sharedBufferCount
            let maximum = SystemVariables.address + SystemVariables.sharedBufferMaximum
            let buffer = load32(root)
            if buffer != 0 {
                store32(root, load32(buffer + MessageLayout.next))
                let used = load16(count) &+ 1
                store16(count, used)
                if used > load16(maximum) {
                    store16(maximum, used)
                }
            }
            return buffer
        }
    }

    /// Gives a buffer back.
    static func give(_ buffer: UInt32) {
        SharedLock.messages.locked {
            let root = SystemVariables.address + SystemVariables.sharedBufferRoot
            let count = SystemVariables.address + SystemVariables.sharedBufferCount
            store32(buffer + MessageLayout.next, load32(root))
            store32(root, buffer)
            store16(count, load16(count) &- 1)
        }
    }
}

/// Something from the monitor: called by the interrupt handler of Start.S.
///
/// - Parameter interrupted: Address of the instruction that was to come next.
@_cdecl("monitor_interrupt")
func monitorInterrupt(_ interrupted: UInt32) {
    SystemController.clearInterrupt(physicalCore: load32(InterruptWords.physicalCore))
    let block = CoreBlock.address
    let command = MailboxCommand(rawValue: load8(block + VirtualCoreBlock.inboxCommand))
    if command == .idle {
        return  // A SYNC signal: it only wakes the core.
    }
    let content = load32(block + VirtualCoreBlock.inbox)
    if command == .ping {
        store32(block + VirtualCoreBlock.inbox, interrupted)
    }
    if command == .message {
        takeMessage(content)
    }
    store8(block + VirtualCoreBlock.inboxCommand, MailboxCommand.idle.rawValue)
    if command == .signal {
        takeSignal(content)
    }
}

private func takeMessage(_ shared: UInt32) {
    let port = load8(shared + MessageLayout.destinationPort) >> 5
    if port == 0 {
        Mailbox.copyMessage(from: shared, to: InterruptWords.debugMessage)
        SharedBuffers.give(shared)
        // The place must be free again before the reply goes out: the answer may bring the next request.
        store8(CoreBlock.address + VirtualCoreBlock.inboxCommand, MailboxCommand.idle.rawValue)
        DebugCommands.answer(InterruptWords.debugMessage)
        return
    }
    if port == RunControl.port, load32(InterruptWords.controlWaiting) == 0 {
        Mailbox.copyMessage(from: shared, to: InterruptWords.controlMessage)
        store32(InterruptWords.controlWaiting, 1)
    }
    // Else nobody listens, or the message before is not answered yet: the sender will repeat it.
    SharedBuffers.give(shared)
}

/// Signals of `sark.h`: 3 START, 6 PAUSE, 7 CONT, 8 EXIT, 9 TIMER, 10 to 13 USR0 to USR3.
private func takeSignal(_ signal: UInt32) {
    switch signal {
    case 3:
        store32(InterruptWords.waitForStart, 0)
    case 9:
        store32(InterruptWords.ticks, load32(InterruptWords.ticks) &+ 1)
    case 6, 7, 8, 10, 11, 12, 13:
        store32(InterruptWords.signals, load32(InterruptWords.signals) | 1 << signal)
    default:
        break
    }
}
