import SwiNN

extension Misuse {
    /// Space, structures and positions.
    static let spaces: [Misuse] = [
        Misuse("an axis that there is not", .unknownName, "axes", "\"w\"", "x, y, z, xy") { _ in
            _ = try Space(axes: "w")
        },
        Misuse("axes in another order", .unknownName, "\"yx\"", "xy, yz, xz, xyz") { _ in _ = try Space(axes: "yx") },
        Misuse("no axes", .unknownName, "\"\"", "xyz") { _ in _ = try Space(axes: "") },
        Misuse("axes in capitals", .unknownName, "\"XY\"", "xyz") { _ in _ = try Space(axes: "XY") },
        Misuse("a scale that is no number", .valueOutOfRange, "scaleFactor", "nan", "finite") { _ in
            _ = try Space(scaleFactor: .nan)
        },
        Misuse("an infinite scale", .valueOutOfRange, "scaleFactor", "inf", "finite") { _ in
            _ = try Space(scaleFactor: .infinity)
        },
        Misuse("an offset that is no number", .valueOutOfRange, "offset", "(0.0, nan, 0.0)", "finite") { _ in
            _ = try Space(offset: [0, .nan, 0])
        },
        Misuse("boundaries for two axes", .wrongCount, "periodicBoundaries", "got 2", "x, y and z") { _ in
            _ = try Space(periodicBoundaries: [0...1, 0...1])
        },
        Misuse("no boundaries at all", .wrongCount, "periodicBoundaries", "got 0", "x, y and z") { _ in
            _ = try Space(periodicBoundaries: [])
        },
        Misuse("a boundary of no width", .valueOutOfRange, "periodic boundary", "5.0...5.0", "the second greater") {
            _ in
            _ = try Space(periodicBoundaries: [5...5, nil, nil])
        },
        Misuse("an infinite boundary", .valueOutOfRange, "periodic boundary", "inf", "finite") { _ in
            _ = try Space(periodicBoundaries: [0 ... .infinity, nil, nil])
        },
        Misuse("-1 places on a line", .valueOutOfRange, "number of positions", "-1", "at least 0") { _ in
            _ = try Line().generatePositions(-1)
        },
        Misuse("-4 random places", .valueOutOfRange, "number of positions", "-4", "at least 0") { _ in
            _ = try RandomStructure(Sphere(radius: 1)).generatePositions(-4)
        },
        Misuse("five places on a square grid", .mismatch, "Grid2D", "5 cells", "rows · columns") { _ in
            _ = try Grid2D().generatePositions(5)
        },
        Misuse("the size of a grid of -4", .mismatch, "Grid2D", "-4 cells") { _ in _ = try Grid2D().calculateSize(-4) },
        Misuse("the size of a grid in space of 0", .mismatch, "Grid3D", "0 cells") { _ in
            _ = try Grid3D().calculateSize(0)
        },
        Misuse("a grid in space that does not come out", .mismatch, "aspect ratios 2.0 and 1.0", "9 cells") { _ in
            _ = try Grid3D(aspectRatioXY: 2).generatePositions(9)
        },
        Misuse("a box of negative width", .valueOutOfRange, "Cuboid", "-5.0", "at least 0") { _ in
            _ = try Population(3, IFCurrExp(), structure: RandomStructure(Cuboid(width: -5, height: 1, depth: 1)))
        },
        Misuse("a box without a height", .valueOutOfRange, "Cuboid", "nan", "at least 0") { _ in
            _ = try Population(3, IFCurrExp(), structure: RandomStructure(Cuboid(width: 1, height: .nan, depth: 1)))
        },
        Misuse("a ball of negative radius", .valueOutOfRange, "Sphere", "-1.0", "at least 0") { _ in
            _ = try Population(3, IFCurrExp(), structure: RandomStructure(Sphere(radius: -1)))
        },
        Misuse("an infinite ball", .valueOutOfRange, "Sphere", "inf", "finite") { _ in
            _ = try Population(3, IFCurrExp(), structure: RandomStructure(Sphere(radius: .infinity)))
        },
        Misuse("a box around no place", .valueOutOfRange, "position 0", "nan", "finite numbers of µm") { _ in
            let box = Cuboid(width: 1, height: 1, depth: 1)
            _ = try Population(3, IFCurrExp(), structure: RandomStructure(box, origin: [.nan, 0, 0]))
        },
        Misuse("another grid than the cells fill", .mismatch, "Grid2D", "aspect ratio 3.0", "4 cells") {
            try $0.cells.setStructure(Grid2D(aspectRatio: 3))
        },
        Misuse("three positions for four cells", .wrongCount, "'cells'", "positions", "got 3", "4, the number") {
            try $0.cells.setPositions([[0, 0, 0], [1, 0, 0], [2, 0, 0]])
        },
        Misuse("no positions for four cells", .wrongCount, "positions", "got 0", "4, the number") {
            try $0.cells.setPositions([])
        },
        Misuse("an infinite position", .valueOutOfRange, "position 1", "(inf, 0.0, 0.0)", "finite numbers of µm") {
            try $0.cells.setPositions([[0, 0, 0], [.infinity, 0, 0], [2, 0, 0], [3, 0, 0]])
        },
        Misuse("a cell's position that is no number", .valueOutOfRange, "position", "nan", "finite numbers of µm") {
            try $0.cells[2].setPosition([0, .nan, 0])
        },
        Misuse("the cell nearest to nowhere", .valueOutOfRange, "nearest", "(nan, 0.0, 0.0)", "finite") {
            _ = try $0.cells.nearest([.nan, 0, 0])
        },
        Misuse("the nearest of no cells", .wrongCount, "nearest", "without cells") {
            _ = try $0.cells[0..<0].nearest([0, 0, 0])
        },
        Misuse("the position of a cell beyond the last", .indexOutOfRange, "'cells'", "got 4", "from 0 to 3") {
            _ = try $0.cells.positionGenerator(4)
        },
        Misuse("the position of a cell before the first of a view", .indexOutOfRange, "got -3", "from 0 to 1") {
            _ = try $0.cells[0..<2].positionGenerator(-3)
        },
    ]
}
