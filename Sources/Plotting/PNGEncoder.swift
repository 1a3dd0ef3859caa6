/// Writes pixels as a PNG file: 8 bits each of red, green and blue.
///
/// - SeeAlso: W3C, Portable Network Graphics (PNG) Specification, third edition.
enum PNGEncoder {
    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - raster: The picture.
    ///   - pixelsPerMetre: Its resolution, for programs that print it.
    static func bytes(_ raster: Raster, pixelsPerMetre: UInt32) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let header = bigEndian(UInt32(raster.width)) + bigEndian(UInt32(raster.height)) + [8, 2, 0, 0, 0]
        append("IHDR", header, to: &file)
        append("pHYs", bigEndian(pixelsPerMetre) + bigEndian(pixelsPerMetre) + [1], to: &file)
        append("IDAT", Deflate.zlibStream(filtered(raster)), to: &file)
        append("IEND", [], to: &file)
        return file
    }

    /// Rows with filter 2, the difference from the row above: nearly all of a plot becomes zero.
    private static func filtered(_ raster: Raster) -> [UInt8] {
        let rowBytes = raster.width * 3
        var bytes: [UInt8] = []
        bytes.reserveCapacity((rowBytes + 1) * raster.height)
        raster.pixels.withUnsafeBufferPointer { pixels in
            for row in 0..<raster.height {
                bytes.append(2)
                let start = row * rowBytes
                for byte in start..<(start + rowBytes) {
                    bytes.append(row == 0 ? pixels[byte] : pixels[byte] &- pixels[byte - rowBytes])
                }
            }
        }
        return bytes
    }

    private static func append(_ type: String, _ data: [UInt8], to file: inout [UInt8]) {
        let content = Array(type.utf8) + data
        file += bigEndian(UInt32(data.count))
        file += content
        file += bigEndian(checksum(content))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// The CRC of chunks: polynomial 0xEDB88320, reflected.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        let table = (UInt32(0)..<256).map { byte in
            (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        }
        return ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
}
