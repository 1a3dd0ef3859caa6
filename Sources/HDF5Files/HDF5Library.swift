internal import CHDF5
internal import Synchronization

/// libhdf5 as a whole.
enum HDF5Library {
    // The library has one state for the process, and not every build of it is thread-safe.
    private static let lock = Mutex(())

    /// Runs `body` with the library to itself, and with its errors kept for `failure` rather than printed.
    static func withExclusiveAccess<Value>(_ body: () throws(HDF5Error) -> Value) throws(HDF5Error) -> Value {
        try lock.withLock { _ throws(HDF5Error) -> Value in
            chdf5_silence_errors()
            return try body()
        }
    }

    /// The error for a call that failed just now, with what the library's error stack says.
    static func failure(_ what: String) -> HDF5Error {
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1_024) { buffer -> String in
            guard let start = buffer.baseAddress else { return "" }
            chdf5_take_errors(start)
            return String(cString: start)
        }
        return HDF5Error(.libraryFailed, "HDF5 failed to \(what)", cause: text.isEmpty ? nil : text)
    }

    /// Throws when a call returned a failure.
    static func check(_ result: herr_t, _ what: @autoclosure () -> String) throws(HDF5Error) {
        if result < 0 { throw failure(what()) }
    }
}
