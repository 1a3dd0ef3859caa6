/// Where the cells of a population are; distances are in µm.
///
/// A script's own structure says where each cell is:
///
///     struct Ring: Structure {
///         var radius: Double
///         func positions(count: Int, using stream: inout RandomStream) -> [SIMD3<Double>] { … }
///     }
public protocol Structure {
    /// The positions of `count` cells.
    ///
    /// - Parameters:
    ///   - count: The number of cells.
    ///   - stream: Random numbers that belong to the population.
    /// - Throws: ``NetworkError`` when the structure does not hold that number of cells.
    func positions(count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>]
    /// What the structure was made with, by PyNN's names.
    var parameters: [(name: String, value: String)] { get }
}

extension Structure {
    /// Nothing.
    public var parameters: [(name: String, value: String)] { [] }

    /// The positions of `count` cells, with random numbers of their own: PyNN's `generate_positions`.
    ///
    /// - Throws: ``NetworkError`` when the structure does not hold that number of cells.
    public func generatePositions(_ count: Int, seed: UInt64 = 1) throws -> [SIMD3<Double>] {
        try NetworkError.require(
            count >= 0,
            what: "number of positions",
            location: "structure \(type(of: self))",
            given: "\(count)",
            allowed: "at least 0"
        )
        var stream = RandomStream(seed: seed, purpose: .position)
        return try positions(count: count, using: &stream)
    }

    /// Whether another structure is of the same type and was made with the same: PyNN's `==`.
    public func isEqual(to other: any Structure) -> Bool {
        type(of: other) == Self.self && parameters.elementsEqual(other.parameters) { $0 == $1 }
    }

    /// The name and the parameters.
    public func describe() -> String {
        let list = parameters.map { "\($0.name)=\($0.value)" }
        return "\(type(of: self))(\(list.joined(separator: ", ")))"
    }
}

/// Cells on a line along x: x = x0 + index · dx.
public struct Line: Structure, Hashable, Sendable {
    /// The distance between neighbours, µm.
    public var dx: Double
    /// The first cell's x, µm.
    public var x0: Double
    /// All cells' y, µm.
    public var y: Double
    /// All cells' z, µm.
    public var z: Double
    /// What the structure was made with.
    public var parameters: [(name: String, value: String)] {
        [("dx", "\(dx)"), ("x0", "\(x0)"), ("y", "\(y)"), ("z", "\(z)")]
    }

    /// Makes a line.
    public init(dx: Double = 1, x0: Double = 0, y: Double = 0, z: Double = 0) {
        self.dx = dx
        self.x0 = x0
        self.y = y
        self.z = z
    }

    /// The positions of `count` cells.
    public func positions(count: Int, using _: inout RandomStream) -> [SIMD3<Double>] {
        (0..<count).map { SIMD3(x0 + Double($0) * dx, y, z) }
    }
}

/// The order in which a grid's places are filled.
public enum FillOrder: String, Hashable, Sendable {
    /// The last axis fastest.
    case sequential
    /// Shuffled.
    case random
}

