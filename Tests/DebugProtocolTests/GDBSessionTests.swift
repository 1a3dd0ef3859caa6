import DebugProtocol
import Testing

/// The packets here are those that GDB 13 and LLDB 17 exchange with other servers, or that GDB's manual shows.
@Suite
struct GDBSessionTests {
    /// A core with 256 bytes of memory at 0x1000.
    private final class FakeCore: DebugTarget {
        var registers: [UInt32] = (0..<17).map { UInt32($0) * 0x0101_0101 }
        var bytes = [UInt8](0...255)
        var breakpoints: Set<UInt32> = []
        var resumed: [Bool] = []
        var interruptions = 0

        func register(_ number: Int) -> UInt32 { registers[number] }
        func setRegister(_ number: Int, to value: UInt32) { registers[number] = value }
        func memory(at address: UInt32, count: Int) -> [UInt8] {
            guard (0x1000..<0x1100).contains(address) else { return [] }
            return Array(bytes[Int(address - 0x1000)...].prefix(count))
        }
        func setMemory(at address: UInt32, to bytes: [UInt8]) -> Bool {
            guard address >= 0x1000, Int(address) + bytes.count <= 0x1100 else { return false }
            self.bytes.replaceSubrange(Int(address - 0x1000)..<(Int(address - 0x1000) + bytes.count), with: bytes)
            return true
        }
        func insertBreakpoint(at address: UInt32) { breakpoints.insert(address) }
        func removeBreakpoint(at address: UInt32) { breakpoints.remove(address) }
        func resume(forOneInstruction: Bool) { resumed.append(forOneInstruction) }
        func interrupt() { interruptions += 1 }
    }

    private let core = FakeCore()

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func say(_ packet: String, _ session: inout GDBSession) -> String {
        text(session.receive(Array(packet.utf8), target: core))
    }

    @Test
    func sumsAreThoseOfTheManual() {
        var session = GDBSession()
        #expect(say("$?#3f", &session) == "+$T02thread:1;#d4")
        #expect(say("$OK#9a", &session) == "+$#00")
        // A wrong sum is asked for again.
        #expect(say("$?#3e", &session) == "-")
    }

    @Test
    func withoutAcknowledgementsOnlyPacketsGo() {
        var session = GDBSession()
        #expect(say("+$QStartNoAckMode#b0", &session) == "+$OK#9a")
        #expect(say("$vMustReplyEmpty#3a", &session) == "$#00")
        #expect(say("$qC#b4", &session) == "$QC1#c5")
    }

    @Test
    func registersGoLowestByteFirst() {
        var session = GDBSession()
        #expect(say("$p1#a1", &session) == "+$01010101#84")
        core.registers[15] = 0x1234_5678
        #expect(say("$pf#d6", &session) == "+$78563412#a4")
        #expect(say("$Pf=efbeadde#13", &session).hasSuffix("$OK#9a"))
        #expect(core.registers[15] == 0xdead_beef)
        let all = say("$g#67", &session)
        #expect(all.count == 1 + 4 + 17 * 8)
        #expect(all.contains("efbeadde10101010#"))
    }

    @Test
    func memoryIsReadAndWritten() {
        var session = GDBSession()
        #expect(say("$m1010,4#8f", &session) == "+$10111213#8a")
        #expect(say("$m10fe,4#f9", &session) == "+$feff#97")
        #expect(say("$m2000,4#8f", &session) == "+$E0e#da")
        #expect(say("$M1000,2:a55a#d2", &session) == "+$OK#9a")
        #expect(core.bytes.prefix(2) == [0xa5, 0x5a])
        #expect(say("$M10ff,2:a55a#3e", &session) == "+$E16#ac")
    }

    @Test
    func aCoreRunsUntilItStopsOrIsInterrupted() {
        var session = GDBSession()
        #expect(say("$Z0,1004,4#db", &session) == "+$OK#9a")
        #expect(core.breakpoints == [0x1004])
        #expect(say("$vCont;c#a8", &session) == "+")
        #expect(core.resumed == [false])
        #expect(session.isRunning)
        #expect(text(session.stopped(.breakpoint)) == "$T05thread:1;#d7")
        #expect(say("$s#73", &session) == "+")
        #expect(core.resumed == [false, true])
        #expect(say("\u{3}", &session) == "")
        #expect(core.interruptions == 1)
        #expect(text(session.stopped(.interrupt)) == "$T02thread:1;#d4")
        #expect(say("$z0,1004,4#fb", &session) == "+$OK#9a")
        #expect(core.breakpoints.isEmpty)
        #expect(say("$D#44", &session) == "+$OK#9a")
        #expect(session.hasEnded)
        #expect(core.resumed.last == false)
    }

    @Test
    func theDescriptionComesInParts() {
        var session = GDBSession()
        _ = say("$QStartNoAckMode#b0", &session)
        let first = say("$qXfer:features:read:target.xml:0,20#ad", &session)
        #expect(first.hasPrefix("$m<?xml version=\"1.0\"?>"))
        let rest = say("$qXfer:features:read:target.xml:20,ffb#ab", &session)
        #expect(rest.hasPrefix("$l") && rest.contains("<reg name=\"cpsr\" bitsize=\"32\" type=\"uint32\"/>"))
        #expect(say("$qXfer:features:read:target.xml:fff,ffb#7b", &session) == "$l#6c")
    }

    @Test
    func nonsenseIsSurvived() {
        var session = GDBSession()
        var state: UInt64 = 1
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let letters = Array("gGpPmMZzcsHTDkvqQ?".utf8)
            var data = [letters[Int(state >> 33) % letters.count]]
            data += (0..<Int(state >> 60)).map { UInt8(truncatingIfNeeded: state >> (4 * UInt64($0))) & 0x7f }
            data.removeAll { [0x23, 0x24, 0x7d, 0x03].contains($0) }
            let sum = data.reduce(UInt8(0)) { $0 &+ $1 }
            let digits = Array("0123456789abcdef".utf8)
            let packet = [0x24] + data + [0x23, digits[Int(sum >> 4)], digits[Int(sum & 15)]]
            #expect(session.receive(packet, target: core).first == UInt8(ascii: "+"))
            if session.isRunning { _ = session.stopped(.step) }
        }
    }
}
