import MonitorServices
import SpiNNakerMachine
import Testing

@Suite
struct BoardManagementTests {
    /// A frame of three boards.
    private final class Frame {
        var management = BoardManagement(address: 0x7f1e_0100, boardAddresses: [0x7f1e_0101, 0x7f1e_0102, 0x7f1e_0103])
        var actions: [BoardManagement.Action] = []

        /// Asks a board; returns the code and what is behind the sequence number.
        func ask(_ command: UInt8, _ arguments: [UInt32], data: [UInt8] = [], board: UInt8 = 0) -> (
            code: UInt16, data: [UInt8]
        )? {
            var bytes: [UInt8] = [0, 0, 0x87, 0xff, board, 0xff, 0, 0, 0, 0, command, 0, 0x39, 0x30]
            for index in 0..<3 { bytes += (index < arguments.count ? arguments[index] : 0).littleEndianBytes }
            let (reply, actions) = management.receive(bytes + data)
            self.actions = actions
            guard let reply, reply.count >= 14 else { return nil }
            #expect(reply[2] == 0x07)
            #expect(reply.littleEndianHalf(at: 12) == 0x3039)
            return (reply.littleEndianHalf(at: 10), Array(reply[14...]))
        }
    }

    @Test
    func theVersionNamesBoardAndSoftware() throws {
        let frame = Frame()
        let answer = try #require(frame.ask(0, [], board: 2))
        #expect(answer.code == 0x80)
        #expect(answer.data.littleEndianWord(at: 0) & 0xffff == 0x0202)
        #expect(answer.data.littleEndianWord(at: 4) == 0xffff_0100)
        #expect(String(decoding: answer.data[12...], as: UTF8.self) == "BC&MP/Spin5-BMP\u{0}2.1.2\u{0}")
        #expect(frame.ask(0, [], board: 3) == nil, "a board that is not there")
    }

    @Test
    func powerGoesToTheBoardsOfTheMask() throws {
        let frame = Frame()
        #expect(try #require(frame.ask(57, [0, 0b101])).code == 0x80)
        #expect(frame.actions == [.stop([0, 2])])
        #expect(!frame.management.isRunning(0))
        #expect(frame.management.isRunning(1))
        _ = frame.ask(57, [1, 0b100])
        #expect(frame.actions == [.stop([2]), .start([2])])
        #expect(frame.management.isRunning(2))
        #expect(try #require(frame.ask(57, [2, 1])).code == 0x84)
        #expect(frame.actions.isEmpty)
    }

    @Test
    func resetsHoldReleaseOrPulse() throws {
        let frame = Frame()
        _ = frame.ask(55, [1, 0b10])
        #expect(frame.actions == [.stop([1])])
        #expect(!frame.management.isRunning(1))
        _ = frame.ask(55, [0, 0b10])
        #expect(frame.actions == [.start([1])])
        #expect(frame.management.isRunning(1))
        _ = frame.ask(55, [2, 0b11])
        #expect(frame.actions == [.stop([0, 1]), .start([0, 1])])
        #expect(try #require(frame.ask(55, [3, 1])).code == 0x84)
    }

    @Test
    func fpgasKnowWhoTheyAreAndForgetWithoutPower() throws {
        let frame = Frame()
        for fpga in 0..<UInt32(3) {
            #expect(try #require(frame.ask(17, [0x4_0004, 4, fpga], board: 1)).data == fpga.littleEndianBytes)
        }
        // The side of links 8 to 15 of FPGA 1 is stopped.
        _ = frame.ask(18, [0x1_005c, 4, 1], data: [1, 0, 0, 0], board: 1)
        #expect(frame.actions == [.changeLinks])
        let west = try #require(FPGALink(place: ChipID(x: 1, y: 4), link: .west))
        let southWest = try #require(FPGALink(place: ChipID(x: 0, y: 1), link: .west))
        #expect(frame.management.isStopped(west, of: 1))
        #expect(!frame.management.isStopped(southWest, of: 1))
        #expect(!frame.management.isStopped(west, of: 0))
        _ = frame.ask(57, [1, 0b10])
        #expect(!frame.management.isStopped(west, of: 1))
        #expect(try #require(frame.ask(17, [0x4_0004, 4, 3])).code == 0x84)
        #expect(try #require(frame.ask(17, [0x4_0004, 257, 0])).code == 0x84)
    }

    @Test
    func lightsGoOnOffAndOver() {
        let frame = Frame()
        _ = frame.ask(25, [0b11_00_11, 0b110], board: 1)
        #expect(frame.management.lights(of: 1) == 0b101)
        #expect(frame.management.lights(of: 0) == 0)
        _ = frame.ask(25, [0b01_01_10, 0b010])
        #expect(frame.management.lights(of: 1) == 0b010)
        #expect(frame.management.lights(of: 2) == 0b101)
    }

    @Test
    func measurementsAreThoseOfABoardOnADesk() throws {
        let frame = Frame()
        let on = try #require(frame.ask(48, [3])).data
        #expect(on.count == 48)
        #expect(abs(Double(on.littleEndianHalf(at: 2)) * 2.5 / 4096 - 1.2) < 0.001)
        #expect(abs(Double(on.littleEndianHalf(at: 14)) * 15 / 4096 - 12) < 0.01)
        #expect(on.littleEndianHalf(at: 16) == 25 * 256)
        _ = frame.ask(57, [0, 1])
        #expect(try #require(frame.ask(48, [3])).data.littleEndianHalf(at: 2) == 0)
        let addresses = try #require(frame.ask(48, [4])).data
        #expect(addresses.count == 64)
        #expect(Array(addresses[8..<12]) == [127, 30, 1, 0])
        #expect(Array(addresses[40..<44]) == [127, 30, 1, 1])
    }

    @Test
    func whatIsNotUnderstoodIsRefused() throws {
        let frame = Frame()
        #expect(try #require(frame.ask(99, [])).code == 0x83)
        #expect(try #require(frame.ask(48, [77])).code == 0x84)
        #expect(try #require(frame.ask(0, [], board: 1 << 5)).code == 0x85)
        #expect(frame.management.receive([]).reply == nil)
        #expect(frame.management.receive([0, 0, 0x87, 0xff, 0, 0xff, 0, 0, 0, 0, 0, 0]).reply?[10] == 0x81)
    }
}
