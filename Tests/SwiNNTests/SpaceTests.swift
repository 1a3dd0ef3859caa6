import Foundation
import SwiNN
import Testing

@MainActor
@Suite(.serialized) struct SpaceTests {
    @Test func theNearestCellIsFound() throws {
        try script { _ in
            let line = try Population(5, IFCurrExp(), structure: Line(dx: 10), label: "line")
            let grid = try Population(6, IFCurrExp(), structure: Grid2D(aspectRatio: 1.5, dx: 2, dy: 3, z: 7))
            #expect(try line.nearest([26, 5, -5]).index == 3)
            // Of two as near the first.
            #expect(try line.nearest([15, 0, 0]).index == 1)
            // Three columns and two rows, y fastest: 3 is at (2, 3).
            #expect(try grid.nearest([2.5, 2, 0]).index == 3)
            #expect(try line[[4, 0]].nearest([24, 0, 0]).index == 4)
            #expect(try (line + grid).nearest([4, 0, 7]) == grid[4])
            #expect(networkError { _ = try line.nearest([.nan, 0, 0]) }?.code == .valueOutOfRange)
            #expect(networkError { _ = try line[0..<0].nearest([0, 0, 0]) }?.code == .wrongCount)
        }
    }

    @Test func positionsAreSavedAsText() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        try script { _ in
            let first = try Population(2, IFCurrExp(), structure: Line(dx: 0.5, y: 1), label: "first")
            let second = try Population(3, IFCurrExp(), label: "second")
            try first.savePositions("\(folder.path)/deep/first.txt")
            try second[1...].savePositions("\(folder.path)/view.txt")
            try (first + second[2...]).savePositions("\(folder.path)/both.txt")
            #expect(try text("deep/first.txt") == "# population = first\n0\t0.0\t1.0\t0.0\n1\t0.5\t1.0\t0.0\n")
            #expect(try text("view.txt") == "# population = view of second\n0\t1.0\t0.0\t0.0\n1\t2.0\t0.0\t0.0\n")
            let lines = try text("both.txt").split(separator: "\n")
            #expect(lines.map { $0.prefix(2) } == ["# ", "0\t", "1\t", "2\t"])
            #expect(lines[0].hasPrefix("# assembly = "))
            // A folder stands where the file should.
            #expect(networkError { try first.savePositions(folder.path) }?.code == .file)
        }
    }

    @Test func distancesOfCellsAndIndicesAreMeasured() throws {
        try script { _ in
            let line = try Population(5, IFCurrExp(), structure: Line(dx: 3))
            let other = try Population(2, IFCurrExp(), structure: Line(dx: 1, y: 4))
            #expect(try distance(line[1], other[0]) == 5 && distance(line[1], line[1]) == 0)
            let space = try Space(axes: "x", periodicBoundaries: [0...15, nil, nil])
            #expect(try distance(line[4], line[0], in: space) == 3)
            let generator = space.distanceGenerator(line.positionGenerator, other.positionGenerator)
            #expect(try generator(1, 1) == 2 && generator(4, 0) == 3)
            let moved = try Space(scaleFactor: 2, offset: [1, 0, 0])
            #expect(try distance(line[0], other[1], in: moved) == 80.0.squareRoot())
        }
    }

    @Test func structuresAreEqualWhenTheirParametersAre() {
        #expect(Line(dx: 2).isEqual(to: Line(dx: 2)) && !Line(dx: 2).isEqual(to: Line(dx: 3)))
        #expect(!Line().isEqual(to: Grid2D()) && Grid3D(dx: 2).isEqual(to: Grid3D(dx: 2)))
        let ball = RandomStructure(Sphere(radius: 3))
        #expect(ball.isEqual(to: RandomStructure(Sphere(radius: 3))))
        #expect(!ball.isEqual(to: RandomStructure(Cuboid(width: 3, height: 3, depth: 3))))
        #expect(Line(dx: 2).parameters.map(\.name) == ["dx", "x0", "y", "z"])
        #expect(Line(dx: 2).describe() == "Line(dx=2.0, x0=0.0, y=0.0, z=0.0)")
        #expect(Line(dx: 2).describe(template: nil)["name"] == "Line")
    }
}
