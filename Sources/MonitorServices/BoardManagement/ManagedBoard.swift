import SpiNNakerMachine

/// What a board-management processor looks after on its board: power, lights, the three FPGAs.
struct ManagedBoard {
    /// Registers that all links of an FPGA have in common, by their addresses.
    ///
    /// - SeeAlso: SpI/O, `designs/spinnaker_fpgas/README.md`.
    private enum CommonRegister {
        static let version: UInt32 = 0x4_0000
        static let flags: UInt32 = 0x4_0004
        static let readOnly: Set<UInt32> = [version, flags]
        static let initial: [UInt32: UInt32] = [
            version: 0x0002_0000, 0x4_0008: 0xffff_ffff, 0x4_0010: 0xf, 0x4_0014: 0xffff_ffff, 0x4_0018: 0xf,
            0x4_001c: 0x0a, 0x4_0020: 0x0066, 0x4_0024: 0x012,
        ]
    }

    private static let stopOffset: UInt32 = 0x5c
    private static let bankSize: UInt32 = 0x1_0000

    /// Whether the board's chips have power and are not held in reset.
    var isRunning: Bool { isPowered && !isHeld }

    /// Whether the board's chips have power.
    private(set) var isPowered = true

    /// Whether the board's chips are held in reset.
    var isHeld = false

    /// The eight lights that the management processor has, as a mask.
    private(set) var lights: UInt8 = 0

    private var registers = Array(repeating: CommonRegister.initial, count: 3)

    /// Whether a stored value can be one.
    var isSound: Bool { registers.count == 3 }

    /// Switches the chips and FPGAs on, which forget everything, or off.
    mutating func setPower(_ isOn: Bool) {
        isPowered = isOn
        isHeld = false
        registers = Array(repeating: CommonRegister.initial, count: 3)
    }

    /// Switches lights: two bits for each, 0 to keep, 1 to toggle, 2 for off, 3 for on.
    mutating func setLights(_ actions: UInt32) {
        for index in 0..<8 {
            let light: UInt8 = 1 << UInt8(index)
            switch actions >> UInt32(2 * index) & 3 {
            case 1: lights ^= light
            case 2: lights &= ~light
            case 3: lights |= light
            default: break
            }
        }
    }

    /// A register of an FPGA, 0 to 2; an FPGA without power answers nothing but zeros.
    func register(_ address: UInt32, ofFPGA fpga: Int) -> UInt32 {
        guard isPowered else { return 0 }
        return address == CommonRegister.flags ? UInt32(fpga) : registers[fpga][address, default: 0]
    }

    /// Writes a register of an FPGA; returns whether that may open or close links.
    mutating func setRegister(_ address: UInt32, ofFPGA fpga: Int, to value: UInt32) -> Bool {
        guard isPowered, !CommonRegister.readOnly.contains(address), address < 0x10_0000 else { return false }
        registers[fpga][address] = value
        return address & (Self.bankSize - 1) == Self.stopOffset
    }

    /// Whether an FPGA has been told to let nothing out by a link.
    func isStopped(_ link: FPGALink) -> Bool {
        register(UInt32(link.bank) * Self.bankSize + Self.stopOffset, ofFPGA: link.fpga) & 1 == 1
    }
}

// MARK: - Snapshots

// By hand, so that registers are stored in the order of their addresses.
extension ManagedBoard: Codable {
    private enum CodingKeys: CodingKey {
        case isPowered, isHeld, lights, registers
    }

    private struct Register: Codable {
        var address: UInt32
        var value: UInt32
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        isPowered = try values.decode(Bool.self, forKey: .isPowered)
        isHeld = try values.decode(Bool.self, forKey: .isHeld)
        lights = try values.decode(UInt8.self, forKey: .lights)
        registers = try values.decode([[Register]].self, forKey: .registers).map { registers in
            registers.reduce(into: [:]) { $0[$1.address] = $1.value }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(isPowered, forKey: .isPowered)
        try values.encode(isHeld, forKey: .isHeld)
        try values.encode(lights, forKey: .lights)
        let stored = registers.map { registers in
            registers.sorted { $0.key < $1.key }.map { Register(address: $0.key, value: $0.value) }
        }
        try values.encode(stored, forKey: .registers)
    }
}
