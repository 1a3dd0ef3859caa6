/// A bus as its core reaches it: without counting references, which would cost more than most accesses.
///
/// Whoever makes one keeps the bus alive. It is an object, so that the functions need not be copied to be called.
package final class BusLink {
    private let bus: UnsafeRawPointer
    private let loading: (UnsafeRawPointer, UInt32, AccessSize) -> UInt32?
    private let storing: (UnsafeRawPointer, UInt32, UInt32, AccessSize) -> Bool
    private let observing: (UnsafeRawPointer, DataAccess) -> Void

    package init<Bus: ARM968Bus>(_ bus: Bus) {
        self.bus = UnsafeRawPointer(Unmanaged.passUnretained(bus).toOpaque())
        loading = { bus, address, size in
            Unmanaged<Bus>.fromOpaque(bus)._withUnsafeGuaranteedRef { $0.load(address, size) }
        }
        storing = { bus, address, value, size in
            Unmanaged<Bus>.fromOpaque(bus)._withUnsafeGuaranteedRef { $0.store(address, value, size) }
        }
        observing = { bus, access in
            Unmanaged<Bus>.fromOpaque(bus)._withUnsafeGuaranteedRef { $0.observe(access) }
        }
    }

    @inline(__always)
    func load(_ address: UInt32, _ size: AccessSize) -> UInt32? { loading(bus, address, size) }

    @inline(__always)
    func store(_ address: UInt32, _ value: UInt32, _ size: AccessSize) -> Bool { storing(bus, address, value, size) }

    func observe(_ access: DataAccess) { observing(bus, access) }
}
