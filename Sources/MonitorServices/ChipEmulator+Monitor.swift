import BoardEmulator
import SpiNNakerMachine

/// What the monitor does with its chip, in the monitor's words.
extension ChipEmulator {
    // MARK: - Memory

    func byte(_ address: UInt32) -> UInt8 { load8(address) ?? 0 }

    func half(_ address: UInt32) -> UInt16 { load16(address & ~1) ?? 0 }

    func word(_ address: UInt32) -> UInt32 { load32(address & ~3) ?? 0 }

    func setByte(_ address: UInt32, _ value: UInt8) { store8(address, value) }

    func setHalf(_ address: UInt32, _ value: UInt16) { store16(address & ~1, value) }

    func setWord(_ address: UInt32, _ value: UInt32) { store32(address & ~3, value) }

    /// Where shared memory and registers begin; a core's own memories lie below.
    private static let sharedBase: UInt32 = 0x1000_0000

    /// Reads memory as a core sees it; what cannot be read counts as zero.
    func bytes(_ address: UInt32, count: Int, virtualCore: Int = 0) -> [UInt8] {
        let bytes =
            address < Self.sharedBase
            ? core(workingCores[virtualCore])?.read(address: address, count: count)
            : read(address: address, count: count)
        return bytes ?? Array(repeating: 0, count: count)
    }

    /// Writes memory as a core sees it; what cannot be written is left out.
    func writeBytes(_ address: UInt32, _ bytes: [UInt8], virtualCore: Int = 0) {
        if address < Self.sharedBase {
            core(workingCores[virtualCore])?.write(address: address, bytes)
        } else {
            write(address, bytes)
        }
    }

    // MARK: - Cores

    func raiseInterrupt(physicalCores mask: UInt32) { setWord(0xe200_0008, 0x5ec0_0000 | mask) }

    func setFlags(_ mask: UInt32) { flags |= mask }

    func clearFlags(_ mask: UInt32) { flags &= ~mask }

    func isLocked(_ lock: SharedLock) -> Bool { locks >> UInt32(lock.rawValue) & 1 == 1 }

    func release(_ lock: SharedLock) { locks &= ~(1 << UInt32(lock.rawValue)) }

    // MARK: - Router

    /// Makes the router count packets of each type (multicast, P2P, nearest-neighbour, fixed-route): those of the chip's
    /// own cores and those from links, in turn, then the dropped ones; the last four counters are left to others.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_hw.c`.
    func startDiagnosticCounters() {
        let (filters, enables): (UInt32, UInt32) = (0xe100_0200, 0xe100_002c)
        for type in 0..<UInt32(4) {
            setWord(filters + type * 8, 0x01fe_7cf0 | 1 << type)
            setWord(filters + type * 8 + 4, 0x01fe_bcf0 | 1 << type)
            setWord(filters + 32 + type * 4, 0x0001_fcf0 | 1 << type)
        }
        // Cleared first, then enabled.
        setWord(enables, 0xffff_0000)
        setWord(enables, 0x0000_ffff)
    }

    /// A route with virtual cores as the router's own memory wants it, with physical ones.
    func physicalRoute(_ route: UInt32) -> UInt32 {
        guard route >> 24 != 0xff else { return route }
        var physical = route & 0x3f
        for (virtual, core) in workingCores.enumerated() where route >> UInt32(6 + virtual) & 1 == 1 {
            physical |= 1 << UInt32(6 + core)
        }
        return physical
    }

    func setRouterEntry(_ index: Int, route: UInt32, key: UInt32, mask: UInt32) {
        let offset = UInt32(index) * 4
        setWord(0xe100_4000 + offset, route)
        setWord(0xe100_8000 + offset, key)
        setWord(0xe100_c000 + offset, mask)
    }

    /// Fills the point-to-point table: the chips given, and "drop" for all others.
    func setPointToPointTable(_ routes: [ChipID: UInt8]) {
        for word in 0..<UInt32(0x2000) { setWord(0xe101_0000 + word * 4, 0x00db_6db6) }
        for (destination, route) in routes {
            let number = UInt32(destination.p2pAddress)
            let address = 0xe101_0000 + (number >> 3) * 4
            let shift = (number & 7) * 3
            setWord(address, word(address) & ~(7 << shift) | UInt32(route) << shift)
        }
    }

    /// Sets the fixed route, keeping the links of nearest-neighbour broadcasts in the same register.
    func setFixedRoute(_ route: UInt32) { setWord(0xe100_0084, word(0xe100_0084) & 0xfc00_0000 | route & 0xff_ffff) }

    // MARK: - Ethernet

    func sendDatagram(_ bytes: [UInt8], fromPort: UInt16, toAddress: UInt32, port: UInt16) {
        send(datagram: bytes, fromPort: fromPort, to: Endpoint(address: toAddress.byteSwapped, port: port))
    }
}

extension Endpoint {
    /// The IPv4 address as the machine stores it: first octet in the lowest byte.
    var machineAddress: UInt32 { address.byteSwapped }
}
