/// Who a board's Ethernet interface is: what stands in the serial ROM beside it.
///
/// IPv4 addresses have their first octet in the high byte.
package struct EthernetSettings: Hashable, Sendable, Codable {
    /// The hardware (MAC) address: 48 bits, the first byte on the wire highest.
    package var hardwareAddress: UInt64

    /// The IPv4 address.
    package var address: UInt32

    /// The gateway to other networks.
    package var gateway: UInt32

    /// The mask of the board's network.
    package var mask: UInt32

    /// The UDP port of SDP messages.
    package var port: UInt16

    /// Creates settings; the gateway is host 254 of the address's class C network, the hardware address of the
    /// locally administered kind.
    package init(address: UInt32 = 0xc0a8_f001, port: UInt16 = 17893) {
        self.address = address
        self.port = port
        hardwareAddress = 0x0253_0000_0000 | UInt64(address)
        mask = 0xffff_ff00
        gateway = address & 0xffff_ff00 | 254
    }

    /// The 32 bytes that the boot ROM takes from the serial ROM to system RAM.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` (`srom_data_t`).
    func record(hardwareVersion: UInt8) -> [UInt8] {
        let octets = { (word: UInt32) in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
        // Present, wait for nothing, one Ethernet interface which the monitor resets and sets up.
        var bytes: [UInt8] = [0x09 | hardwareVersion << 4, 0x80]
        bytes += (0..<6).map { UInt8(truncatingIfNeeded: hardwareAddress >> UInt64(40 - 8 * $0)) }
        bytes += octets(address) + octets(gateway) + octets(mask)
        bytes += [UInt8(port & 0xff), UInt8(port >> 8)]
        return bytes + Array(repeating: 0, count: 32 - bytes.count)
    }
}
