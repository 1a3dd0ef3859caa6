internal import CHDF5
internal import Foundation

/// A new HDF5 file that is being written, with the types and property lists its objects share.
///
/// All groups remember the order of their links.
package final class HDF5File {
    /// The id of the file, which stands for its root group where a group is wanted.
    package let root: HDF5ID
    private var file: HDF5Handle?
    private let groupProperties: HDF5Handle
    private let numberProperties: HDF5Handle
    private let textTransfer: HDF5Handle
    private let scalar: HDF5Handle
    private let text: HDF5Handle
    private let boolean: HDF5Handle

    /// Writes a file.
    ///
    /// The file appears when it is complete: it is written under a temporary name beside its place and then renamed,
    /// so a failure leaves what was there before.
    ///
    /// - Parameters:
    ///   - path: The file; one of that name is replaced. Its folder is made if missing.
    ///   - body: Fills the file. It must not open another one.
    /// - Throws: What `body` throws; ``HDF5Error`` of the file system or the library.
    package static func write(
        to path: String,
        _ body: (HDF5File) throws(HDF5Error) -> Void
    ) throws(HDF5Error) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw HDF5Error(
                .fileSystemFailed,
                "The folder of '\(path)' cannot be made",
                cause: error.localizedDescription
            )
        }
        let temporary = "\(path).\(UInt32.random(in: 0 ... .max)).partial"
        do {
            try HDF5Library.withExclusiveAccess { () throws(HDF5Error) in
                let file = try HDF5File(creatingAt: temporary)
                try body(file)
                try file.close()
            }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw HDF5Error(.fileSystemFailed, "The finished file cannot be named '\(path)'", cause: reason)
        }
    }

    private init(creatingAt path: String) throws(HDF5Error) {
        let order = chdf5_creation_order_tracked_and_indexed()
        let fileProperties = try HDF5Handle(H5Pcreate(chdf5_class_file_create()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_link_creation_order(fileProperties.id, order), "track the order of links")
        // The name is nobody else's, and a child process started meanwhile would inherit the lock and keep it: then
        // nobody could open the finished file.
        let access = try HDF5Handle(H5Pcreate(chdf5_class_file_access()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_file_locking(access.id, false, true), "do without a lock")
        // Read by HDF5 1.8 and later; files are a seventh smaller than in the format of 1.6.
        try HDF5Library.check(
            H5Pset_libver_bounds(access.id, H5F_LIBVER_V18, H5F_LIBVER_V18),
            "set the format's version"
        )
        let groupProperties = try HDF5Handle(H5Pcreate(chdf5_class_group_create()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_link_creation_order(groupProperties.id, order), "track the order of links")
        // Data are written as a whole, so filling them before would be in vain.
        let numberProperties = try HDF5Handle(
            H5Pcreate(chdf5_class_dataset_create()),
            .propertyList,
            "make properties"
        )
        try HDF5Library.check(H5Pset_fill_time(numberProperties.id, H5D_FILL_TIME_NEVER), "set the fill time")
        // Texts are converted in a buffer that is cleared for each dataset: a mebibyte, if nobody says how large.
        let textTransfer = try HDF5Handle(H5Pcreate(chdf5_class_transfer()), .propertyList, "make properties")
        try HDF5Library.check(H5Pset_buffer(textTransfer.id, 8192, nil, nil), "set the size of a buffer")
        let scalar = try HDF5Handle(H5Screate(H5S_SCALAR), .dataspace, "make a scalar space")
        let text = try Self.textType(length: chdf5_variable_length())
        let boolean = try Self.enumeration(Int8.self, ["FALSE", "TRUE"])
        let file = try HDF5Handle(
            H5Fcreate(path, chdf5_access_truncate(), fileProperties.id, access.id),
            .file,
            "create '\(path)'"
        )
        self.groupProperties = groupProperties
        self.numberProperties = numberProperties
        self.textTransfer = textTransfer
        self.scalar = scalar
        self.text = text
        self.boolean = boolean
        root = file.id
        self.file = consume file
    }

    /// Writes what is in memory and closes the file.
    private func close() throws(HDF5Error) {
        try HDF5Library.check(H5Fflush(root, H5F_SCOPE_GLOBAL), "flush the file")
        // The file itself counts as one.
        let open = H5Fget_obj_count(root, chdf5_every_object())
        precondition(open <= 1, "\(open - 1) objects of the file are still open")
        try file.take()?.close("close the file")
    }

    // MARK: - Groups and links

    /// Makes a group.
    package func makeGroup(_ name: String, in parent: HDF5ID) throws(HDF5Error) -> HDF5Handle {
        try HDF5Handle(
            H5Gcreate2(parent, name, chdf5_default(), groupProperties.id, chdf5_default()),
            .group,
            "make the group '\(name)'"
        )
    }

    /// Gives an object one more name: a hard link.
    package func link(_ object: borrowing HDF5Handle, as name: String, in parent: HDF5ID) throws(HDF5Error) {
        try HDF5Library.check(
            H5Olink(object.id, parent, name, chdf5_default(), chdf5_default()),
            "link an object as '\(name)'"
        )
    }

    // MARK: - Attributes

    /// Sets a text of free length.
    package func setLongText(_ name: String, _ value: String, of object: HDF5ID) throws(HDF5Error) {
        let attribute = try makeAttribute(name, of: object, type: text.id, space: scalar.id)
        let result = value.withCString { start in
            withUnsafePointer(to: start) { H5Awrite(attribute.id, text.id, $0) }
        }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a short text. It is stored at its own length: smaller and faster than one of free length.
    package func setText(_ name: String, _ value: String, of object: HDF5ID) throws(HDF5Error) {
        let length = value.utf8.count
        guard length > 0, length < 1_024 else { return try setLongText(name, value, of: object) }
        let type = try Self.textType(length: length)
        let attribute = try makeAttribute(name, of: object, type: type.id, space: scalar.id)
        let result = value.withCString { H5Awrite(attribute.id, type.id, $0) }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a number.
    package func setNumber<Number: HDF5Number>(
        _ name: String,
        _ value: Number,
        of object: HDF5ID
    ) throws(HDF5Error) {
        let attribute = try makeAttribute(name, of: object, type: Number.fileType, space: scalar.id)
        let result = withUnsafePointer(to: value) { H5Awrite(attribute.id, Number.memoryType, $0) }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a list of numbers.
    package func setNumbers<Number: HDF5Number>(
        _ name: String,
        _ values: [Number],
        of object: HDF5ID
    ) throws(HDF5Error) {
        let space = try Self.space([values.count])
        let attribute = try makeAttribute(name, of: object, type: Number.fileType, space: space.id)
        let result = values.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { H5Awrite(attribute.id, Number.memoryType, $0) } ?? 0
        }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a list of texts.
    package func setTexts(_ name: String, _ values: [String], of object: HDF5ID) throws(HDF5Error) {
        let space = try Self.space([values.count])
        let attribute = try makeAttribute(name, of: object, type: text.id, space: space.id)
        let result = Self.withPointers(to: values) { H5Awrite(attribute.id, text.id, $0) }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets one of several named choices, numbered from 0: an enumeration over a byte.
    package func setChoice(
        _ name: String,
        _ choice: UInt8,
        of names: [String],
        _ object: HDF5ID
    ) throws(HDF5Error) {
        let type = try Self.enumeration(UInt8.self, names)
        let attribute = try makeAttribute(name, of: object, type: type.id, space: scalar.id)
        let result = withUnsafePointer(to: choice) { H5Awrite(attribute.id, type.id, $0) }
        try HDF5Library.check(result, "write the attribute '\(name)'")
    }

    /// Sets a reference to the object at a path of the file.
    package func setReference(_ name: String, to path: String, of object: HDF5ID) throws(HDF5Error) {
        var reference = hobj_ref_t()
        try HDF5Library.check(H5Rcreate(&reference, root, path, H5R_OBJECT, -1), "refer to '\(path)'")
        let attribute = try makeAttribute(name, of: object, type: chdf5_reference(), space: scalar.id)
        try HDF5Library.check(
            H5Awrite(attribute.id, chdf5_reference(), &reference),
            "write the attribute '\(name)'"
        )
    }

    private func makeAttribute(
        _ name: String,
        of object: HDF5ID,
        type: HDF5ID,
        space: HDF5ID
    ) throws(HDF5Error) -> HDF5Handle {
        try HDF5Handle(
            H5Acreate2(object, name, type, space, chdf5_default(), chdf5_default()),
            .attribute,
            "make the attribute '\(name)'"
        )
    }

    // MARK: - Datasets

    /// Writes numbers along one axis, or as rows.
    ///
    /// - Parameters:
    ///   - name: The dataset's name, or a path of groups that exist.
    ///   - values: The numbers; of rows, one row after the other.
    ///   - width: The length of a row; nil for one axis.
    ///   - group: Where the dataset goes.
    /// - Precondition: There is a whole number of rows.
    package func write<Number: HDF5Number>(
        _ name: String,
        _ values: [Number],
        width: Int? = nil,
        in group: HDF5ID
    ) throws(HDF5Error) -> HDF5Handle {
        let shape = width.map { [$0 == 0 ? 0 : values.count / $0, $0] } ?? [values.count]
        return try write(
            name,
            values,
            in: group,
            space: Self.space(shape),
            fileType: Number.fileType,
            memoryType: Number.memoryType
        )
    }

    /// Writes one number without any axis.
    package func write(_ name: String, scalar value: Double, in group: HDF5ID) throws(HDF5Error) -> HDF5Handle {
        let space = try HDF5Handle(H5Screate(H5S_SCALAR), .dataspace, "make a scalar space")
        return try write(
            name,
            [value],
            in: group,
            space: space,
            fileType: Double.fileType,
            memoryType: Double.memoryType
        )
    }

    /// Writes truth values, in the form of h5py: an enumeration of FALSE and TRUE over a byte.
    package func write(_ name: String, _ values: [Bool], in group: HDF5ID) throws(HDF5Error) -> HDF5Handle {
        try write(
            name,
            values.map { $0 ? Int8(1) : 0 },
            in: group,
            space: Self.space([values.count]),
            fileType: boolean.id,
            memoryType: boolean.id
        )
    }

    /// Writes texts of free length.
    package func write(_ name: String, _ values: [String], in group: HDF5ID) throws(HDF5Error) -> HDF5Handle {
        try write(name, values, in: group, space: Self.space([values.count]))
    }

    /// Writes one text of free length without any axis.
    package func write(_ name: String, scalar value: String, in group: HDF5ID) throws(HDF5Error) -> HDF5Handle {
        let space = try HDF5Handle(H5Screate(H5S_SCALAR), .dataspace, "make a scalar space")
        return try write(name, [value], in: group, space: space)
    }

    private func write(
        _ name: String,
        _ values: [String],
        in group: HDF5ID,
        space: consuming HDF5Handle
    ) throws(HDF5Error) -> HDF5Handle {
        let dataset = try HDF5Handle(
            H5Dcreate2(group, name, text.id, space.id, chdf5_default(), chdf5_default(), chdf5_default()),
            .dataset,
            "make the dataset '\(name)'"
        )
        let result = Self.withPointers(to: values) {
            H5Dwrite(dataset.id, text.id, chdf5_all(), chdf5_all(), textTransfer.id, $0)
        }
        try HDF5Library.check(result, "write the dataset '\(name)'")
        return dataset
    }

    private func write<Element: BitwiseCopyable>(
        _ name: String,
        _ values: [Element],
        in group: HDF5ID,
        space: consuming HDF5Handle,
        fileType: HDF5ID,
        memoryType: HDF5ID
    ) throws(HDF5Error) -> HDF5Handle {
        let dataset = try HDF5Handle(
            H5Dcreate2(group, name, fileType, space.id, chdf5_default(), numberProperties.id, chdf5_default()),
            .dataset,
            "make the dataset '\(name)'"
        )
        let result = values.withUnsafeBufferPointer { buffer -> herr_t in
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return 0 }
            return H5Dwrite(dataset.id, memoryType, chdf5_all(), chdf5_all(), chdf5_default(), start)
        }
        try HDF5Library.check(result, "write \(values.count) values of the dataset '\(name)'")
        return dataset
    }

    /// Calls `body` with a list of where each text begins, as the library wants texts of free length; not for none.
    private static func withPointers(
        to values: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> herr_t
    ) -> herr_t {
        // All texts one after the other in one buffer, and an array of where each begins.
        var bytes: [CChar] = []
        let starts = values.map { value in
            defer {
                bytes.append(contentsOf: value.utf8.lazy.map(CChar.init(bitPattern:)))
                bytes.append(0)
            }
            return bytes.count
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers = starts.map { buffer.baseAddress?.advanced(by: $0) }
            return pointers.withUnsafeBufferPointer { list in
                guard let start = list.baseAddress, !list.isEmpty else { return 0 }
                return body(start)
            }
        }
    }

    // MARK: - Types and spaces

    private static func space(_ lengths: [Int]) throws(HDF5Error) -> HDF5Handle {
        let lengths = lengths.map { hsize_t($0) }
        return try HDF5Handle(
            H5Screate_simple(Int32(lengths.count), lengths, nil),
            .dataspace,
            "make a space of \(lengths)"
        )
    }

    private static func textType(length: Int) throws(HDF5Error) -> HDF5Handle {
        let type = try HDF5Handle(H5Tcopy(chdf5_string_base()), .datatype, "make a text type")
        try HDF5Library.check(H5Tset_size(type.id, length), "set the length of a text type")
        try HDF5Library.check(H5Tset_cset(type.id, H5T_CSET_UTF8), "set the coding of a text type")
        return type
    }

    /// Names for the numbers from 0.
    private static func enumeration<Number: FixedWidthInteger>(
        _ number: Number.Type,
        _ names: [String]
    ) throws(HDF5Error) -> HDF5Handle {
        let base = Number.isSigned ? chdf5_file_int8() : chdf5_file_uint8()
        let type = try HDF5Handle(H5Tenum_create(base), .datatype, "make an enumeration")
        for (value, name) in names.enumerated() {
            let result = withUnsafePointer(to: Number(truncatingIfNeeded: value)) { H5Tenum_insert(type.id, name, $0) }
            try HDF5Library.check(result, "name the value \(name)")
        }
        return type
    }
}
