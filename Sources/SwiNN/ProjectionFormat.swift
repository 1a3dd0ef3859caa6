/// The shape in which a projection gives its synapses' properties.
public struct ProjectionFormat<Result> {
    typealias Builder = ([Connection], [KeyPath<Connection, Double>], (Int, Int), Bool, MultipleSynapses) -> Result
    let build: Builder
}

extension ProjectionFormat<[[Double]]> {
    /// A row for each synapse.
    public static var list: Self {
        Self { connections, properties, _, withAddress, _ in
            connections.map { connection in
                let address = [Double(connection.presynapticIndex), Double(connection.postsynapticIndex)]
                return (withAddress ? address : []) + properties.map { connection[keyPath: $0] }
            }
        }
    }
}

extension ProjectionFormat<[[[Double]]]> {
    /// A matrix for each property.
    public static var array: Self {
        Self { connections, properties, shape, _, multiple in
            properties.map { property in
                var matrix = Array(repeating: Array(repeating: Double.nan, count: shape.1), count: shape.0)
                for connection in connections {
                    let old = matrix[connection.presynapticIndex][connection.postsynapticIndex]
                    matrix[connection.presynapticIndex][connection.postsynapticIndex] = multiple.combine(
                        old,
                        connection[keyPath: property]
                    )
                }
                return matrix
            }
        }
    }
}
