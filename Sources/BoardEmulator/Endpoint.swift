/// One end of a UDP conversation: an IPv4 address and a port.
package struct Endpoint: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The IPv4 address, its first octet in the high byte.
    package let address: UInt32

    /// The UDP port.
    package let port: UInt16

    /// Creates an endpoint.
    package init(address: UInt32, port: UInt16) {
        self.address = address
        self.port = port
    }

    package var description: String {
        "\(address >> 24).\(address >> 16 & 0xff).\(address >> 8 & 0xff).\(address & 0xff):\(port)"
    }
}
