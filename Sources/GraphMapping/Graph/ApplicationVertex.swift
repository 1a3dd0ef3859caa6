package import SpiNNakerMachine

/// Where a vertex must be.
package enum Place: Hashable, Sendable {
    /// All parts on a chip.
    case chip(ChipID)

    /// The only part on a core.
    case core(CoreID)

    /// Outside of the machine, behind a link of a chip that leads to no other chip: a device. It takes no core; packets for it
    /// leave by that link, and its own come in there.
    case device(ChipID, LinkDirection)

    /// The chip.
    package var chip: ChipID {
        switch self {
        case .chip(let chip), .device(let chip, _): chip
        case .core(let core): core.chip
        }
    }

    /// The core, if it must be a certain one.
    package var core: UInt8? { if case .core(let core) = self { core.core } else { nil } }

    /// The link that a device is behind.
    package var link: LinkDirection? { if case .device(_, let link) = self { link } else { nil } }
}

/// Memory that the parts on a chip that name it have in common: it is there once on each chip that has one of them.
package struct SharedMemory: Hashable, Sendable {
    /// What it is known by, across vertices.
    package let name: String

    /// Bytes of SDRAM, however long a run is.
    package let bytes: Int

    /// Bytes of SDRAM for each time step that is to be held, beside those.
    package let bytesPerStep: Int

    /// Creates a description of memory.
    package init(name: String, bytes: Int, bytesPerStep: Int = 0) {
        self.name = name
        self.bytes = bytes
        self.bytesPerStep = bytesPerStep
    }

    /// Bytes of SDRAM when a number of time steps is to be held.
    package func bytes(steps: Int) -> Int { bytes + steps * bytesPerStep }
}

/// Something to be cut into parts that each run on one core: for the mapper a count of atoms with a cost.
package struct ApplicationVertex: Sendable {
    /// The name used in errors and reports.
    package let label: String

    /// The number of atoms in each dimension, of which there is one or more; each 1 or more.
    package let shape: [Int]

    /// The largest number of atoms of each dimension that may share a core.
    package let maximumShapePerCore: [Int]

    /// Where it must be; nil for anywhere.
    package let place: Place?

    /// The memory that its parts have in common with others of a chip.
    package let shared: [SharedMemory]

    /// The tags that each of its parts wants.
    package let tags: [TagWish]

    /// What the part made of these atoms costs; must not shrink when it grows.
    package let cost: @Sendable (Slice) -> CoreCost

    /// Creates a vertex of one dimension.
    package init(
        label: String,
        atoms: Int,
        maximumAtomsPerCore: Int,
        place: Place? = nil,
        shared: [SharedMemory] = [],
        tags: [TagWish] = [],
        cost: @escaping @Sendable (Range<Int>) -> CoreCost
    ) {
        self.init(
            label: label,
            shape: [atoms],
            maximumShapePerCore: [maximumAtomsPerCore],
            place: place,
            shared: shared,
            tags: tags,
            cost: { cost($0.atoms) }
        )
    }

    /// Creates a vertex of any number of dimensions.
    ///
    /// - Precondition: The shapes have equally many dimensions, at least one.
    package init(
        label: String,
        shape: [Int],
        maximumShapePerCore: [Int],
        place: Place? = nil,
        shared: [SharedMemory] = [],
        tags: [TagWish] = [],
        cost: @escaping @Sendable (Slice) -> CoreCost
    ) {
        precondition(!shape.isEmpty && shape.count == maximumShapePerCore.count, "A limit for each dimension is needed")
        self.label = label
        self.shape = shape
        self.maximumShapePerCore = maximumShapePerCore
        self.place = place
        self.shared = shared
        self.tags = tags
        self.cost = cost
    }

    /// The number of atoms.
    package var atoms: Int { shape.reduce(1, *) }
}
