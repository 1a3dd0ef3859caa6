/// Where the cells of a population are, as PyNN's structures; distances are in µm.
public enum Structure: Hashable, Sendable {
    /// On a line along x: x = x0 + index · dx.
    case line(dx: Double = 1, x0: Double = 0, y: Double = 0, z: Double = 0)
    /// On a grid in the x–y plane whose y index runs fastest; `aspectRatio` is columns over rows.
    case grid2D(aspectRatio: Double = 1, dx: Double = 1, dy: Double = 1, x0: Double = 0, y0: Double = 0, z: Double = 0)

    /// The positions of `count` cells, each as (x, y, z).
    ///
    /// - Throws: ``NetworkError`` when a grid of that aspect ratio does not hold exactly `count` cells.
    public func positions(count: Int) throws(NetworkError) -> [SIMD3<Double>] {
        switch self {
        case .line(let dx, let x0, let y, let z):
            return (0..<count).map { SIMD3(x0 + Double($0) * dx, y, z) }
        case .grid2D(let aspectRatio, let dx, let dy, let x0, let y0, let z):
            let columns = (Double(count) * aspectRatio).squareRoot().rounded()
            guard columns.isFinite, columns >= 1, columns <= Double(count), count % Int(columns) == 0 else {
                throw NetworkError(
                    .mismatch,
                    what: "a grid of aspect ratio \(aspectRatio) does not hold exactly the cells",
                    location: "structure grid2D",
                    given: "\(count) cells",
                    allowed: "rows · columns cells, with columns = √(cells · aspectRatio)"
                )
            }
            let rows = count / Int(columns)
            return (0..<count).map {
                SIMD3(x0 + Double($0 / rows) * dx, y0 + Double($0 % rows) * dy, z)
            }
        }
    }
}
