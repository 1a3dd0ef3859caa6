/// One end of a UDP conversation: an IPv4 address and a port.
package struct DatagramEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The IPv4 address, its first octet in the high byte.
    package let address: UInt32

    /// The UDP port; 0 where a system is to choose one.
    package let port: UInt16

    /// Creates an endpoint.
    package init(address: UInt32, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Finds the endpoint of a host by name or dotted address.
    ///
    /// Blocks while a name is looked up; dotted addresses need no look-up.
    ///
    /// - Throws: `DatagramTransportError` when the name has no IPv4 address.
    package init(host: String, port: UInt16) throws(DatagramTransportError) {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if octets.count == 4, !octets.contains(nil) {
            self.init(address: octets.reduce(0) { $0 << 8 | UInt32($1 ?? 0) }, port: port)
            return
        }
        try self.init(lookingUp: host, port: port)
    }

    /// The address in dotted decimal notation.
    package var host: String {
        "\(address >> 24).\(address >> 16 & 0xff).\(address >> 8 & 0xff).\(address & 0xff)"
    }

    /// The endpoint as `address:port`.
    package var description: String { "\(host):\(port)" }
}
