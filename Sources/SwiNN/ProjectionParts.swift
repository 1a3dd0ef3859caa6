import NetworkModel

/// Cuts a projection between assemblies into projections between populations.
///
/// Connectors' indices run over the concatenated cells. Rules that look at one pair at a time fall apart by themselves;
/// others are listed as a whole, and the list is cut. Values that go by index are shifted.
struct ProjectionParts {
    /// A projection between two components.
    struct Part {
        let window: Window
        let rule: ConnectionRule
        let synapse: StaticSynapse
    }

    let pre: [CellSelection]
    let post: [CellSelection]

    /// The parts; those that can have no synapse are left out.
    ///
    /// - Parameter context: The whole projection's.
    func split(_ rule: ConnectionRule, _ synapse: StaticSynapse, _ context: ConnectionContext) throws -> [Part] {
        try synapse.weight.checkShape(context.preCount, context.postCount, "weight", context.location)
        try synapse.delay?.checkShape(context.preCount, context.postCount, "delay", context.location)
        let windows = windows
        if windows.count == 1 { return [Part(window: windows[0], rule: rule, synapse: synapse)] }
        var list: ConnectionList?
        let isListed = [synapse.weight, synapse.delay].contains { if case .values = $0 { true } else { false } }
        if case .drawn(let drawn) = rule, drawn.isPairwise, !isListed {
            list = nil
        } else {
            var whole = try context.list(rule)
            if whole.weights == nil { whole.weights = try column(synapse.weight, "weight", whole, context) }
            if whole.delays == nil { whole.delays = try column(synapse.delay, "delay", whole, context) }
            list = whole
        }
        return windows.compactMap { window in
            guard let own = list.map(window.list) else { return window.part(rule, synapse) }
            guard !own.pre.isEmpty else { return nil }
            return window.part(.listed { _ in own }, synapse)
        }
    }

    /// Values of one connection after the other, which must be cut with the list.
    private func column(
        _ value: SynapseValue?,
        _ what: String,
        _ list: ConnectionList,
        _ context: ConnectionContext
    ) throws -> [Double]? {
        guard case .values(let values)? = value else { return nil }
        try NetworkError.require(
            values.count == list.pre.count,
            .wrongCount,
            what: "\(what) has the wrong number of values",
            location: context.location,
            given: "\(values.count)",
            allowed: "\(list.pre.count), the number of connections"
        )
        return values
    }

    /// The pairs of components.
    var windows: [Window] {
        var windows: [Window] = []
        var preOffset = 0
        for (source, selection) in pre.enumerated() {
            let preRange = preOffset..<(preOffset + selection.indices.count)
            var postOffset = 0
            for (target, selection) in post.enumerated() {
                let postRange = postOffset..<(postOffset + selection.indices.count)
                windows.append(Window(source: source, target: target, pre: preRange, post: postRange))
                postOffset = postRange.upperBound
            }
            preOffset = preRange.upperBound
        }
        return windows
    }

    /// A rectangle of a connection matrix: one pair of components.
    struct Window {
        let source: Int
        let target: Int
        let pre: Range<Int>
        let post: Range<Int>

        func part(_ rule: ConnectionRule, _ synapse: StaticSynapse) -> Part {
            let own = StaticSynapse(weight: value(synapse.weight), delay: synapse.delay.map(value))
            return Part(window: self, rule: rule, synapse: own)
        }

        /// The list inside the rectangle.
        func list(_ list: ConnectionList) -> ConnectionList {
            let rows = list.pre.indices.filter { pre.contains(list.pre[$0]) && post.contains(list.post[$0]) }
            return ConnectionList(
                pre: rows.map { list.pre[$0] - pre.lowerBound },
                post: rows.map { list.post[$0] - post.lowerBound },
                weights: list.weights.map { weights in rows.map { weights[$0] } },
                delays: list.delays.map { delays in rows.map { delays[$0] } }
            )
        }

        /// The value inside the rectangle.
        func value(_ value: SynapseValue) -> SynapseValue {
            switch value {
            // Values of one connection after the other have become columns of the list.
            case .value, .random, .distance, .expression, .values:
                return value
            case .matrix(let matrix):
                return .matrix(matrix[pre].map { Array($0[post]) })
            case .function(let function):
                return .function { function(pre.lowerBound + $0, post.lowerBound + $1) }
            }
        }
    }
}
