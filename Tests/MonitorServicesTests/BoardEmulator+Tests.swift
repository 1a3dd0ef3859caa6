import BoardEmulator
import MonitorServices
import SpiNNakerMachine
import Testing

/// The emulator's interface as the tests of this folder use it.
extension BoardEmulator {
    static func forTests(_ configuration: BoardConfiguration, _ network: MonitorNetwork) -> BoardEmulator {
        BoardEmulator(configuration: configuration) { network.processor(for: $0) }
    }

    func chip(at id: ChipID) throws -> ChipEmulator { try #require(chips[id]) }

    func deliverForTests(_ datagram: [UInt8], port: UInt16, fromAddress: UInt32, fromPort: UInt16) {
        deliver(datagram: datagram, port: port, from: Endpoint(address: fromAddress.byteSwapped, port: fromPort))
    }

    func takeOutgoingForTests() -> [[UInt8]] { takeOutgoing().map(\.bytes) }

    func passForTests(milliseconds: Int) { run(until: now + UInt64(milliseconds) * 200_000) }
}