/// Cells on a grid in the x–y plane; in sequential order the y index runs fastest.
public struct Grid2D: Structure, Hashable, Sendable {
    /// The number of columns (along x) over the number of rows (along y).
    public var aspectRatio: Double
    /// The distance between columns, µm.
    public var dx: Double
    /// The distance between rows, µm.
    public var dy: Double
    /// The first column's x, µm.
    public var x0: Double
    /// The first row's y, µm.
    public var y0: Double
    /// All cells' z, µm.
    public var z: Double
    /// The order in which places are filled.
    public var fillOrder: FillOrder
    /// What the structure was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("aspect_ratio", "\(aspectRatio)"), ("dx", "\(dx)"), ("dy", "\(dy)"), ("x0", "\(x0)"), ("y0", "\(y0)"),
            ("z", "\(z)"), ("fill_order", fillOrder.rawValue),
        ]
    }

    /// Makes a grid.
    public init(
        aspectRatio: Double = 1,
        dx: Double = 1,
        dy: Double = 1,
        x0: Double = 0,
        y0: Double = 0,
        z: Double = 0,
        fillOrder: FillOrder = .sequential
    ) {
        self.aspectRatio = aspectRatio
        self.dx = dx
        self.dy = dy
        self.x0 = x0
        self.y0 = y0
        self.z = z
        self.fillOrder = fillOrder
    }

    /// The numbers of columns and rows for `count` cells: PyNN's `calculate_size`.
    ///
    /// - Throws: ``NetworkError`` when a grid of this aspect ratio does not hold exactly `count` cells.
    public func calculateSize(_ count: Int) throws(NetworkError) -> (columns: Int, rows: Int) {
        let columns = (Double(count) * aspectRatio).squareRoot().rounded()
        guard columns >= 1, columns <= Double(count), count % Int(columns) == 0 else {
            throw NetworkError(
                .mismatch,
                what: "a grid of aspect ratio \(aspectRatio) does not hold exactly the cells",
                location: "structure Grid2D",
                given: "\(count) cells",
                allowed: "rows · columns cells, with columns = √(cells · aspectRatio)"
            )
        }
        return (Int(columns), count / Int(columns))
    }

    /// The positions of `count` cells.
    ///
    /// - Throws: ``NetworkError`` when a grid of this aspect ratio does not hold exactly `count` cells.
    public func positions(count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] {
        let rows = try calculateSize(count).rows
        let places = (0..<count).map { SIMD3(x0 + Double($0 / rows) * dx, y0 + Double($0 % rows) * dy, z) }
        return fillOrder == .random ? places.shuffled(using: &stream) : places
    }
}

/// Cells on a grid in space; in sequential order the z index runs fastest, then the y index.
public struct Grid3D: Structure, Hashable, Sendable {
    /// The number of places along x over that along y.
    public var aspectRatioXY: Double
    /// The number of places along x over that along z.
    public var aspectRatioXZ: Double
    /// The distances between neighbours along x, y and z, µm.
    public var spacing: SIMD3<Double>
    /// The first place, µm.
    public var origin: SIMD3<Double>
    /// The order in which places are filled.
    public var fillOrder: FillOrder
    /// What the structure was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("aspect_ratios", "(\(aspectRatioXY), \(aspectRatioXZ))"), ("dx", "\(spacing.x)"), ("dy", "\(spacing.y)"),
            ("dz", "\(spacing.z)"), ("x0", "\(origin.x)"), ("y0", "\(origin.y)"), ("z0", "\(origin.z)"),
            ("fill_order", fillOrder.rawValue),
        ]
    }

    /// Makes a grid.
    public init(
        aspectRatioXY: Double = 1,
        aspectRatioXZ: Double = 1,
        dx: Double = 1,
        dy: Double = 1,
        dz: Double = 1,
        x0: Double = 0,
        y0: Double = 0,
        z0: Double = 0,
        fillOrder: FillOrder = .sequential
    ) {
        self.aspectRatioXY = aspectRatioXY
        self.aspectRatioXZ = aspectRatioXZ
        spacing = SIMD3(dx, dy, dz)
        origin = SIMD3(x0, y0, z0)
        self.fillOrder = fillOrder
    }

    /// The numbers of places along x, y and z for `count` cells: PyNN's `calculate_size`.
    ///
    /// - Throws: ``NetworkError`` when a grid of these aspect ratios does not hold exactly `count` cells.
    public func calculateSize(_ count: Int) throws(NetworkError) -> (x: Int, y: Int, z: Int) {
        let volume = Double(count) * aspectRatioXY * aspectRatioXZ
        let along = (volume > 0 ? Elementary.exp(Elementary.log(volume) / 3) : 0).rounded()
        let sides = [along, (along / aspectRatioXY).rounded(), (along / aspectRatioXZ).rounded()]
        guard sides.allSatisfy({ $0 >= 1 && $0 <= Double(count) }), sides[0] * sides[1] * sides[2] == Double(count)
        else {
            throw NetworkError(
                .mismatch,
                what: "a grid of aspect ratios \(aspectRatioXY) and \(aspectRatioXZ) does not hold exactly the cells",
                location: "structure Grid3D",
                given: "\(count) cells",
                allowed: "x · y · z cells, with x = ∛(cells · aspectRatioXY · aspectRatioXZ)"
            )
        }
        return (Int(sides[0]), Int(sides[1]), Int(sides[2]))
    }

    /// The positions of `count` cells.
    ///
    /// - Throws: ``NetworkError`` when a grid of these aspect ratios does not hold exactly `count` cells.
    public func positions(count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] {
        let size = try calculateSize(count)
        let places = (0..<count).map { index in
            origin + spacing
                * SIMD3(
                    Double(index / (size.y * size.z)),
                    Double(index / size.z % size.y),
                    Double(index % size.z)
                )
        }
        return fillOrder == .random ? places.shuffled(using: &stream) : places
    }
}

