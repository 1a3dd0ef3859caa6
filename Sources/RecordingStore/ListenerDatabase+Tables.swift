internal import GRDB

// The names are the protocol's; listeners ask for them.
extension ListenerDatabase {
    private typealias Column = (name: String, type: Database.ColumnType)

    /// The tables, and which columns are their keys.
    private static let tables: [(name: String, columns: [Column], keyed: [String])] = [
        ("configuration_parameters", [("parameter_id", .text), ("value", .real)], ["parameter_id"]),
        ("proxy_configuration", [("kind", .text), ("name", .text), ("value", .text)], []),
        (
            "Machine_layout", [("machine_id", .integer), ("x_dimension", .integer), ("y_dimension", .integer)],
            ["machine_id"]
        ),
        (
            "Machine_chip",
            [
                ("no_processors", .integer), ("chip_x", .integer), ("chip_y", .integer), ("machine_id", .integer),
                ("ip_address", .text), ("nearest_ethernet_x", .integer), ("nearest_ethernet_y", .integer),
            ],
            ["chip_x", "chip_y", "machine_id"]
        ),
        ("Application_vertices", [("vertex_id", .integer), ("vertex_label", .text)], ["vertex_id"]),
        ("Machine_vertices", [("vertex_id", .integer), ("label", .text)], ["vertex_id"]),
        (
            "graph_mapper_vertex", [("application_vertex_id", .integer), ("machine_vertex_id", .integer)],
            ["application_vertex_id", "machine_vertex_id"]
        ),
        (
            "Placements",
            [
                ("vertex_id", .integer), ("machine_id", .integer), ("chip_x", .integer), ("chip_y", .integer),
                ("chip_p", .integer),
            ],
            ["vertex_id"]
        ),
        (
            "m_vertex_to_lpg_vertex",
            [("pre_vertex_id", .integer), ("partition_id", .text), ("post_vertex_id", .integer)],
            ["pre_vertex_id", "partition_id", "post_vertex_id"]
        ),
        (
            "IP_tags",
            [
                ("vertex_id", .integer), ("tag", .integer), ("board_address", .text), ("ip_address", .text),
                ("port", .integer), ("strip_sdp", .boolean),
            ],
            ["vertex_id", "tag", "board_address", "ip_address", "port", "strip_sdp"]
        ),
        (
            "event_to_atom_mapping", [("vertex_id", .integer), ("atom_id", .integer), ("event_id", .integer)],
            ["event_id"]
        ),
    ]

    /// The views.
    static let views = [
        (
            "label_event_atom_view",
            """
            SELECT atom_id AS atom, event_id AS event, vertex_label AS label
            FROM Application_vertices AS population, graph_mapper_vertex, event_to_atom_mapping AS cell
            WHERE application_vertex_id = population.vertex_id AND machine_vertex_id = cell.vertex_id
            """
        ),
        (
            "application_vertex_placements",
            """
            SELECT chip_x AS x, chip_y AS y, chip_p AS p, vertex_label
            FROM Application_vertices AS population, graph_mapper_vertex, Placements AS place
            WHERE application_vertex_id = population.vertex_id AND machine_vertex_id = place.vertex_id
            """
        ),
        (
            "chip_eth_info",
            """
            SELECT one.chip_x AS x, one.chip_y AS y, ethernet.chip_x AS eth_x, ethernet.chip_y AS eth_y,
                ethernet.ip_address AS eth_ip_address
            FROM Machine_chip AS one, Machine_chip AS ethernet
            WHERE (one.nearest_ethernet_x, one.nearest_ethernet_y) = (ethernet.chip_x, ethernet.chip_y)
            """
        ),
        (
            "app_output_tag_view",
            """
            SELECT ip_address, port, strip_sdp, board_address, tag, vertex_label AS pre_vertex_label,
                gatherer.label AS post_vertex_label, chip_x, chip_y
            FROM m_vertex_to_lpg_vertex, IP_tags AS tag, Placements AS place, Machine_vertices AS gatherer,
                graph_mapper_vertex, Application_vertices AS population
            WHERE tag.vertex_id = post_vertex_id AND place.vertex_id = post_vertex_id
                AND gatherer.vertex_id = post_vertex_id AND machine_vertex_id = pre_vertex_id
                AND population.vertex_id = application_vertex_id
            """
        ),
    ]

    /// Makes the tables.
    static func makeTables(in database: Database) throws {
        for table in tables {
            try database.create(table: table.name) { definition in
                for column in table.columns { definition.column(column.name, column.type) }
                if !table.keyed.isEmpty { definition.primaryKey(table.keyed) }
            }
        }
    }
}
