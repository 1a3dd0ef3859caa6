import Foundation
import NetworkModel
public import Plotting

extension Figure {
    /// Writes the figure to a file.
    ///
    /// - Parameters:
    ///   - path: The file, ending in `.svg` or `.png`; one of that name is replaced. Missing folders are made.
    ///   - scale: Pixels of a PNG to a unit of the figure's width and height, from 0.25 to 8.
    /// - Throws: `NetworkError` for another extension, a size out of range, or when the file cannot be written; no
    ///   half-written file is left.
    public func save(_ path: String, scale: Double = 2) throws {
        for (what, given, allowed) in [
            ("scale", scale, 0.25...8), ("width", width, 400...20_000), ("height", height, 300...20_000),
        ] {
            try NetworkError.require(
                allowed.contains(given),
                what: "\(what) of the figure",
                location: "'\(path)'",
                given: "\(given)",
                allowed: "from \(allowed.lowerBound) to \(allowed.upperBound)"
            )
        }
        let url = URL(filePath: path)
        let bytes: Data
        switch url.pathExtension.lowercased() {
        case "svg": bytes = Data(svg().utf8)
        case "png": bytes = Data(png(scale: scale))
        default:
            throw NetworkError(
                .unsupported,
                what: "no printer for this kind of figure",
                location: "'\(path)'",
                given: url.pathExtension.isEmpty ? "no extension" : ".\(url.pathExtension)",
                allowed: ".svg, .png"
            )
        }
        try OutputFile.write(bytes, to: url, "the figure")
    }
}
