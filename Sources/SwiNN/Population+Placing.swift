import NetworkModel

extension Population {
    /// Has the population run on a chip of the machine, and perhaps on one of its cores; on the host it changes nothing.
    ///
    /// - Parameters:
    ///   - x: The chip's column, from 0 to 255.
    ///   - y: The chip's row, from 0 to 255.
    ///   - p: The core, from 1 to 17; nil for any of the chip's. It must have room for the whole population.
    /// - Throws: ``NetworkError`` for numbers out of range, and while time is not 0. Whether there is room shows when the
    ///   network is mapped: the run throws if not.
    public func addPlacementConstraint(x: Int, y: Int, p: Int? = nil) throws {
        try simulation.requireStart("'\(label)'.addPlacementConstraint", what: "places of cells")
        try NetworkError.require(
            (0...255).contains(x) && (0...255).contains(y) && (1...17).contains(p ?? 1),
            what: "place of a population",
            location: "'\(label)'.addPlacementConstraint",
            given: "chip (\(x), \(y))" + (p.map { ", core \($0)" } ?? ""),
            allowed: "chips from (0, 0) to (255, 255), cores from 1 to 17"
        )
        let place = CorePlace(x: UInt8(x), y: UInt8(y), core: p.map { UInt8($0) })
        try simulation.change("'\(label)'.addPlacementConstraint") { $0[id].options.place = place }
    }

    /// Limits the population's cells on a core.
    ///
    /// - Parameter count: From 1 to 256; nil for the cell type's number.
    /// - Throws: ``NetworkError`` for a number out of range, and while time is not 0.
    public func setMaxAtomsPerCore(_ count: Int?) throws {
        try simulation.requireStart("'\(label)'.setMaxAtomsPerCore", what: "the cells on a core")
        try Simulation.checkNeuronsPerCore(count, "'\(label)'.setMaxAtomsPerCore")
        try simulation.change("'\(label)'.setMaxAtomsPerCore") { $0[id].options.neuronsPerCore = count }
    }
}
