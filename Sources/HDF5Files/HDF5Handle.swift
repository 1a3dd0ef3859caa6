internal import CHDF5

/// The number by which libhdf5 knows an open object.
package typealias HDF5ID = Int64

/// An id of libhdf5 with its sole owner: closed when the owner goes.
///
/// An id left open keeps its whole file open, so none is ever copied.
package struct HDF5Handle: ~Copyable {
    /// What an id stands for, hence how it is closed.
    enum Kind {
        case file
        case group
        case dataset
        case attribute
        case dataspace
        case datatype
        case propertyList
    }

    /// The id, valid as long as this handle lives.
    package let id: HDF5ID
    private let kind: Kind

    /// Takes over an id that a function of the library returned.
    ///
    /// - Parameters:
    ///   - id: What it returned; below 0 for a failure.
    ///   - kind: What it stands for.
    ///   - what: What was tried, for the error.
    init(_ id: HDF5ID, _ kind: Kind, _ what: @autoclosure () -> String) throws(HDF5Error) {
        guard id >= 0 else { throw HDF5Library.failure(what()) }
        self.id = id
        self.kind = kind
    }

    deinit {
        _ = Self.close(id, kind)
    }

    /// Closes the id now, and says whether that worked: closing a file writes to it.
    consuming func close(_ what: @autoclosure () -> String) throws(HDF5Error) {
        let result = Self.close(id, kind)
        discard self
        guard result >= 0 else { throw HDF5Library.failure(what()) }
    }

    private static func close(_ id: HDF5ID, _ kind: Kind) -> herr_t {
        switch kind {
        case .file: H5Fclose(id)
        case .group: H5Gclose(id)
        case .dataset: H5Dclose(id)
        case .attribute: H5Aclose(id)
        case .dataspace: H5Sclose(id)
        case .datatype: H5Tclose(id)
        case .propertyList: H5Pclose(id)
        }
    }
}
