/// Connects the pairs of a list.
///
///     FromListConnector([(0, 1), (1, 2)])                       // weights and delays from the synapse type
///     FromListConnector([(0, 1, 2.0, 17.0), (1, 2, 2.0, 17.0)])  // weight in nA, delay in ms
///     FromListConnector([[0, 1, 17]], columnNames: ["delay"])
public struct FromListConnector: Connector {
    private let rows: [[Double]]?
    private let columnNames: [String]?
    private let columns: ConnectionList
    /// What the connector was made with.
    public var parameters: [(name: String, value: String)] {
        [("conn_list", "\(rows?.count ?? columns.pre.count) connections")]
    }
    /// The rule.
    public var rule: ConnectionRule {
        guard let rows else { return .list(columns) }
        return .listed { context in
            try ConnectionList(rows: rows, columnNames: columnNames, location: context.location)
        }
    }

    /// Connects pairs of (presynaptic, postsynaptic) indices.
    public init(_ pairs: [(Int, Int)]) {
        self.init(ConnectionList(pre: pairs.map(\.0), post: pairs.map(\.1)))
    }

    /// Connects rows of (presynaptic index, postsynaptic index, weight, delay in ms).
    @_disfavoredOverload
    public init(_ rows: [(Int, Int, Double, Double)]) {
        self.init(
            ConnectionList(
                pre: rows.map(\.0),
                post: rows.map(\.1),
                weights: rows.map(\.2),
                delays: rows.map(\.3)
            )
        )
    }

    /// Connects what columns say.
    @_disfavoredOverload
    public init(_ list: ConnectionList) {
        rows = nil
        columnNames = nil
        columns = list
    }

    /// Connects rows of numbers: presynaptic index, postsynaptic index, then the named columns.
    ///
    /// - Parameters:
    ///   - rows: The rows, all of the same length; they are checked when the projection is made.
    ///   - columnNames: "weight" and "delay", in the order of the columns behind the indices; nil for no columns or for
    ///     these two.
    @_disfavoredOverload
    public init(_ rows: [[Double]], columnNames: [String]? = nil) {
        self.rows = rows
        self.columnNames = columnNames
        columns = ConnectionList(pre: [], post: [])
    }
}

extension ConnectionList {
    /// Makes columns of rows of numbers.
    ///
    /// - Parameters:
    ///   - rows: Presynaptic index, postsynaptic index, then the named columns.
    ///   - columnNames: The names of the columns behind the indices; nil for none or for weight and delay.
    ///   - location: How errors call the projection.
    /// - Throws: ``NetworkError`` for rows of wrong lengths, indices that are not whole, or names a synapse has not.
    public init(rows: [[Double]], columnNames: [String]?, location: String) throws(NetworkError) {
        guard let width = rows.first?.count else {
            self.init(pre: [], post: [])
            return
        }
        guard let names = columnNames ?? (width == 2 ? [] : width == 4 ? ["weight", "delay"] : nil) else {
            throw NetworkError(
                .wrongCount,
                what: "connection list without column names",
                location: location,
                given: "\(width) columns",
                allowed: "2 columns (i, j), 4 columns (i, j, weight, delay), or names for the others"
            )
        }
        for name in names where !["weight", "delay"].contains(name) || names.count(where: { $0 == name }) > 1 {
            throw NetworkError(
                .unknownName,
                what: "column of the connection list",
                location: location,
                given: "'\(name)'",
                allowed: "weight and delay, once each"
            )
        }
        for (number, row) in rows.enumerated() {
            guard row.count == names.count + 2 else {
                throw NetworkError(
                    .wrongCount,
                    what: "row \(number) of the connection list",
                    location: location,
                    given: "\(row.count) columns",
                    allowed: "\(names.count + 2): i, j\(names.map { ", \($0)" }.joined())"
                )
            }
            for index in row.prefix(2) where index.rounded() != index || abs(index) > 0x1p31 {
                throw NetworkError(
                    .indexOutOfRange,
                    what: "index in row \(number) of the connection list",
                    location: location,
                    given: "\(index)",
                    allowed: "a whole number"
                )
            }
        }
        func column(_ name: String) -> [Double]? {
            names.firstIndex(of: name).map { place in rows.map { $0[place + 2] } }
        }
        self.init(
            pre: rows.map { Int($0[0]) },
            post: rows.map { Int($0[1]) },
            weights: column("weight"),
            delays: column("delay")
        )
    }
}
