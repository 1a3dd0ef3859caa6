import Foundation

/// Seconds over cores, both axes logarithmic, with a line for growth in proportion.
struct GrowthPlot {
    /// One mapping.
    struct Point {
        let kind: String
        let cores: Int
        let seconds: Double
    }

    let points: [Point]

    private static let colours = ["#1f77b4", "#d62728", "#2ca02c"]

    /// The plot as SVG.
    func svg() -> String {
        let (width, height, left, bottom) = (720.0, 480.0, 80.0, 60.0)
        let cores = (log10(100.0), log10(2_000_000.0))
        let seconds = (log10(0.001), log10(100.0))
        func x(_ value: Double) -> Double {
            left + (log10(value) - cores.0) / (cores.1 - cores.0) * (width - left - 20)
        }
        func y(_ value: Double) -> Double {
            height - bottom - (log10(value) - seconds.0) / (seconds.1 - seconds.0) * (height - bottom - 30)
        }
        var body = ""
        func text(_ x: Double, _ y: Double, _ text: String, _ style: String) {
            body += String(format: "<text x=\"%.1f\" y=\"%.1f\" %@>%@</text>\n", x, y, style, text)
        }
        func line(_ from: (Double, Double), _ to: (Double, Double), _ style: String) {
            body += String(
                format: "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %@/>\n",
                from.0,
                from.1,
                to.0,
                to.1,
                style
            )
        }
        for (value, label) in [(1e3, "1,000"), (1e4, "10,000"), (1e5, "100,000"), (1e6, "1,000,000")] {
            line((x(value), 30), (x(value), height - bottom), "stroke=\"#ddd\"")
            text(x(value), height - bottom + 20, label, "text-anchor=\"middle\"")
        }
        for (value, label) in [
            (0.001, "1 ms"), (0.01, "10 ms"), (0.1, "0.1 s"), (1, "1 s"), (10, "10 s"), (100, "100 s"),
        ] {
            line((left, y(value)), (width - 20, y(value)), "stroke=\"#ddd\"")
            text(left - 8, y(value) + 5, label, "text-anchor=\"end\"")
        }
        line((x(200), y(0.004)), (x(2e6), y(40)), "stroke=\"#888\" stroke-dasharray=\"6 4\"")
        text(x(4_000), y(0.08) - 12, "20 µs a core", "fill=\"#666\" text-anchor=\"end\"")
        for (index, kind) in Set(points.map(\.kind)).sorted().enumerated() {
            let style = Self.colours[index % Self.colours.count]
            let own = points.filter { $0.kind == kind }.map { (x(Double($0.cores)), y(max($0.seconds, 0.001))) }
            let path = own.map { String(format: "%.1f,%.1f", $0.0, $0.1) }.joined(separator: " ")
            body += "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(style)\" stroke-width=\"2\"/>\n"
            for place in own {
                body += String(
                    format: "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%@\"/>\n",
                    place.0,
                    place.1,
                    style
                )
            }
            line(
                (left + 20, 52 + 22 * Double(index)),
                (left + 50, 52 + 22 * Double(index)),
                "stroke=\"\(style)\" stroke-width=\"2\""
            )
            text(left + 58, 57 + 22 * Double(index), kind, "")
        }
        text((width + left) / 2, height - 12, "machine vertices, one core each", "text-anchor=\"middle\"")
        text(left, 20, "Mapping, from the machine to checked tables, on two threads", "font-weight=\"bold\"")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" \
            font-size="14">
            <rect width="100%" height="100%" fill="white"/>
            \(body)</svg>

            """
    }
}
