import NetworkModel
import Testing

/// Expressions against what Python makes of them.
@Suite struct ExpressionTests {
    /// Each expression with Python's values for d = 0.7, 2.5 and 6.
    private static let cases: [(text: String, values: [Double])] = [
        ("0.1 + d/100", [0.10700000000000001, 0.125, 0.16]),
        ("2**-d", [0.6155722066724582, 0.1767766952966369, 0.015625]),
        ("-d**2", [-0.48999999999999994, -6.25, -36.0]),
        ("exp(-d/5)*2", [1.7387164707976117, 1.2130613194252668, 0.6023884238244043]),
        ("(d < 3)*0.5 + (d >= 3)*0.25", [0.5, 0.5, 0.25]),
        ("1 < d < 3", [0.0, 1.0, 0.0]),
        ("d % 2", [0.7, 0.5, 0.0]),
        ("-d % 2", [1.3, 1.5, 0.0]),
        ("d // 2", [0.0, 1.0, 3.0]),
        ("7.5e-1*d", [0.5249999999999999, 1.875, 4.5]),
        ("abs(1 - d)", [0.30000000000000004, 1.5, 5.0]),
        ("sqrt(d)+log(d)", [0.4799850825953431, 2.497429561958345, 4.241249212011233]),
        ("log10(d)", [-0.1549019599857432, 0.3979400086720376, 0.7781512503836436]),
        ("sin(d)*cos(d)", [0.4927248649942301, -0.4794621373315693, -0.26828645900021747]),
        ("tan(d/3)", [0.23766219880530956, 1.1007783687898016, -2.185039863261519]),
        ("arctan(d)", [0.6107259643892086, 1.1902899496825317, 1.4056476493802699]),
        ("arcsin(d/10)", [0.07005729308805024, 0.25268025514207865, 0.6435011087932844]),
        ("arccos(d/10)", [1.5007390337068465, 1.318116071652818, 0.9272952180016123]),
        ("sinh(d/4)-cosh(d/4)", [-0.8394570207692074, -0.5352614285189903, -0.2231301601484299]),
        ("tanh(d)", [0.6043677771171636, 0.9866142981514303, 0.9999877116507956]),
        ("floor(d)+ceil(d)", [1.0, 5.0, 12.0]),
        ("minimum(d, 2)*maximum(d, 2)", [1.4, 5.0, 12.0]),
        ("hypot(d, 2)", [2.118962010041709, 3.2015621187164243, 6.324555320336759]),
        ("fmod(d, 1.5)", [0.7, 1.0, 0.0]),
        ("d > 2 and d < 4 or d == 9", [0.0, 1.0, 0.0]),
        ("not d > 2", [1.0, 0.0, 0.0]),
        ("2*pi*e", [17.079468445347132, 17.079468445347132, 17.079468445347132]),
        ("power(d, 0.3)", [0.8985234417906397, 1.3163822043342375, 1.711769859409705]),
        ("((d))", [0.7, 2.5, 6.0]),
        ("1e-3 + 2.E1 + .5", [20.501, 20.501, 20.501]),
    ]

    @Test(arguments: cases.indices) func valuesAreThoseOfPython(_ number: Int) throws {
        let (text, values) = Self.cases[number]
        let expression = try Expression(text, variables: ["d"])
        for (d, value) in zip([0.7, 2.5, 6.0], values) {
            #expect(abs(expression.value(["d": d]) - value) <= 1e-12 * max(1, abs(value)), "\(text) for \(d)")
        }
    }

    @Test func componentsAreThoseOfTheDistance() throws {
        let expression = try Expression("d[0] + 10*d[2] + 100*d", variables: ["d"])
        #expect(expression.usesComponents)
        #expect(try expression.value(["d": 4], components: [1, 2, 3]) == 431)
        #expect(networkError { _ = try expression.value(["d": 4], components: [1, 2]) }?.code == .indexOutOfRange)
    }

    @Test(
        arguments: [
            "", "d +", "(d", "d)", "exp d", "exp(d", "exp(d, d)", "minimum(d)", "q", "d[", "d[x]", "d[-1]", "1.2.3",
            "d & 2",
            "import os", "__import__('os')", "lambda d: d", "d = 3", "1e", "negated(d)", "d d", "⅔",
        ]
    ) func whatIsNoExpressionIsRefused(_ text: String) {
        #expect(networkError { _ = try Expression(text, variables: ["d"]) }?.code == .expression)
    }

    @Test func nothingInAnExpressionEndsTheProgram() throws {
        for text in [
            "sin(1e300)", "cos(d*1e308*1e308)", "log(0)*0", "exp(1e6)", "d % 0", "d // 0", "fmod(d, 0)", "0**-1",
            "(-8)**0.5",
        ] {
            _ = try Expression(text, variables: ["d"]).value(["d": 1])
        }
        let deep = String(repeating: "(", count: 100_000) + "d" + String(repeating: ")", count: 100_000)
        #expect(networkError { _ = try Expression(deep, variables: ["d"]) }?.code == .expression)
        let powers = Array(repeating: "d", count: 100_000).joined(separator: "**")
        #expect(networkError { _ = try Expression(powers, variables: ["d"]) }?.code == .expression)
        let sum = { (count: Int) in Array(repeating: "d", count: count).joined(separator: "+") }
        #expect(networkError { _ = try Expression(sum(100_000), variables: ["d"]) }?.code == .expression)
        #expect(try Expression(sum(1_000), variables: ["d"]).value(["d": 2]) == 2_000)
    }
}
