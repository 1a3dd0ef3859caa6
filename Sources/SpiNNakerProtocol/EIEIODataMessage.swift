/// A message with multicast keys, and payloads or times, between hosts and cores.
///
/// Numbers are little-endian: a header of two bytes, an optional key prefix, an optional payload prefix, elements.
///
/// - SeeAlso: SpiNNMan 7.4.1, `messages/eieio/`; SpiNNFrontEndCommon, `include/eieio.h`.
package struct EIEIODataMessage: Hashable, Sendable {
    /// The form of the elements.
    package enum Kind: UInt8, CaseIterable, Hashable, Sendable {
        case key16 = 0
        case key16Payload16 = 1
        case key32 = 2
        case key32Payload32 = 3

        /// The bytes of a key, and of a payload where there is one.
        package var fieldByteCount: Int { rawValue < 2 ? 2 : 4 }

        /// Whether elements have payloads.
        package var hasPayload: Bool { rawValue & 1 == 1 }

        /// The bytes of an element.
        package var elementByteCount: Int { hasPayload ? 2 * fieldByteCount : fieldByteCount }
    }

    /// One key with its payload.
    package struct Element: Hashable, Sendable {
        /// The key as it stands in the element.
        package var key: UInt32
        /// The payload; 0 where the kind has none.
        package var payload: UInt32

        /// Creates an element.
        package init(key: UInt32, payload: UInt32 = 0) {
            self.key = key
            self.payload = payload
        }
    }

    /// The form of the elements.
    package var kind: Kind
    /// A field of two bits that current software leaves 0.
    package var tag: UInt8
    /// Whether payloads are times.
    package var payloadsAreTimes: Bool
    /// Sixteen bits that complete each key.
    package var keyPrefix: UInt16?
    /// Whether the prefix is the upper half of the keys.
    package var prefixIsUpperHalf: Bool
    /// A value joined with each payload; 16 bits for 16-bit keys.
    package var payloadPrefix: UInt32?
    /// The elements, at most 255.
    package var elements: [Element]

    /// Creates a message.
    package init(
        kind: Kind,
        tag: UInt8 = 0,
        payloadsAreTimes: Bool = false,
        keyPrefix: UInt16? = nil,
        prefixIsUpperHalf: Bool = false,
        payloadPrefix: UInt32? = nil,
        elements: [Element]
    ) {
        self.kind = kind
        self.tag = tag & 3
        self.payloadsAreTimes = payloadsAreTimes
        self.keyPrefix = keyPrefix
        self.prefixIsUpperHalf = prefixIsUpperHalf
        self.payloadPrefix = payloadPrefix
        self.elements = elements
    }

    /// Decodes a message; bytes after the last element are refused.
    ///
    /// - Throws: `WireError` when the bytes end early, are too many, or are a command.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        let message = "EIEIO data message"
        var reader = ByteReader(bytes, as: message)
        let header = try reader.readUInt16()
        guard header >> 14 != EIEIOCommandMessage.marker else {
            throw .unexpected(message: message, field: "header", offset: 0, found: UInt32(header))
        }
        // Two bits: always one of the four kinds.
        kind = Kind(rawValue: UInt8(header >> 10 & 3)) ?? .key16
        tag = UInt8(header >> 8 & 3)
        payloadsAreTimes = header >> 12 & 1 == 1
        prefixIsUpperHalf = header >> 14 & 1 == 1
        keyPrefix = header >> 15 == 1 ? try reader.readUInt16() : nil
        payloadPrefix =
            header >> 13 & 1 == 1 ? try reader.readField(kind.fieldByteCount) : nil
        let count = Int(header & 0xff)
        try reader.require(count * kind.elementByteCount)
        elements = []
        for _ in 0..<count {
            let key = try reader.readField(kind.fieldByteCount)
            let payload = kind.hasPayload ? try reader.readField(kind.fieldByteCount) : 0
            elements.append(Element(key: key, payload: payload))
        }
        guard reader.remaining == 0 else { throw .tooLong(message: message, limit: reader.offset, found: bytes.count) }
    }

    /// The bytes; elements beyond 255 are left out.
    package func encode() -> [UInt8] {
        var header = UInt16(min(elements.count, 255)) | UInt16(tag & 3) << 8 | UInt16(kind.rawValue) << 10
        if payloadsAreTimes { header |= 1 << 12 }
        if payloadPrefix != nil { header |= 1 << 13 }
        if prefixIsUpperHalf { header |= 1 << 14 }
        if keyPrefix != nil { header |= 1 << 15 }
        var bytes: [UInt8] = []
        bytes.append(littleEndian: header)
        if let keyPrefix { bytes.append(littleEndian: keyPrefix) }
        if let payloadPrefix { bytes.append(field: payloadPrefix, byteCount: kind.fieldByteCount) }
        for element in elements.prefix(255) {
            bytes.append(field: element.key, byteCount: kind.fieldByteCount)
            if kind.hasPayload { bytes.append(field: element.payload, byteCount: kind.fieldByteCount) }
        }
        return bytes
    }

    /// The whole multicast key of an element.
    package func fullKey(of element: Element) -> UInt32 {
        guard let keyPrefix else { return element.key }
        let prefix = UInt32(keyPrefix)
        return switch (kind.fieldByteCount, prefixIsUpperHalf) {
        case (2, false): element.key << 16 | prefix
        case (_, true): element.key | prefix << 16
        default: element.key | prefix
        }
    }

    /// The whole payload of an element.
    package func fullPayload(of element: Element) -> UInt32 { element.payload | (payloadPrefix ?? 0) }
}

extension ByteReader {
    /// Reads a number of 2 or 4 bytes.
    fileprivate mutating func readField(_ byteCount: Int) throws(WireError) -> UInt32 {
        byteCount == 2 ? UInt32(try readUInt16()) : try readUInt32()
    }
}

extension [UInt8] {
    /// Appends a number of 2 or 4 bytes.
    fileprivate mutating func append(field: UInt32, byteCount: Int) {
        if byteCount == 2 {
            append(littleEndian: UInt16(truncatingIfNeeded: field))
        } else {
            append(littleEndian: field)
        }
    }
}
