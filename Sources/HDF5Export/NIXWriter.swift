internal import HDF5Files
internal import RecordedData

/// Writes blocks as a NIX file, format 1.2.1, in the conventions of Neo's NixIO.
///
/// A block is a group of arrays (`data_arrays`), tags (`multi_tags`: spike trains) and groups (segments, which link
/// their arrays and tags). Beside it stands a tree of sections with the annotations of each object as properties.
/// References between objects are hard links, and all links remember the order they were made in: readers rely on it.
///
/// - SeeAlso: NIX data model, https://nixio.readthedocs.io; Neo 0.14.6, `neo/io/nixio.py`.
struct NIXWriter {
    private let file: HDF5File
    private let now = NIXTimestamp.now()

    /// Writes a complete NIX file.
    static func write(_ blocks: [Block], to path: String) throws(HDF5Error) {
        for block in blocks { try NIXAnnotations.check(block) }
        try HDF5File.write(to: path) { file throws(HDF5Error) in
            try NIXWriter(file: file).writeAll(blocks)
        }
    }

    private func writeAll(_ blocks: [Block]) throws(HDF5Error) {
        try file.setText("format", "nix", of: file.root)
        try file.setNumbers("version", [1, 2, 1] as [Int32], of: file.root)
        try file.setText("id", NIXIdentity("file").id, of: file.root)
        try setTimes(of: file.root, created: now)
        let data = try file.makeGroup("data", in: file.root)
        let metadata = try file.makeGroup("metadata", in: file.root)
        // The version of Neo whose conventions the file follows; NixIO wants to know.
        let neo = try makeSection("neo", kind: "metadata", in: metadata.id)
        try setProperty("version", .text("0.14.6"), of: neo)
        for block in blocks { try write(block, data: data, metadata: metadata) }
    }

    // MARK: - Neo's objects

    private func write(
        _ block: Block,
        data: borrowing HDF5Handle,
        metadata: borrowing HDF5Handle
    ) throws(HDF5Error) {
        let identity = NIXIdentity("block")
        let group = try makeEntity(
            identity,
            type: "neo.block",
            in: data.id,
            definition: block.description,
            created: block.recordingDate.map(NIXTimestamp.text)
        )
        let section = try makeSection(identity.name, kind: "block.metadata", in: metadata.id)
        try setProperty("neo_name", .text(block.name), of: section)
        try setProperties(block.annotations, of: section)
        try file.link(section, as: "metadata", in: group.id)

        let groups = try file.makeGroup("groups", in: group.id)
        let home = Home(
            arrays: try file.makeGroup("data_arrays", in: group.id),
            tags: try file.makeGroup("multi_tags", in: group.id)
        )
        let sections = try file.makeGroup("sections", in: section.id)
        for segment in block.segments {
            try write(segment, groups: groups, home: home, sections: sections)
        }
    }

    /// Where a block keeps its arrays and tags.
    private struct Home: ~Copyable {
        let arrays: HDF5Handle
        let tags: HDF5Handle
    }

    private func write(
        _ segment: Segment,
        groups: borrowing HDF5Handle,
        home: borrowing Home,
        sections: borrowing HDF5Handle
    ) throws(HDF5Error) {
        let identity = NIXIdentity("segment")
        let group = try makeEntity(
            identity,
            type: "neo.segment",
            in: groups.id,
            definition: segment.description,
            created: segment.recordingDate.map(NIXTimestamp.text)
        )
        let section = try makeSection(identity.name, kind: "segment.metadata", in: sections.id)
        try setProperty("neo_name", .text(segment.name), of: section)
        try setProperties(segment.annotations, of: section)
        try file.link(section, as: "metadata", in: group.id)

        let arrays = try file.makeGroup("data_arrays", in: group.id)
        let tags = try file.makeGroup("multi_tags", in: group.id)
        let children = try file.makeGroup("sections", in: section.id)
        for signal in segment.analogSignals {
            try write(signal, home: home, links: arrays, sections: children)
        }
        for train in segment.spikeTrains {
            try write(train, home: home, links: tags, sections: children)
        }
    }

    /// A tag whose positions are the spike times.
    private func write(
        _ train: SpikeTrain,
        home: borrowing Home,
        links: borrowing HDF5Handle,
        sections: borrowing HDF5Handle
    ) throws(HDF5Error) {
        let identity = NIXIdentity("spiketrain")
        let tag = try makeEntity(identity, type: "neo.spiketrain", in: home.tags.id)
        try file.link(tag, as: identity.id, in: links.id)

        let section = try makeSection(identity.name, kind: "spiketrain.metadata", in: sections.id)
        try setProperty("neo_name", .text(""), of: section)
        try setProperty("t_start", .real(train.tStart), unit: train.units, of: section)
        try setProperty("t_stop", .real(train.tStop), unit: train.units, of: section)
        try setProperties(NIXAnnotations.all(of: train), of: section)
        try file.link(section, as: "metadata", in: tag.id)

        let times = try makeEntity(
            NIXIdentity("spiketrain"),
            named: identity.name + ".times",
            type: "neo.spiketrain.times",
            in: home.arrays.id
        )
        try file.setText("unit", train.units, of: times.id)
        _ = try file.write("data", train.times, in: times.id)
        let dimension = try makeDimension(of: times)
        try file.setText("dimension_type", "set", of: dimension.id)
        try file.link(times, as: "positions", in: tag.id)
    }