/// A body that random positions fill evenly.
public protocol Shape {
    /// Random positions in the body, which is centred on the origin, µm.
    ///
    /// - Throws: ``NetworkError`` for a body of impossible size.
    func sample(_ count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>]
}

extension Shape {
    /// Refuses a length that is negative or not finite.
    fileprivate func check(_ length: Double, _ what: String) throws(NetworkError) {
        try NetworkError.require(
            length.isFinite && length >= 0,
            what: what,
            location: "\(type(of: self))",
            given: "\(length) µm",
            allowed: "a finite number of at least 0 µm"
        )
    }
}

/// A box.
public struct Cuboid: Shape, Hashable, Sendable {
    /// The lengths along x (width), y (height) and z (depth), µm.
    public var size: SIMD3<Double>

    /// Makes a box of those lengths in µm.
    public init(width: Double, height: Double, depth: Double) { size = SIMD3(width, height, depth) }

    /// Random positions in the box.
    ///
    /// - Throws: ``NetworkError`` for a length that is negative or not finite.
    public func sample(_ count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] {
        for (axis, name) in ["width", "height", "depth"].enumerated() { try check(size[axis], name) }
        return (0..<count).map { _ in
            size * SIMD3(stream.nextUnit() - 0.5, stream.nextUnit() - 0.5, stream.nextUnit() - 0.5)
        }
    }
}

/// A ball.
public struct Sphere: Shape, Hashable, Sendable {
    /// The radius, µm.
    public var radius: Double

    /// Makes a ball of that radius in µm.
    public init(radius: Double) { self.radius = radius }

    /// Random positions in the ball.
    ///
    /// - Throws: ``NetworkError`` for a radius that is negative or not finite.
    public func sample(_ count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] {
        try check(radius, "radius")
        return (0..<count).map { _ in
            while true {
                let place = SIMD3(stream.nextUnit(), stream.nextUnit(), stream.nextUnit()) * 2 - 1
                if (place * place).sum() < 1 { return radius * place }
            }
        }
    }
}

/// Cells at random places in a body.
public struct RandomStructure: Structure {
    /// The body.
    public var boundary: any Shape
    /// Its centre, µm.
    public var origin: SIMD3<Double>
    /// A seed of its own, or nil for the network's.
    public var seed: UInt64?
    /// What the structure was made with.
    public var parameters: [(name: String, value: String)] {
        [("boundary", "\(boundary)"), ("origin", "(\(origin.x), \(origin.y), \(origin.z))")]
    }

    /// Makes a structure.
    public init(_ boundary: any Shape, origin: SIMD3<Double> = .zero, seed: UInt64? = nil) {
        self.boundary = boundary
        self.origin = origin
        self.seed = seed
    }

    /// The positions of `count` cells.
    ///
    /// - Throws: ``NetworkError`` for a body of impossible size.
    public func positions(count: Int, using stream: inout RandomStream) throws -> [SIMD3<Double>] {
        var own = seed.map { RandomStream(seed: $0, purpose: .position) } ?? stream
        return try boundary.sample(count, using: &own).map { origin + $0 }
    }
}
