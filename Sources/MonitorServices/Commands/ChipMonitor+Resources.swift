import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

// MARK: - Memory and router entries

extension ChipMonitor {
    private func tagPointer(_ owner: UInt32) -> UInt32 {
        chip.word(MonitorVariable.allocationTags) &+ (owner & 0xffff) * 4
    }

    /// Forgets the tag that an owner word names.
    private func forgetTag(_ owner: UInt32) {
        if owner & 0xff != 0 { chip.setWord(tagPointer(owner), 0) }
    }

    /// The command ALLOC.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`, `sark/sark_alloc.c`.
    func allocate(_ request: SCPRequest) -> [UInt8] {
        let application = UInt8(truncatingIfNeeded: request.argument1 >> 8)
        switch request.argument1 & 0xff {
        case 0: return Array(word: allocateSDRAM(request, application))
        case 1:
            if let owner = sdramHeap.free(request.argument2) { forgetTag(owner) }
            return []
        case 2:
            return Array(word: UInt32(freeAll(in: sdramHeap, application: application)))
        case 3:
            let count = Int(min(request.argument2, 0xffff))
            return Array(word: UInt32(multicastTable.allocate(count: count, application: application)))
        case 4:
            multicastTable.free(Int(min(request.argument2, 0xffff)), clearing: request.argument3 & 1 == 1)
            return []
        case 5:
            let clearing = request.argument2 & 1 == 1
            return Array(word: UInt32(multicastTable.freeAll(application: application, clearing: clearing)))
        case 6: return Array(word: sdramHeap.freeByteCount) + Array(word: sdramHeap.largestFreeBlock)
        case 7:
            return Array(word: chip.word(tagPointer(UInt32(application) << 8 | request.argument2 & 0xff)))
        default: return []
        }
    }

    private func allocateSDRAM(_ request: SCPRequest, _ application: UInt8) -> UInt32 {
        let mayRepeat = request.argument1 >> 16 & 4 != 0
        let owner = UInt32(application) << 8 | request.argument3 & 0xff
        chip.setByte(chip.word(MonitorVariable.applicationData) &+ UInt32(application) * 8 &+ 1, 0)
        guard owner & 0xff != 0 else { return sdramHeap.allocate(byteCount: request.argument2, owner: owner) }
        let existing = chip.word(tagPointer(owner))
        if existing != 0 {
            guard request.argument2 < 0x1000_0000 else { return 0 }
            let wanted = (request.argument2 + 3) & ~3
            return mayRepeat && sdramHeap.byteCount(at: existing) == wanted ? existing : 0
        }
        let address = sdramHeap.allocate(byteCount: request.argument2, owner: owner)
        chip.setWord(tagPointer(owner), address)
        return address
    }

    private func freeAll(in heap: Heap, application: UInt8) -> Int {
        let owners = heap.freeAll(application: application)
        owners.forEach(forgetTag)
        return owners.count
    }

    /// Gives back all that an application holds on this chip.
    func freeResources(of application: UInt8) {
        for heap in [sdramHeap, sysramHeap, systemHeap] { _ = freeAll(in: heap, application: application) }
        _ = multicastTable.freeAll(application: application, clearing: true)
    }

    /// The command RTR.
    func router(_ request: SCPRequest) -> [UInt8] {
        let application = UInt8(truncatingIfNeeded: request.argument1 >> 8)
        let count = Int(request.argument1 >> 16)
        switch request.argument1 & 0xff {
        case 0:
            multicastTable.initialise()
        case 1:
            let first = Int(min(request.argument2, 0xffff))
            for index in first..<(first + count) { multicastTable.clear(index) }
        case 2:
            loadEntries(count: count, application: application, request)
        case 3:
            if request.argument2 >> 31 == 1 { return Array(word: chip.word(MonitorVariable.fixedRouteCopy)) }
            chip.setWord(MonitorVariable.fixedRouteCopy, request.argument2)
            chip.setFixedRoute(chip.physicalRoute(request.argument2))
        default: break
        }
        return []
    }

    private func loadEntries(count: Int, application: UInt8, _ request: SCPRequest) {
        let table = request.argument2
        let count = min(count == 0 ? Int(chip.half(table &+ 2)) : count, MulticastTable.entryCount)
        for record in 0..<count {
            let address = table &+ UInt32(record) * 16
            let index = Int(chip.half(address)) + Int(min(request.argument3, 0xffff))
            let entry = MulticastTable.Entry(
                route: chip.word(address &+ 4) & 0xff_ffff,
                key: chip.word(address &+ 8),
                mask: chip.word(address &+ 12)
            )
            multicastTable.set(index, entry, application: application)
        }
    }
}

// MARK: - IP tags

extension ChipMonitor {
    /// The command IPTAG.
    ///
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`, `spinn_net.c`.
    func ipTag(_ request: SCPRequest, from sender: Endpoint?) -> [UInt8] {
        let index = Int(request.argument1 & 0xff)
        guard index < TagTable.count else { return [] }
        switch request.argument1 >> 16 & 0xff {
        case 0:
            guard let free = tags.freePoolTag else { return [0xff, 0, 0, 0] }
            setTag(free, request, from: sender)
            return Array(word: UInt32(free))
        case 1:
            setTag(index, request, from: sender)
            return Array(word: UInt32(index))
        case 2:
            let count = min(Int(request.argument2 & 0xffff), 8, TagTable.count - index)
            return (index..<(index + count)).flatMap { tags[$0].bytes }
        case 3:
            tags.clear(index)
            return []
        case 4:
            if request.argument2 < 16 { tags.transientTimeout = UInt8(request.argument2) }
            return [tags.transientTimeout, 32, UInt8(TagTable.count - TagTable.fixedCount), UInt8(TagTable.fixedCount)]
        default:
            return []
        }
    }

    private func setTag(_ index: Int, _ request: SCPRequest, from sender: Endpoint?) {
        let options = UInt16(request.argument1 >> 24)
        let port = UInt16(truncatingIfNeeded: request.argument2)
        var tag = TagTable.Tag(flags: TagTable.Tag.valid | options & 0x0f | options << 4 & 0x0700)
        tag.ticksLeft = TagTable.ticks(timeout: UInt8(options & 0x0f))
        if tag.flags & TagTable.Tag.reverse != 0 {
            tag.listeningPort = port
            tag.destinationAddress = UInt16(request.argument2 >> 16)
            tag.destinationPort = UInt8(truncatingIfNeeded: request.argument1 >> 8)
        } else {
            tag.port = port
            tag.address = request.argument3
            let usesSender = tag.flags & TagTable.Tag.useSender != 0
            if usesSender || request.argument3 == 0 { tag.address = sender?.machineAddress ?? 0 }
            if usesSender { tag.port = sender?.port ?? port }
        }
        tags[index] = tag
    }
}