    /// An array for each channel, all with one section.
    private func write(
        _ signal: AnalogSignal,
        home: borrowing Home,
        links: borrowing HDF5Handle,
        sections: borrowing HDF5Handle
    ) throws(HDF5Error) {
        let base = NIXIdentity("analogsignal")
        let section = try makeSection(base.name, kind: "analogsignal.metadata", in: sections.id)
        try setProperty("neo_name", .text(signal.name), of: section)
        try setProperty("t_start", .real(signal.tStart), unit: "ms", of: section)
        try setProperty("channel_index", .integers(signal.channelIndices), isArrayAnnotation: true, of: section)
        try setProperties(NIXAnnotations.all(of: signal), of: section)

        let isSingle = ChannelTiles.areExactAsFloat(signal.values)
        var tiles = ChannelTiles(of: signal)
        while let tile = tiles.next() {
            for (channel, column) in zip(tile.channels, tile.columns) {
                let identity = NIXIdentity("analogsignal")
                let array = try makeEntity(
                    identity,
                    named: "\(base.name).\(channel)",
                    type: "neo.analogsignal",
                    in: home.arrays.id
                )
                try file.setText("unit", signal.units.isEmpty ? "dimensionless" : signal.units, of: array.id)
                if isSingle {
                    _ = try file.write("data", column.map { Float($0) }, in: array.id)
                } else {
                    _ = try file.write("data", column, in: array.id)
                }
                let dimension = try makeDimension(of: array)
                try file.setText("dimension_type", "sample", of: dimension.id)
                try file.setText("label", "time", of: dimension.id)
                try file.setText("unit", "ms", of: dimension.id)
                try file.setNumber("sampling_interval", signal.samplingPeriod, of: dimension.id)
                try file.setNumber("offset", signal.tStart, of: dimension.id)
                try file.link(section, as: "metadata", in: array.id)
                try file.link(array, as: identity.id, in: links.id)
            }
        }
    }

    // MARK: - NIX's objects

    private func makeEntity(
        _ identity: NIXIdentity,
        named name: String? = nil,
        type: String,
        in parent: HDF5ID,
        definition: String = "",
        created: String? = nil
    ) throws(HDF5Error) -> HDF5Handle {
        let name = name ?? identity.name
        let group = try file.makeGroup(name, in: parent)
        try file.setText("name", name, of: group.id)
        try file.setText("type", type, of: group.id)
        try file.setText("entity_id", identity.id, of: group.id)
        try setTimes(of: group.id, created: created ?? now)
        if !definition.isEmpty { try file.setLongText("definition", definition, of: group.id) }
        return group
    }

    private func makeSection(_ name: String, kind: String, in parent: HDF5ID) throws(HDF5Error) -> HDF5Handle {
        let section = try makeEntity(NIXIdentity("section"), named: name, type: "neo." + kind, in: parent)
        _ = try file.makeGroup("properties", in: section.id)
        return section
    }

    /// The only axis of an array.
    private func makeDimension(of array: borrowing HDF5Handle) throws(HDF5Error) -> HDF5Handle {
        let dimensions = try file.makeGroup("dimensions", in: array.id)
        return try file.makeGroup("1", in: dimensions.id)
    }

    private func setTimes(of object: HDF5ID, created: String) throws(HDF5Error) {
        try file.setText("created_at", created, of: object)
        try file.setText("updated_at", now, of: object)
    }

    private func setProperties(_ annotations: Annotations, of section: borrowing HDF5Handle) throws(HDF5Error) {
        for (name, value) in annotations.sorted(by: { $0.key < $1.key }) {
            try setProperty(name, value, of: section)
        }
    }

    /// A property: a dataset of values with attributes.
    private func setProperty(
        _ name: String,
        _ value: AnnotationValue,
        unit: String? = nil,
        isArrayAnnotation: Bool = false,
        of section: borrowing HDF5Handle
    ) throws(HDF5Error) {
        let place = "properties/" + name
        let dataset =
            switch value {
            case .boolean(let value): try file.write(place, [value], in: section.id)
            case .integer(let value): try file.write(place, [value], in: section.id)
            case .real(let value): try file.write(place, [value], in: section.id)
            case .text(let value): try file.write(place, [value], in: section.id)
            case .integers(let values) where !values.isEmpty: try file.write(place, values, in: section.id)
            case .reals(let values) where !values.isEmpty: try file.write(place, values, in: section.id)
            case .texts(let values) where !values.isEmpty: try file.write(place, values, in: section.id)
            // Neo's form of an empty list, whatever it is a list of.
            case .integers, .reals, .texts: try file.write(place, [String](), in: section.id)
            }
        try file.setText("name", name, of: dataset.id)
        try file.setText("entity_id", NIXIdentity("property").id, of: dataset.id)
        try setTimes(of: dataset.id, created: now)
        if let unit { try file.setText("unit", unit, of: dataset.id) }
        if isArrayAnnotation { try file.setText("type", "ARRAYANNOTATION", of: dataset.id) }
        if value.isEmptyList { try file.setText("definition", "EMPTYLIST", of: dataset.id) }
    }
}
