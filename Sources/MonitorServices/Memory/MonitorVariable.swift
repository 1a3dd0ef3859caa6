/// The places of the monitor's system variables (`sv_t`), in the system RAM of every chip.
///
/// Host tools and application cores look for them here; the first 128 bytes come from the boot image.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` (`sv_t`).
package enum MonitorVariable {
    /// Where the variables begin.
    package static let base: UInt32 = 0xe500_7f00

    static let p2pAddress = base
    static let p2pDimensions = base + 0x02
    static let debugAddress = base + 0x04
    static let p2pUp = base + 0x06
    static let ethernetAddress = base + 0x08
    static let hardwareVersion = base + 0x0a
    static let ethernetUp = base + 0x0b
    static let clockMilliseconds = base + 0x10
    static let timeMilliseconds = base + 0x18
    static let unixTime = base + 0x1c
    static let timeProvider = base + 0x0f
    static let forward = base + 0x28
    static let retry = base + 0x29
    static let netinitPhase = base + 0x2d
    static let p2pRoot = base + 0x2e
    static let lights = base + 0x30
    static let rootChip = base + 0x40
    static let bufferCount = base + 0x41
    static let syncAlignment = base + 0x44
    static let sysramHeap = base + 0x48
    static let sdramHeap = base + 0x4c
    static let sdramBuffers = base + 0x54
    static let systemBufferSize = base + 0x58
    static let memoryPointer = base + 0x60
    static let linkEnable = base + 0x65
    static let sharedMessageRoot = base + 0x68
    static let physicalToVirtual = base + 0x94
    static let virtualToPhysical = base + 0xa8
    static let coreCount = base + 0xbc
    static let boardAddress = base + 0xbe
    static let sdramBase = base + 0xc0
    static let sysramBase = base + 0xc4
    static let systemSDRAM = base + 0xc8
    static let virtualCoreBase = base + 0xcc
    static let systemHeap = base + 0xd0
    static let routerCopy = base + 0xd4
    static let hopTable = base + 0xd8
    static let allocationTags = base + 0xdc
    static let routerFree = base + 0xe0
    static let p2pActive = base + 0xe2
    static let applicationData = base + 0xe4
    static let sharedMessageBuffers = base + 0xe8
    static let mailboxFlags = base + 0xec
    static let ipAddress = base + 0xf0
    static let fixedRouteCopy = base + 0xf4
    static let softwareVersion = base + 0xfc
}

/// The blocks that describe each virtual core (`vcpu_t`), 128 bytes apiece.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h` (`vcpu_t`).
package enum VirtualCore {
    /// Where the block of virtual core 0 begins.
    package static let base: UInt32 = 0xe500_7000

    /// The length of one block.
    package static let byteCount: UInt32 = 0x80

    /// The part that a start clears; the host's words `user0` to `user3` come after it.
    static let clearedByteCount = 0x70

    /// The address of a field in the block of a virtual core.
    static func address(_ core: Int, _ field: Field) -> UInt32 {
        base + UInt32(core) * byteCount + field.rawValue
    }

    /// The offsets of the fields within a block.
    enum Field: UInt32 {
        case runTimeErrorCode = 0x2c
        case physicalCore = 0x2d
        case state = 0x2e
        case application = 0x2f
        case messageToCore = 0x30
        case messageFromCore = 0x34
        case commandToCore = 0x38
        case commandFromCore = 0x39
        case loadTime = 0x44
        case name = 0x48
        case softwareVersion = 0x5c
    }
}

/// What the mailbox bytes of a virtual core's block ask for (`shm_cmd`).
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h`.
enum MailboxCommand {
    static let idle: UInt8 = 0
    static let message: UInt8 = 1
    static let signal: UInt8 = 3
}

/// The hardware locks by which monitor and cores share memory: indices of the test-and-set registers.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `include/sark.h`.
enum SharedLock: Int, CaseIterable {
    case messageBuffers = 0
    case mailboxFlags = 1
    case heap = 6
    case router = 7
}
