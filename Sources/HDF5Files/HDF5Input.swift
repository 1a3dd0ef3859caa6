internal import CHDF5

/// An HDF5 file that is being read. Whatever it has not, or has in another form, is an ``HDF5Error`` with the file's name
/// and the place.
package struct HDF5Input: ~Copyable {
    private let file: HDF5Handle
    private let path: String

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - body: Reads from it. It must not open another one.
    /// - Throws: What `body` throws; ``HDF5Error`` for a file that is missing or is not HDF5.
    package static func read<Value>(
        _ path: String,
        _ body: (borrowing HDF5Input) throws(HDF5Error) -> Value
    ) throws(HDF5Error) -> Value {
        try HDF5Library.withExclusiveAccess { () throws(HDF5Error) -> Value in
            let access = try HDF5Handle(H5Pcreate(chdf5_class_file_access()), .propertyList, "make properties")
            try HDF5Library.check(H5Pset_file_locking(access.id, false, true), "do without a lock")
            let file = try HDF5Handle(
                H5Fopen(path, chdf5_access_read_only(), access.id),
                .file,
                "open '\(path)'; is it an HDF5 file?"
            )
            return try body(HDF5Input(file: file, path: path))
        }
    }

    private init(file: consuming HDF5Handle, path: String) {
        self.file = file
        self.path = path
    }

    /// Whether there is an object at a path such as `/nodes/cells`.
    package func contains(_ place: String) -> Bool {
        var prefix = ""
        for name in place.split(separator: "/") {
            prefix += "/\(name)"
            guard H5Lexists(file.id, prefix, chdf5_default()) > 0 else { return false }
        }
        return H5Oexists_by_name(file.id, place, chdf5_default()) > 0
    }

    /// The names in a group, in the order in which they were made, or in alphabetical order where the file does not tell.
    package func names(in place: String) throws(HDF5Error) -> [String] {
        guard contains(place) else { throw missing("group '\(place)'") }
        let group = try HDF5Handle(
            H5Gopen2(file.id, place, chdf5_default()),
            .group,
            "open '\(place)' of '\(path)' as a group"
        )
        var info = H5G_info_t()
        try HDF5Library.check(H5Gget_info(group.id, &info), "look into '\(place)' of '\(path)'")
        let properties = try HDF5Handle(H5Gget_create_plist(group.id), .propertyList, "look into '\(place)'")
        var order: UInt32 = 0
        try HDF5Library.check(H5Pget_link_creation_order(properties.id, &order), "see the order of '\(place)'")
        let isTracked = order == chdf5_creation_order_tracked_and_indexed()
        var names: [String] = []
        for index in 0..<info.nlinks {
            var bytes = [CChar](repeating: 0, count: 1_024)
            let length = H5Lget_name_by_idx(
                group.id,
                ".",
                isTracked ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME,
                H5_ITER_INC,
                index,
                &bytes,
                bytes.count,
                chdf5_default()
            )
            guard (0..<bytes.count).contains(length) else { throw missing("name \(index) in '\(place)'") }
            names.append(String(decoding: bytes.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        return names
    }

    /// Whether there is a dataset of numbers along one axis at a path.
    package func containsNumbers(_ place: String) throws(HDF5Error) -> Bool {
        guard contains(place) else { return false }
        let object = H5Oopen(file.id, place, chdf5_default())
        guard object >= 0 else { return false }
        defer { H5Oclose(object) }
        guard H5Iget_type(object) == H5I_DATASET else { return false }
        let type = try HDF5Handle(H5Dget_type(object), .datatype, "see the type of '\(place)'")
        return [H5T_INTEGER, H5T_FLOAT].contains(H5Tget_class(type.id))
    }

    /// The numbers of a dataset along one axis.
    package func numbers(_ place: String) throws(HDF5Error) -> [Double] {
        try values(place, of: [H5T_INTEGER, H5T_FLOAT], "numbers", 0 as Double)
    }

    /// The whole numbers of a dataset along one axis; those beyond 63 bits are cut down to them.
    package func integers(_ place: String) throws(HDF5Error) -> [Int] {
        try values(place, of: [H5T_INTEGER], "whole numbers", 0)
    }

    private func values<Number: HDF5Number>(
        _ place: String,
        of classes: [H5T_class_t],
        _ kind: String,
        _ zero: Number
    ) throws(HDF5Error) -> [Number] {
        guard contains(place) else { throw missing("dataset '\(place)'") }
        let dataset = try HDF5Handle(
            H5Dopen2(file.id, place, chdf5_default()),
            .dataset,
            "open '\(place)' of '\(path)' as a dataset"
        )
        let type = try HDF5Handle(H5Dget_type(dataset.id), .datatype, "see the type of '\(place)'")
        let space = try HDF5Handle(H5Dget_space(dataset.id), .dataspace, "see the shape of '\(place)'")
        let count = H5Sget_simple_extent_npoints(space.id)
        guard classes.contains(H5Tget_class(type.id)), H5Sget_simple_extent_ndims(space.id) == 1, count >= 0 else {
            throw HDF5Error(.unreadableData, "'\(place)' of '\(path)' is no list of \(kind)")
        }
        // A damaged file may claim any length, also of data in another file. Deflate makes data at most about a thousand
        // times smaller.
        var length: hsize_t = 0
        try HDF5Library.check(H5Fget_filesize(file.id, &length), "see the length of '\(path)'")
        let stored = Double(min(H5Dget_storage_size(dataset.id), length))
        guard Double(count) * Double(H5Tget_size(type.id)) <= max(0x1p20, stored * 1_100) else {
            throw HDF5Error(.unreadableData, "'\(place)' of '\(path)' claims \(count) values but has \(stored) bytes")
        }
        guard count > 0 else { return [] }
        var values = [Number](repeating: zero, count: Int(count))
        let result = values.withUnsafeMutableBufferPointer { buffer -> herr_t in
            guard let start = buffer.baseAddress else { return 0 }
            return H5Dread(dataset.id, Number.memoryType, chdf5_all(), chdf5_all(), chdf5_default(), start)
        }
        try HDF5Library.check(result, "read '\(place)' of '\(path)'")
        return values
    }

    /// A text attribute, of fixed or free length; nil when there is none, or it is no text.
    package func text(_ name: String, of place: String) throws(HDF5Error) -> String? {
        let purpose = "read the attribute '\(name)' of '\(place)'"
        return try attribute(name, of: place, H5T_STRING) { attribute, type throws(HDF5Error) in
            guard H5Tis_variable_str(type) > 0 else {
                var bytes = [UInt8](repeating: 0, count: H5Tget_size(type))
                let result = bytes.withUnsafeMutableBufferPointer { buffer in
                    buffer.baseAddress.map { H5Aread(attribute, type, $0) } ?? 0
                }
                try HDF5Library.check(result, purpose)
                return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var start: UnsafeMutablePointer<CChar>?
            try HDF5Library.check(H5Aread(attribute, type, &start), purpose)
            defer { H5free_memory(start) }
            return start.map { String(cString: $0) }
        }
    }

    /// A whole number that is an attribute; nil when there is none, or it is no single whole number.
    package func integer(_ name: String, of place: String) throws(HDF5Error) -> Int? {
        try attribute(name, of: place, H5T_INTEGER) { attribute, _ throws(HDF5Error) in
            var value = 0
            let result = H5Aread(attribute, Int.memoryType, &value)
            try HDF5Library.check(result, "read the attribute '\(name)' of '\(place)'")
            return value
        }
    }

    /// Reads an attribute with one value of a class, given its handle and its type's; nil when there is none.
    private func attribute<Value>(
        _ name: String,
        of place: String,
        _ kind: H5T_class_t,
        _ read: (HDF5ID, HDF5ID) throws(HDF5Error) -> Value?
    ) throws(HDF5Error) -> Value? {
        guard contains(place), H5Aexists_by_name(file.id, place, name, chdf5_default()) > 0 else { return nil }
        let attribute = try HDF5Handle(
            H5Aopen_by_name(file.id, place, name, chdf5_default(), chdf5_default()),
            .attribute,
            "open the attribute '\(name)' of '\(place)'"
        )
        let type = try HDF5Handle(H5Aget_type(attribute.id), .datatype, "see the type of '\(name)'")
        let space = try HDF5Handle(H5Aget_space(attribute.id), .dataspace, "see the shape of '\(name)'")
        guard H5Tget_class(type.id) == kind, H5Sget_simple_extent_npoints(space.id) == 1 else { return nil }
        return try read(attribute.id, type.id)
    }

    private func missing(_ what: String) -> HDF5Error {
        HDF5Error(.unreadableData, "'\(path)' has no \(what)")
    }
}
