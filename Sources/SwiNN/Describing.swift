public import NetworkModel

extension PopulationBase {
    /// The group in words.
    ///
    /// - Parameter template: A text with places such as `$label` and `$size`, or the path of a file that holds one; which
    ///   facts there are, `describe(template: nil)` tells.
    public func describe(template: String = "$label: $cells") -> String {
        DescriptionTemplate.render(template, descriptionFacts)
    }

    /// Facts about the group by PyNN's names: what a template can name.
    public func describe(template: Never?) -> DescriptionFacts { descriptionFacts }

    private var descriptionFacts: DescriptionFacts {
        var facts = ownFacts
        facts["label"] = .text(label)
        facts["size"] = .integer(size)
        facts["size_local"] = .integer(size)
        let parts = components.map { "\($0.indices.count) × \($0.grandparent.schema.kind)" }
        facts["cells"] = .text(parts.joined(separator: " + "))
        for (name, value) in annotations { facts[name] = DescriptionValue(value) }
        return facts
    }

    private var ownFacts: DescriptionFacts {
        switch self {
        case let population as Population:
            [
                "celltype": .facts(population.schema.facts),
                "structure": population.structure.map { .facts($0.describe(template: nil)) } ?? .nothing,
                "first_id": .integer(population.firstID),
                "last_id": .integer(population.lastID),
                "local_first_id": .integer(population.firstID),
                "cell_parameters": .facts([:]),
            ]
        case let view as PopulationView:
            ["parent": .text(view.parent.label), "mask": .text("\(view.selector)")]
        default:
            ["populations": .list(components.map { .facts($0.describe(template: nil)) })]
        }
    }
}

extension CellSchema {
    /// Facts about the cell type by PyNN's names.
    var facts: DescriptionFacts {
        func defaults(_ entries: [Entry]) -> DescriptionValue {
            .facts(Dictionary(uniqueKeysWithValues: entries.map { ($0.name.rawValue, .real($0.defaultValue)) }))
        }
        return [
            "name": .text(kind.rawValue),
            "default_parameters": defaults(parameters),
            "default_initial_values": defaults(stateVariables),
            "parameters": .list(parameters.map { .text($0.name.rawValue) }),
        ]
    }
}

extension Structure {
    /// The structure in words, by a template such as `"$name"` or the path of a file that holds one.
    public func describe(template: String) -> String {
        DescriptionTemplate.render(template, describe(template: nil))
    }

    /// Facts about the structure by PyNN's names.
    public func describe(template: Never?) -> DescriptionFacts {
        let own = parameters.map { ($0.name, DescriptionValue.text($0.value)) }
        return ["name": .text("\(Self.self)"), "parameters": .facts(Dictionary(own) { $1 })]
    }
}

extension Connector {
    /// The connector in words, by a template such as `"$name"` or the path of a file that holds one.
    public func describe(template: String = "$name($parameters)") -> String {
        var facts = describe(template: nil)
        facts["parameters"] = .text(parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ", "))
        return DescriptionTemplate.render(template, facts)
    }

    /// Facts about the connector by PyNN's names.
    public func describe(template: Never?) -> DescriptionFacts {
        let own = parameters.map { ($0.name, DescriptionValue.text($0.value)) }
        return ["name": .text(name), "parameters": .facts(Dictionary(own) { $1 })]
    }
}

extension Projection {
    /// The projection in words.
    ///
    /// - Parameter template: A text with places such as `$label` and `$size`, or the path of a file that holds one; which
    ///   facts there are, `describe(template: nil)` tells.
    public func describe(
        template: String = "$label: $connector_name, $receptor_type, from $pre_size to $post_size cells"
    ) -> String {
        DescriptionTemplate.render(template, describe(template: nil))
    }

    /// Facts about the projection by PyNN's names: what a template can name.
    public func describe(template: Never?) -> DescriptionFacts {
        var facts: DescriptionFacts = [
            "label": .text(label),
            "pre": .facts(pre.describe(template: nil)),
            "post": .facts(post.describe(template: nil)),
            "source": .nothing,
            "receptor_type": .text(receptorType.rawValue),
            "size": .integer(size),
            "size_local": .integer(size),
            "connector": .facts(connector.describe(template: nil)),
            "plasticity": .nothing,
        ]
        for (name, value) in annotations { facts[name] = DescriptionValue(value) }
        return facts
    }
}
