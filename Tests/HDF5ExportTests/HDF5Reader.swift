import CHDF5

/// A small reader for the tests, on the library's own calls.
final class HDF5Reader {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let file: hid_t

    init(_ path: String) throws {
        chdf5_silence_errors()
        file = H5Fopen(path, chdf5_access_read_only(), chdf5_default())
        guard file >= 0 else {
            var reason = [CChar](repeating: 0, count: 1_024)
            chdf5_take_errors(&reason)
            throw Failure(
                description:
                    "'\(path)' cannot be opened: \(reason.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" })"
            )
        }
    }

    deinit {
        H5Fclose(file)
    }

    /// Names of a group's links in the order they were made; fails where the order was not kept.
    func children(_ path: String) throws -> [String] {
        let group = H5Gopen2(file, path, chdf5_default())
        guard group >= 0 else { throw Failure(description: "no group '\(path)'") }
        defer { H5Gclose(group) }
        var info = H5G_info_t()
        H5Gget_info(group, &info)
        return try (0..<info.nlinks).map { index in
            var name = [CChar](repeating: 0, count: 256)
            let length = H5Lget_name_by_idx(
                group,
                ".",
                H5_INDEX_CRT_ORDER,
                H5_ITER_INC,
                index,
                &name,
                name.count,
                chdf5_default()
            )
            guard length >= 0 else { throw Failure(description: "the links of '\(path)' have no order") }
            return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// A text attribute, of fixed or free length; nil when there is none.
    func text(_ name: String, of path: String) throws -> String? {
        let attribute = H5Aopen_by_name(file, path, name, chdf5_default(), chdf5_default())
        guard attribute >= 0 else { return nil }
        defer { H5Aclose(attribute) }
        let type = H5Aget_type(attribute)
        defer { H5Tclose(type) }
        guard H5Tis_variable_str(type) > 0 else {
            var bytes = [CChar](repeating: 0, count: H5Tget_size(type))
            guard H5Aread(attribute, type, &bytes) >= 0 else { throw Failure(description: "'\(name)' of '\(path)'") }
            return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        var start: UnsafeMutablePointer<CChar>?
        guard H5Aread(attribute, type, &start) >= 0 else { throw Failure(description: "'\(name)' of '\(path)'") }
        return start.map { String(cString: $0) }
    }

    /// The numbers of a dataset, and the bytes of one in the file.
    func numbers(_ path: String) throws -> (values: [Double], width: Int) {
        let dataset = H5Dopen2(file, path, chdf5_default())
        guard dataset >= 0 else { throw Failure(description: "no dataset '\(path)'") }
        defer { H5Dclose(dataset) }
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        let type = H5Dget_type(dataset)
        defer { H5Tclose(type) }
        var values = [Double](repeating: 0, count: Int(H5Sget_simple_extent_npoints(space)))
        let all = chdf5_all()
        guard values.isEmpty || H5Dread(dataset, chdf5_memory_double(), all, all, chdf5_default(), &values) >= 0 else {
            throw Failure(description: "'\(path)' cannot be read")
        }
        return (values, H5Tget_size(type))
    }

    /// The lengths of a dataset's axes; none for a single value.
    func shape(_ path: String) throws -> [Int] {
        let dataset = H5Dopen2(file, path, chdf5_default())
        guard dataset >= 0 else { throw Failure(description: "no dataset '\(path)'") }
        defer { H5Dclose(dataset) }
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        var lengths = [hsize_t](repeating: 0, count: Int(H5Sget_simple_extent_ndims(space)))
        H5Sget_simple_extent_dims(space, &lengths, nil)
        return lengths.map { Int($0) }
    }

    /// The texts of a dataset, of free length.
    func texts(_ path: String) throws -> [String] {
        let count = try shape(path).reduce(1, *)
        let dataset = H5Dopen2(file, path, chdf5_default())
        defer { H5Dclose(dataset) }
        let type = H5Dget_type(dataset)
        defer { H5Tclose(type) }
        var starts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        guard H5Tis_variable_str(type) > 0,
            H5Dread(dataset, type, chdf5_all(), chdf5_all(), chdf5_default(), &starts) >= 0
        else { throw Failure(description: "'\(path)' has no texts") }
        return starts.map { $0.map { String(cString: $0) } ?? "" }
    }

    /// A number that is an attribute; nil when there is none.
    func number(_ name: String, of path: String) throws -> Double? {
        let attribute = H5Aopen_by_name(file, path, name, chdf5_default(), chdf5_default())
        guard attribute >= 0 else { return nil }
        defer { H5Aclose(attribute) }
        var value = 0.0
        guard H5Aread(attribute, chdf5_memory_double(), &value) >= 0 else {
            throw Failure(description: "'\(name)' of '\(path)'")
        }
        return value
    }

    /// The object that a reference of an attribute stands for, by where it lies in the file.
    func reference(_ name: String, of path: String) throws -> haddr_t {
        let attribute = H5Aopen_by_name(file, path, name, chdf5_default(), chdf5_default())
        guard attribute >= 0 else { throw Failure(description: "no attribute '\(name)'") }
        defer { H5Aclose(attribute) }
        var reference = hobj_ref_t()
        guard H5Aread(attribute, chdf5_reference(), &reference) >= 0 else {
            throw Failure(description: "'\(name)' of '\(path)' is no reference")
        }
        return reference
    }

    /// The name that an enumeration gives the value of an attribute.
    func choice(_ name: String, of path: String) throws -> String {
        let attribute = H5Aopen_by_name(file, path, name, chdf5_default(), chdf5_default())
        guard attribute >= 0 else { throw Failure(description: "no attribute '\(name)'") }
        defer { H5Aclose(attribute) }
        let type = H5Aget_type(attribute)
        defer { H5Tclose(type) }
        var value: UInt8 = 0
        var text = [CChar](repeating: 0, count: 64)
        guard H5Aread(attribute, type, &value) >= 0, H5Tenum_nameof(type, &value, &text, text.count) >= 0 else {
            throw Failure(description: "'\(name)' of '\(path)' is no choice")
        }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Where an object lies in the file: hard links to one object agree.
    func address(_ path: String) throws -> haddr_t {
        var info = H5O_info_t()
        guard H5Oget_info_by_name2(file, path, &info, UInt32(H5O_INFO_BASIC), chdf5_default()) >= 0 else {
            throw Failure(description: "no object '\(path)'")
        }
        return info.addr
    }
}
