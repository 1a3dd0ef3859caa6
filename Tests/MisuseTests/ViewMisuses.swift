import SwiNN

extension Misuse {
    /// Cells, views and assemblies.
    static let views: [Misuse] = [
        Misuse("a cell beyond the last", .indexOutOfRange, "'cells'", "got 4", "from 0 to 3") { _ = try $0.cells[4] },
        Misuse("a cell before the first", .indexOutOfRange, "'cells'", "got -5", "-4 to -1") { _ = try $0.cells[-5] },
        Misuse("the greatest of all indices", .indexOutOfRange, "\(Int.max)", "from 0 to 3") { _ = try $0.cells[.max] },
        Misuse("the least of all indices", .indexOutOfRange, "\(Int.min)", "from 0 to 3") {
            _ = try $0.cells[Int.min]
        },
        Misuse("a range beyond the end", .indexOutOfRange, "'cells'", "2..<9", "within 0..<4") {
            _ = try $0.cells[2..<9]
        },
        Misuse("a closed range beyond the end", .indexOutOfRange, "0..<5", "within 0..<4") { _ = try $0.cells[0...4] },
        Misuse("a range from a negative index", .indexOutOfRange, "-2..<2", "within 0..<4") {
            _ = try $0.cells[-2..<2]
        },
        Misuse("a range from beyond the end", .indexOutOfRange, "7..<4", "within 0..<4") { _ = try $0.cells[7...] },
        Misuse("a range up to a negative index", .indexOutOfRange, "0..<-1", "within 0..<4") {
            _ = try $0.cells[..<(-1)]
        },
        Misuse("a range to the greatest of all indices", .indexOutOfRange, "\(Int.max)", "within 0..<4") {
            _ = try $0.cells[0...Int.max]
        },
        Misuse("a list with an index beyond the end", .indexOutOfRange, "got 6", "from 0 to 3") {
            _ = try $0.cells[[0, 6]]
        },
        Misuse("a mask that is too short", .wrongCount, "mask", "got 2", "4, the number of cells") {
            _ = try $0.cells[[true, false]]
        },
        Misuse("a mask that is too long", .wrongCount, "mask", "got 5", "4, the number of cells") {
            _ = try $0.cells[[true, false, true, false, true]]
        },
        Misuse("every 0th cell", .indexOutOfRange, "step", "got 0") { _ = try $0.cells[.every(by: 0)] },
        Misuse("every cell backwards", .indexOutOfRange, "step", "got -1") { _ = try $0.cells[.every(by: -1)] },
        Misuse("every second cell from beyond the end", .indexOutOfRange, "start", "got 4") {
            _ = try $0.cells[.every(from: 4, by: 2)]
        },
        Misuse("a cell beyond a view", .indexOutOfRange, "got 2", "from 0 to 1") { _ = try $0.cells[2..<4][2] },
        Misuse("a range beyond a view", .indexOutOfRange, "0..<3", "within 0..<2") { _ = try $0.cells[2..<4][0..<3] },
        Misuse("a list beyond a view", .indexOutOfRange, "got 3", "from 0 to 1") { _ = try $0.cells[2..<4][[3]] },
        Misuse("a mask of the population for a view", .wrongCount, "mask", "got 4", "2, the number of cells") {
            _ = try $0.cells[2..<4][[true, true, false, false]]
        },
        Misuse("a view of the cell beyond a population", .indexOutOfRange, "'cells'", "got 4") {
            _ = try PopulationView($0.cells, .at(4), label: "beyond")
        },
        Misuse("a view of an assembly", .mismatch, "cells of one population", "2 components") {
            _ = try PopulationView($0.cells + $0.sources, .range(0, 2))
        },
        Misuse("a cell of an empty view", .indexOutOfRange, "got 0", "none") { _ = try $0.cells[0..<0][0] },
        Misuse("the index in the population of a cell that a view has not", .indexOutOfRange, "got 2", "from 0 to 1") {
            _ = try $0.cells[2..<4].indexInGrandparent([2])
        },
        Misuse("the index of a parent's cell that a view has not", .indexOutOfRange, "ID 0", "its 2 cells") {
            _ = try $0.cells[2..<4].indexFromParentIndex([0])
        },
        Misuse("the index of a cell that the parent has not", .indexOutOfRange, "got 9", "from 0 to 3") {
            _ = try $0.cells[2..<4].indexFromParentIndex([9])
        },
        Misuse("the index of another population's cell", .indexOutOfRange, "'cells'", "ID 4", "its 4 cells") {
            _ = try $0.cells.idToIndex($0.sources[0])
        },
        Misuse("the indices of a cell outside the view", .indexOutOfRange, "ID 3", "its 2 cells") {
            _ = try $0.cells[0..<2].idToIndex([$0.cells[0], $0.cells[3]])
        },
        Misuse("the local index of another population's cell", .indexOutOfRange, "ID 0", "its 4 cells") {
            _ = try $0.sources.idToLocalIndex($0.cells[0])
        },
        Misuse("whether another population's cell is local", .indexOutOfRange, "ID 0", "its 4 cells") {
            _ = try $0.sources.isLocal($0.cells[0])
        },
        Misuse("the ID of a cell that there is not", .indexOutOfRange, "got 12", "from 0 to 3") {
            _ = try $0.cells.indexToID(12)
        },
        Misuse("a sample of more cells than there are", .valueOutOfRange, "got 5", "from 0 to 4") {
            _ = try $0.cells.sample(5)
        },
        Misuse("a sample of -1 cells", .valueOutOfRange, "got -1", "from 0 to 4") { _ = try $0.cells.sample(-1) },
        Misuse("a sample of more cells than a view has", .valueOutOfRange, "got 3", "from 0 to 2") {
            _ = try $0.cells[0..<2].sample(3)
        },
        Misuse("a component that there is not", .unknownName, "'nobody'", "'cells', 'sources'") {
            _ = try ($0.cells + $0.sources).getPopulation("nobody")
        },
        Misuse("a cell beyond an assembly", .indexOutOfRange, "got 8", "from 0 to 7") {
            _ = try ($0.cells + $0.sources)[8]
        },
        Misuse("a range beyond an assembly", .indexOutOfRange, "6..<10", "within 0..<8") {
            _ = try ($0.cells + $0.sources)[6..<10]
        },
        Misuse("a mask too short for an assembly", .wrongCount, "mask", "got 1", "8, the number of cells") {
            _ = try ($0.cells + $0.sources)[.mask([true])]
        },
        Misuse("a cell of an assembly of nothing", .indexOutOfRange, "got 0", "none") { _ in
            _ = try Assembly(label: "nothing")[0]
        },
    ]
}
