package import SpiNNakerMachine

/// Router entries as they lie in memory for a monitor to load: 16 bytes each, closed by a record of ones.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`, command RTR; SpiNNMan 7.4.1, `load_routes_process.py`.
package enum RoutingRecords {
    /// The size of a record.
    package static let recordByteCount = 16

    /// Encodes entries with indices from 0 on; routes name virtual cores.
    package static func encode(_ entries: [RoutingEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity((entries.count + 1) * recordByteCount)
        for (index, entry) in entries.enumerated() {
            bytes.append(littleEndian: UInt16(truncatingIfNeeded: index))
            bytes.append(littleEndian: UInt16(0))
            bytes.append(littleEndian: entry.route.rawValue)
            bytes.append(littleEndian: entry.keyMask.key)
            bytes.append(littleEndian: entry.keyMask.mask)
        }
        return bytes + Array(repeating: 0xff, count: recordByteCount)
    }

    /// Decodes the monitor's own copy of the table, from its first entry on.
    ///
    /// A record there is {next, free, route, key, mask}; the route's high byte is the owner's id, and a route whose
    /// high byte is ff marks an unused entry.
    ///
    /// - Throws: `WireError.truncated` when the bytes are not whole records.
    package static func decodeTable(_ bytes: [UInt8]) throws(WireError) -> [(
        applicationID: UInt8, entry: RoutingEntry
    )?] {
        var reader = ByteReader(bytes, as: "routing table")
        var entries: [(applicationID: UInt8, entry: RoutingEntry)?] = []
        while reader.remaining > 0 {
            _ = try reader.readUInt32()
            let route = try reader.readUInt32()
            let key = try reader.readUInt32()
            let mask = try reader.readUInt32()
            guard route < 0xff00_0000 else {
                entries.append(nil)
                continue
            }
            let entry = RoutingEntry(
                keyMask: KeyMask(key: key, mask: mask),
                route: MulticastRoute(rawValue: route & 0xff_ffff)
            )
            entries.append((UInt8(route >> 24), entry))
        }
        return entries
    }
}
