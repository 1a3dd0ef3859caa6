import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

extension ChipMonitor {
    private static let virtualCoreBase = VirtualCore.base
    private static let sysramUserBase: UInt32 = 0xe500_0100
    private static let sdramBase: UInt32 = 0x6000_0000
    private static let sdramEnd: UInt32 = 0x6800_0000
    private static let systemBlockByteCount: UInt32 = 0x4_0000
    private static let allCores: UInt32 = 18
    private static let softwareVersion: UInt32 = 0x0004_0000

    /// Lays out the chip's memories as they are when SC&MP has come up.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-3.c` (`sv_init`, `sdram_init`); `Docs/Hardware` for the values
    ///   observed in the official image.
    func boot(_ values: BootValues) {
        let cores = chip.workingCores
        occupants = Array(repeating: .idle, count: cores.count)
        mailboxes = Array(repeating: Mailbox(), count: cores.count)
        tags = TagTable()
        chip.writeBytes(MonitorVariable.base, values.bytes + Array(repeating: 0, count: 128))

        bootPlace()
        bootCoreMaps(cores)
        bootMemory()
        bootRouter()
        bootLights()
        for virtual in cores.indices { bootCore(virtual) }
        if hasEthernet {
            lookAtCable()
            chip.setWord(MonitorVariable.ipAddress, network.address(of: chip.id))
        }
        // The root clears this in the copy of itself that it sends to others.
        if chip.id != network.tree.root { chip.setByte(MonitorVariable.rootChip, 0) }
        chip.setWord(MonitorVariable.softwareVersion, Self.softwareVersion)
        chip.setByte(MonitorVariable.netinitPhase, 0xff)
        chip.setByte(MonitorVariable.p2pUp, 1)
    }

    private func bootPlace() {
        let boards = network.configuration.board.arrangement
        chip.setHalf(MonitorVariable.p2pAddress, address)
        chip.setHalf(MonitorVariable.p2pDimensions, UInt16(boards.width) << 8 | UInt16(boards.height))
        chip.setHalf(MonitorVariable.debugAddress, chip.ethernetChip.p2pAddress)
        chip.setHalf(MonitorVariable.ethernetAddress, chip.ethernetChip.p2pAddress)
        chip.setHalf(MonitorVariable.p2pRoot, network.tree.root.p2pAddress)
        chip.setHalf(MonitorVariable.boardAddress, boards.place(of: chip.id)?.p2pAddress ?? 0)
        if chip.byte(MonitorVariable.hardwareVersion) == 0 {
            chip.setByte(MonitorVariable.hardwareVersion, boards.kind.rawValue)
        }
        chip.setByte(MonitorVariable.linkEnable, network.tree.links[chip.id] ?? 0)
        let hops = UInt32(network.tree.distance(of: chip.id)) + 1
        chip.setWord(MonitorVariable.syncAlignment, 155 - (500 * hops + 900 * (hops >> 3)) >> 10)
    }

    private func bootCoreMaps(_ cores: [Int]) {
        for index in 0..<20 {
            chip.setByte(MonitorVariable.physicalToVirtual + UInt32(index), 0xff)
            chip.setByte(MonitorVariable.virtualToPhysical + UInt32(index), 0xff)
        }
        for (virtual, physical) in cores.enumerated() {
            chip.setByte(MonitorVariable.physicalToVirtual + UInt32(physical), UInt8(virtual))
            chip.setByte(MonitorVariable.virtualToPhysical + UInt32(virtual), UInt8(physical))
        }
        chip.setByte(MonitorVariable.coreCount, UInt8(cores.count))
    }

    private func bootMemory() {
        // Sizes in words stand where pointers to the heaps are put.
        let sysramHeapStart = Self.sysramUserBase + min(chip.word(MonitorVariable.sysramHeap), 0x1b00) * 4
        let reservedSDRAM = min(chip.word(MonitorVariable.sdramHeap), 0x100_0000) * 4
        let systemSDRAMSize = min(max(chip.word(MonitorVariable.sdramBuffers), 0x20_0000), 0x200_0000)
        let systemBlock = Self.sdramEnd - systemSDRAMSize
        let coreBuffers = min(chip.word(MonitorVariable.systemBufferSize), 0x2_0000) * 4 * Self.allCores
        let sdramUserBase = Self.sdramBase + coreBuffers

        chip.setWord(MonitorVariable.sdramBuffers, Self.sdramBase)
        chip.setWord(MonitorVariable.sdramBase, sdramUserBase)
        chip.setWord(MonitorVariable.sysramBase, Self.sysramUserBase)
        chip.setWord(MonitorVariable.systemSDRAM, systemBlock)
        chip.setWord(MonitorVariable.virtualCoreBase, Self.virtualCoreBase)

        Heap(chip: chip, base: sysramHeapStart).initialise(end: Self.virtualCoreBase)
        chip.setWord(MonitorVariable.sysramHeap, sysramHeapStart)
        Heap(chip: chip, base: sdramUserBase + reservedSDRAM).initialise(end: systemBlock)
        chip.setWord(MonitorVariable.sdramHeap, sdramUserBase + reservedSDRAM)
        let systemHeapStart = systemBlock + Self.systemBlockByteCount
        Heap(chip: chip, base: systemHeapStart).initialise(end: Self.sdramEnd)
        chip.setWord(MonitorVariable.systemHeap, systemHeapStart)

        bootSystemTables()
        bootSharedMessages()
    }

