/// A colour in sRGB, without transparency.
struct Colour: Hashable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// Makes a colour from `0xRRGGBB`.
    init(_ code: UInt32) {
        red = UInt8(truncatingIfNeeded: code >> 16)
        green = UInt8(truncatingIfNeeded: code >> 8)
        blue = UInt8(truncatingIfNeeded: code)
    }

    /// `#rrggbb`.
    var text: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(part, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }

    static let paper = Colour(0xFFFFFF)
    static let ink = Colour(0x222222)
    static let faintInk = Colour(0x666666)
    static let frame = Colour(0x999999)
    static let grid = Colour(0xE6E6E6)

    /// Colours for data, told apart by people with any colour vision (after Okabe and Ito, 2008), darkened where thin
    /// lines on white need it.
    static func data(_ index: Int) -> Colour {
        Colour(dataCodes[index % dataCodes.count])
    }

    /// How many colours for data there are before they repeat.
    static var dataCount: Int { dataCodes.count }

    private static let dataCodes: [UInt32] = [
        0x0072B2, 0xD55E00, 0x009E73, 0xAA4499, 0xC98A00, 0x3AA0DC, 0x332288, 0x555555,
    ]
}
