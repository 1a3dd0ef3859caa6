import NetworkModel
import Testing

/// Distances and structures against PyNN's: the numbers come from PyNN 0.13's `space` (formulas in its documentation).
@Suite struct SpaceTests {
    @Test func distancesCountTheAxesThatAreAskedFor() throws {
        let (a, b) = (SIMD3(1.0, 2, 3), SIMD3(4.0, 6, 15))
        #expect(Space().distance(a, b) == 13)
        #expect(try Space(axes: "xy").distance(a, b) == 5)
        #expect(try Space(axes: "z").distance(a, b) == 12)
        #expect(try Space(axes: "xz").differences(a, b) == [3, 12])
        // The offset comes before the scale, and both act on the postsynaptic position.
        #expect(try Space(axes: "x", scaleFactor: 2, offset: SIMD3(1, 0, 0)).distance(a, b) == 9)
        let torus = try Space(axes: "xy", periodicBoundaries: [0...5, nil, nil])
        #expect(torus.differences(a, b) == [2, 4])
        #expect(torus.distances([a], [a, b]) == [[0, 20.0.squareRoot()]])
        #expect(torus.expandedDistances([a, b], [b]) == [[[2], [0]], [[4], [0]]])
    }

    @Test func gridsInSpaceRunAlongZFirst() throws {
        let grid = Grid3D(aspectRatioXY: 2, aspectRatioXZ: 1, dx: 10, dy: 20, dz: 30, x0: 1)
        #expect(try grid.calculateSize(32) == (4, 2, 4))
        let places = try grid.generatePositions(32)
        #expect(places[0] == SIMD3(1, 0, 0) && places[1] == SIMD3(1, 0, 30) && places[4] == SIMD3(1, 20, 0))
        #expect(places[8] == SIMD3(11, 0, 0) && places[31] == SIMD3(31, 20, 90))
        #expect(networkError { _ = try grid.generatePositions(33) }?.code == .mismatch)
        #expect(networkError { _ = try Grid2D(aspectRatio: 2).generatePositions(9) }?.code == .mismatch)
    }

    @Test func randomOrderFillsTheSamePlaces() throws {
        let plain = try Grid2D().generatePositions(49)
        let mixed = try Grid2D(fillOrder: .random).generatePositions(49)
        #expect(mixed != plain)
        #expect(Set(mixed) == Set(plain))
    }

    /// Uniform in a ball means that the cube of the relative radius is uniform.
    @Test func bodiesAreFilledEvenly() throws {
        let count = 20_000
        let ball = try RandomStructure(Sphere(radius: 3), origin: SIMD3(1, 1, 1)).generatePositions(count)
        let cubes = ball.map { place -> Double in
            let way = (place - 1) / 3
            let square = (way * way).sum()
            return square * square.squareRoot()
        }.sorted()
        let distance = cubes.enumerated().map { abs($0.element - (Double($0.offset) + 0.5) / Double(count)) }.max() ?? 1
        #expect(distance < 1.95 / Double(count).squareRoot())
        let box = try RandomStructure(Cuboid(width: 2, height: 4, depth: 6)).generatePositions(count)
        for (axis, half) in [(0, 1.0), (1, 2.0), (2, 3.0)] {
            let sorted = box.map { $0[axis] / (2 * half) + 0.5 }.sorted()
            let apart =
                sorted.enumerated().map { abs($0.element - (Double($0.offset) + 0.5) / Double(count)) }.max() ?? 1
            #expect(apart < 1.95 / Double(count).squareRoot())
        }
    }

    @Test func aStructureOfOnesOwnPlacesCells() throws {
        struct Heap: Structure {
            func positions(count: Int, using _: inout RandomStream) -> [SIMD3<Double>] {
                Array(repeating: SIMD3(7, 7, 7), count: count)
            }
        }
        var network = try NetworkDescription(timeStep: 1)
        let id = try network.addPopulation(size: 3, cell: IFCurrExp(), structure: Heap())
        #expect(network[id].positions == Array(repeating: SIMD3(7, 7, 7), count: 3))
        struct Nowhere: Structure {
            func positions(count: Int, using _: inout RandomStream) -> [SIMD3<Double>] { [SIMD3(.nan, 0, 0)] }
        }
        #expect(networkError { _ = try network.addPopulation(size: 1, cell: IFCurrExp(), structure: Nowhere()) } != nil)
        #expect(networkError { _ = try network.addPopulation(size: 2, cell: IFCurrExp(), structure: Nowhere()) } != nil)
        #expect(network.populations.count == 1)
    }

    @Test func spacesThatCannotBeAreRefused() {
        #expect(networkError { _ = try Space(axes: "zx") }?.code == .unknownName)
        #expect(networkError { _ = try Space(scaleFactor: .nan) }?.code == .valueOutOfRange)
        #expect(networkError { _ = try Space(offset: SIMD3(0, .infinity, 0)) }?.code == .valueOutOfRange)
        #expect(networkError { _ = try Space(periodicBoundaries: [0...1]) }?.code == .wrongCount)
        #expect(networkError { _ = try Space(periodicBoundaries: [1...1, nil, nil]) }?.code == .valueOutOfRange)
    }
}
