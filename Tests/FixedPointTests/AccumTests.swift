import FixedPoint
import Testing

@Suite
struct AccumTests {
    private static let codes: [(value: Double, code: Int32)] = [
        (0.0, 0), (1.0, 32768), (-65.0, -2_129_920), (0x0.8p-15, 0), (0x1.8p-15, 2), (0x2.8p-15, 2),
        (-0x0.8p-15, 0), (-0x1.8p-15, -2), (65535.99997, 2_147_483_647), (-65536.0, Int32.min),
    ]

    /// Codes by hand from the definition: value times 2¹⁵, ties to even.
    @Test(arguments: codes)
    func valuesRoundToTheNearestCodeAndTiesToEven(_ value: Double, _ code: Int32) throws {
        #expect(try Accum(value).rawValue == code)
    }

    @Test(arguments: [65536.0, -65536.1, .infinity, -.infinity, .nan])
    func valuesOutsideAreRefused(_ value: Double) {
        #expect(throws: FixedPointRangeError.self) { try Accum(value) }
    }

    @Test
    func productsRoundDown() throws {
        #expect(try (Accum(3) * Accum(-2.5)).value == -7.5)
        #expect((Accum(rawValue: 1) * Accum(rawValue: 1)).rawValue == 0)
        #expect((Accum(rawValue: -1) * Accum(rawValue: 1)).rawValue == -1)
    }

    @Test
    func fractionsReachButDoNotExceedOne() throws {
        #expect(try UnitFraction(0.5).rawValue == 0x8000_0000)
        #expect(try UnitFraction(1).rawValue == .max)
        #expect(try UnitFraction(0).rawValue == 0)
        #expect(throws: FixedPointRangeError.self) { try UnitFraction(1.0001) }
        #expect(throws: FixedPointRangeError.self) { try UnitFraction(-0.0001) }
        #expect(throws: FixedPointRangeError.self) { try UnitFraction(.nan) }
    }

    @Test
    func wideProductsAreExact() {
        let signed: [Int32] = [.min, -1, 0, 1, 12345, .max]
        let unsigned: [UInt32] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, .max]
        for a in signed {
            for b in signed { #expect(signedProduct(a, b) == Int64(a) * Int64(b)) }
            for b in unsigned { #expect(mixedProduct(a, b) == Int64(a) * Int64(b)) }
        }
        for a in unsigned {
            for b in unsigned {
                #expect(unsignedProduct(a, b) == UInt64(a) * UInt64(b))
                #expect(scaled(a, by: b) == UInt32((UInt64(a) * UInt64(b)) >> 32))
            }
        }
    }
}
