/// Connects two-dimensional maps by a kernel, as receptive fields; sPyNNaker's `KernelConnector`.
///
/// Both populations are maps of rows and columns whose cells are counted row by row. A postsynaptic cell (r, c) looks at
/// the place `postStart` + (r, c) · `postStep`, from there at the presynaptic cell ⌈(place − `preStart`) / `preStep`⌉, and
/// the kernel's middle lies on that cell. Of the presynaptic cells under the kernel those are connected whose distance
/// from `preStart` is a multiple of `preStep`.
public struct KernelConnector: Connector, Hashable, Sendable {
    /// A number of rows and a number of columns.
    public struct Size: Hashable, Sendable {
        /// The rows.
        public var rows: Int
        /// The columns.
        public var columns: Int

        /// Makes a size, or a place.
        public init(_ rows: Int, _ columns: Int) {
            self.rows = rows
            self.columns = columns
        }
    }

    /// The presynaptic map.
    public let preShape: Size
    /// The postsynaptic map.
    public let postShape: Size
    /// The kernel; its middle is its element (rows / 2, columns / 2).
    public let kernelShape: Size
    /// A weight in nA for each element of the kernel; nil for the synapse type's.
    public let weights: [[Double]]?
    /// A delay in ms for each element of the kernel; nil for the synapse type's.
    public let delays: [[Double]]?
    /// Which presynaptic cells are connected: one of so many rows and columns.
    public let preStep: Size
    /// The first presynaptic cell that is connected.
    public let preStart: Size
    /// How far apart the places are that neighbouring postsynaptic cells look at.
    public let postStep: Size
    /// The place that the first postsynaptic cell looks at.
    public let postStart: Size
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [
            ("shape_pre", "(\(preShape.rows), \(preShape.columns))"),
            ("shape_post", "(\(postShape.rows), \(postShape.columns))"),
            ("shape_kernel", "(\(kernelShape.rows), \(kernelShape.columns))"),
        ]
    }
    /// The rule.
    public var rule: ConnectionRule { .listed(list) }

    /// Makes the connector; sizes are checked when the projection is made.
    public init(
        preShape: Size,
        postShape: Size,
        kernelShape: Size,
        weights: [[Double]]? = nil,
        delays: [[Double]]? = nil,
        preStep: Size = Size(1, 1),
        preStart: Size = Size(0, 0),
        postStep: Size = Size(1, 1),
        postStart: Size = Size(0, 0)
    ) {
        self.preShape = preShape
        self.postShape = postShape
        self.kernelShape = kernelShape
        self.weights = weights
        self.delays = delays
        self.preStep = preStep
        self.preStart = preStart
        self.postStep = postStep
        self.postStart = postStart
    }

    private func list(_ context: ConnectionContext) throws(NetworkError) -> ConnectionList {
        try check(context)
        var list = ConnectionList(
            pre: [],
            post: [],
            weights: weights == nil ? nil : [],
            delays: delays == nil ? nil : []
        )
        for post in 0..<context.postCount {
            let row = Self.quotient(
                postStart.rows + post / postShape.columns * postStep.rows - preStart.rows,
                preStep.rows
            )
            let column = Self.quotient(
                postStart.columns + post % postShape.columns * postStep.columns - preStart.columns,
                preStep.columns
            )
            for y in 0..<kernelShape.rows {
                let preRow = row - kernelShape.rows / 2 + y
                guard (0..<preShape.rows).contains(preRow), (preRow - preStart.rows) % preStep.rows == 0 else {
                    continue
                }
                for x in 0..<kernelShape.columns {
                    let preColumn = column - kernelShape.columns / 2 + x
                    guard (0..<preShape.columns).contains(preColumn),
                        (preColumn - preStart.columns) % preStep.columns == 0
                    else { continue }
                    list.pre.append(preRow * preShape.columns + preColumn)
                    list.post.append(post)
                    if let weight = weights?[y][x] { list.weights?.append(weight) }
                    if let delay = delays?[y][x] { list.delays?.append(delay) }
                }
            }
        }
        return list
    }

    /// The quotient rounded up.
    private static func quotient(_ number: Int, _ step: Int) -> Int {
        Int((Double(number) / Double(step)).rounded(.up))
    }

    private func check(_ context: ConnectionContext) throws(NetworkError) {
        let sides = [("presynaptic", preShape, context.preCount), ("postsynaptic", postShape, context.postCount)]
        for (side, shape, count) in sides {
            try NetworkError.require(
                shape.rows >= 1 && shape.columns >= 1
                    && shape.rows.multipliedReportingOverflow(by: shape.columns) == (count, false),
                .wrongCount,
                what: "size of the \(side) map",
                location: context.location,
                given: "\(shape.rows) × \(shape.columns)",
                allowed: "rows × columns = \(count), the number of cells"
            )
        }
        for (name, size, least) in [
            ("kernel", kernelShape, 1), ("preStep", preStep, 1), ("postStep", postStep, 1), ("preStart", preStart, 0),
            ("postStart", postStart, 0),
        ] {
            try NetworkError.require(
                [size.rows, size.columns].allSatisfy { (least...1 << 16).contains($0) },
                what: name,
                location: context.location,
                given: "(\(size.rows), \(size.columns))",
                allowed: "numbers from \(least) to 65536"
            )
        }
        for (name, kernel) in [("weights", weights), ("delays", delays)] {
            guard let kernel else { continue }
            try NetworkError.require(
                kernel.count == kernelShape.rows && kernel.allSatisfy { $0.count == kernelShape.columns },
                .wrongCount,
                what: "kernel of \(name)",
                location: context.location,
                given: "\(kernel.count) × \(kernel.first?.count ?? 0)",
                allowed: "\(kernelShape.rows) × \(kernelShape.columns)"
            )
        }
    }
}