    /// A hop table that knows no chip.
    private static let unknownHops = Array(repeating: Array(word: 0x8000_ffff), count: 0x1_0000).flatMap(\.self)

    /// Allocates the tables of the system heap, in the order in which SC&MP does.
    private func bootSystemTables() {
        let hopTable = systemHeap.allocate(byteCount: 0x4_0000, owner: 0)
        chip.setWord(MonitorVariable.hopTable, hopTable)
        chip.writeBytes(hopTable, Self.unknownHops)
        for (ethernetChip, count) in network.tree.hops(of: chip.id) {
            chip.setWord(hopTable + UInt32(ethernetChip.p2pAddress) * 4, UInt32(count))
        }
        chip.setWord(
            MonitorVariable.routerCopy,
            systemHeap.allocate(byteCount: MulticastTable.copyByteCount, owner: 0)
        )
        // Memory that has just been switched on is zero, as these two tables must be.
        chip.setWord(MonitorVariable.allocationTags, systemHeap.allocate(byteCount: 0x4_0000, owner: 0))
        chip.setWord(MonitorVariable.applicationData, systemHeap.allocate(byteCount: 0x800, owner: 0))
        // The random pool and the bitmap of addresses heard of have no reader outside SC&MP, but their room is taken.
        _ = systemHeap.allocate(byteCount: 0x400, owner: 0)
        _ = systemHeap.allocate(byteCount: 0x8000, owner: 0)
    }

    private func bootSharedMessages() {
        let size = UInt32(SDPMessage.sharedBufferByteCount)
        let room = (sysramHeap.largestFreeBlock & 0xffff) / size
        let count = min(UInt32(max(chip.byte(MonitorVariable.bufferCount), 1)), room)
        chip.setByte(MonitorVariable.bufferCount, UInt8(count))
        let buffers = sysramHeap.allocate(byteCount: count * size, owner: 0)
        for index in 0..<count {
            chip.setWord(buffers + index * size, index + 1 < count ? buffers + (index + 1) * size : 0)
        }
        chip.setWord(MonitorVariable.sharedMessageRoot, buffers)
        chip.setWord(MonitorVariable.sharedMessageRoot + 4, 0)
        chip.setWord(MonitorVariable.sharedMessageBuffers, buffers)
    }

    private func bootRouter() {
        multicastTable.initialise()
        chip.startDiagnosticCounters()
        // Entry 0 carries the signals of SC&MP itself down the tree.
        let children = network.tree.linksToChildren(of: chip.id).reduce(0) { $0 | 1 << UInt32($1.rawValue) }
        let entry = MulticastTable.Entry(route: UInt32(children) | 1 << 6, key: 0xffff_5554, mask: 0xffff_fffe)
        multicastTable.set(0, entry, application: 0)
        let routes = network.tree.routes(of: chip.id)
        chip.setPointToPointTable(routes)
        chip.setHalf(MonitorVariable.p2pActive, UInt16(routes.count))
    }

    private func bootCore(_ virtual: Int) {
        let block = VirtualCore.base + UInt32(virtual) * VirtualCore.byteCount
        chip.writeBytes(block, Array(repeating: 0, count: Int(VirtualCore.byteCount)))
        if virtual == 0 {
            describeCore(0, name: "scamp-3", state: CoreState.run.rawValue)
        } else {
            makeIdle(virtual)
        }
    }

    /// Puts a core into the state of SARK's idle program: state 15, application 0, name "sark".
    func makeIdle(_ virtual: Int) {
        occupants[virtual] = .idle
        mailboxes[virtual] = Mailbox()
        describeCore(virtual, name: "sark", state: CoreState.idle.rawValue)
    }

    private func describeCore(_ virtual: Int, name: String, state: UInt8) {
        let block = VirtualCore.base + UInt32(virtual) * VirtualCore.byteCount
        chip.writeBytes(block, Array(repeating: 0, count: VirtualCore.clearedByteCount))
        chip.setByte(VirtualCore.address(virtual, .physicalCore), UInt8(chip.workingCores[virtual]))
        chip.setByte(VirtualCore.address(virtual, .state), state)
        chip.setWord(VirtualCore.address(virtual, .loadTime), chip.word(MonitorVariable.unixTime))
        chip.setWord(VirtualCore.address(virtual, .softwareVersion), Self.softwareVersion)
        chip.writeBytes(VirtualCore.address(virtual, .name), Array(name.utf8))
    }
}
