/// A small reader of PNG files for the tests: 8-bit RGB, deflate in its fixed code.
struct PNGReader {
    struct Failure: Error {
        let reason: String
    }

    let width: Int
    let height: Int
    private let pixels: [UInt8]

    subscript(column: Int, row: Int) -> [UInt8] {
        let start = (row * width + column) * 3
        return Array(pixels[start..<(start + 3)])
    }

    init(_ file: [UInt8]) throws {
        var position = 8
        var (width, height) = (0, 0)
        var stream: [UInt8] = []
        func number(_ place: Int) -> Int { file[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
        while position < file.count {
            let length = number(position)
            let body = file[(position + 8)..<(position + 8 + length)]
            switch String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self) {
            case "IHDR":
                (width, height) = (number(position + 8), number(position + 12))
                guard Array(body.suffix(5)) == [8, 2, 0, 0, 0] else { throw Failure(reason: "no 8-bit RGB") }
            case "IDAT": stream += body
            default: break
            }
            position += 12 + length
        }
        let bytes = try Self.inflate(Array(stream.dropFirst(2).dropLast(4)))
        let row = width * 3
        guard bytes.count == (row + 1) * height else { throw Failure(reason: "\(bytes.count) bytes") }
        var pixels: [UInt8] = []
        for line in 0..<height {
            guard bytes[line * (row + 1)] == 2 else { throw Failure(reason: "another filter") }
            for byte in 0..<row {
                let above = line == 0 ? 0 : pixels[(line - 1) * row + byte]
                pixels.append(bytes[line * (row + 1) + 1 + byte] &+ above)
            }
        }
        (self.width, self.height, self.pixels) = (width, height, pixels)
    }

    /// RFC 1951 with its tables of lengths and distances written out.
    private static func inflate(_ data: [UInt8]) throws -> [UInt8] {
        let lengths = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
            227,
            258,
        ]
        let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
        let distances = [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025, 1_537, 2_049, 3_073,
            4_097, 6_145, 8_193, 12_289, 16_385, 24_577,
        ]
        var bit = 0
        func take(_ count: Int) -> Int {
            var value = 0
            for index in 0..<count {
                value |= Int(data[bit / 8] >> (bit % 8) & 1) << index
                bit += 1
            }
            return value
        }
        func code(_ count: Int) -> Int { (0..<count).reduce(0) { value, _ in value << 1 | take(1) } }
        guard take(3) == 3 else { throw Failure(reason: "not one block in the fixed code") }
        var output: [UInt8] = []
        while true {
            var symbol = code(7)
            if symbol < 24 {
                symbol += 256
            } else {
                symbol = symbol << 1 | take(1)
                if symbol >= 0xC8 {
                    symbol = (symbol << 1 | take(1)) - 0x190 + 144
                } else if symbol >= 0xC0 {
                    symbol += 280 - 0xC0
                } else {
                    symbol -= 0x30
                }
            }
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return output
            } else {
                let length = lengths[symbol - 257] + take(lengthBits[symbol - 257])
                let slot = code(5)
                let distance = distances[slot] + take(max(0, slot / 2 - 1))
                for _ in 0..<length { output.append(output[output.count - distance]) }
            }
        }
    }
}
