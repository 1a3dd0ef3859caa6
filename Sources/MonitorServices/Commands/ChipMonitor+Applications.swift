import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

// MARK: - Starting

extension ChipMonitor {
    /// Starts the image that a request names on the cores that it names; the monitor itself is refused.
    func startRequested(_ request: SCPRequest, image: UInt32, word: KeyPath<SCPRequest, UInt32>) {
        let word = request[keyPath: word]
        guard word & 1 == 0 else { return }
        start(word: word, image: image)
    }

    /// Starts an image on cores of this chip.
    ///
    /// - Parameters:
    ///   - word: The application in the top byte, flags in bits 23 to 18 (bit 18: wait for the start signal), the
    ///     virtual cores in bits 17 to 0.
    ///   - image: The address of the image's table.
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-app.c` (`proc_start_app`).
    func start(word: UInt32, image: UInt32) {
        let application = UInt8(word >> 24)
        let flags = word >> 18 & 0x3f
        let cores = (1..<coreCount).filter { word >> UInt32($0) & 1 == 1 }
        guard let lead = cores.first else { return }
        let mask = cores.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }

        let record = chip.word(MonitorVariable.applicationData) &+ UInt32(application) * 8
        if chip.byte(record) == 0 {
            chip.writeBytes(record, [0, 0, 0, UInt8(lead), 0, 0, 0, 0])
        }
        chip.setByte(record, chip.byte(record) &+ UInt8(cores.count))
        chip.setWord(record + 4, chip.word(record + 4) | mask)
        chip.setFlags(mask)
        for core in cores {
            occupants[core] = .application(application)
            mailboxes[core] = Mailbox()
            chip.setByte(VirtualCore.address(core, .commandToCore), MailboxCommand.idle)
            chip.setByte(VirtualCore.address(core, .commandFromCore), MailboxCommand.idle)
            chip.setByte(VirtualCore.address(core, .state), CoreState.initialising.rawValue)
            chip.setWord(VirtualCore.address(core, .loadTime), chip.word(MonitorVariable.unixTime))
            chip.setByte(VirtualCore.address(core, .application), application)
        }
        for core in cores {
            chip.startCore(
                physical: chip.workingCores[core],
                image: image,
                argument: flags << 8 | UInt32(application)
            )
        }
    }
}

// MARK: - Signals

extension ChipMonitor {
    /// The command SIG: type 0 goes out from the root chip only, type 2 from any.
    func signal(_ request: SCPRequest) {
        switch request.argument1 {
        case 0 where chip.id == network.tree.root, 2: network.signal(request.argument2)
        default: break
        }
    }

    /// Gives a signal to the cores of this chip whose application matches.
    ///
    /// - Parameter word: The signal in bits 19 to 16, a mask of the application in bits 15 to 8, the application in
    ///   bits 7 to 0.
    /// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-app.c` (`signal_app`).
    func apply(signal word: UInt32) {
        collectMessages()
        let signal = Signal(rawValue: UInt8(word >> 16 & 0xf))
        let mask = UInt8(truncatingIfNeeded: word >> 8)
        let wanted = UInt8(truncatingIfNeeded: word)
        let cores = (1..<coreCount).filter { occupants[$0].application & mask == wanted }
        let virtualMask = cores.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
        let physicalMask = cores.reduce(UInt32(0)) { $0 | 1 << UInt32(chip.workingCores[$1]) }
        switch signal {
        case .initialise:
            for core in cores { halt(core) }
        case .powerDown:
            for core in cores {
                halt(core)
                occupants[core] = .poweredDown
                chip.setByte(VirtualCore.address(core, .state), CoreState.poweredDown.rawValue)
            }
        case .stop:
            for core in cores { halt(core) }
            for application in UInt8.min...UInt8.max where application & mask == wanted { clean(application) }
        case .sync0:
            chip.clearFlags(virtualMask)
            chip.raiseInterrupt(physicalCores: physicalMask)
        case .sync1:
            chip.setFlags(virtualMask)
            chip.raiseInterrupt(physicalCores: physicalMask)
        case .start, .pause, .resume, .exit, .timer, .user0, .user1, .user2, .user3:
            // Idle cores take them, too, and do nothing.
            for core in cores where occupants[core].isApplication {
                mailboxes[core].append(.signal(signal))
                pumpMailbox(core, timePasses: false)
            }
        default: break
        }
    }

    private func halt(_ core: Int) {
        chip.stopCore(physical: chip.workingCores[core])
        for item in mailboxes[core].removeAll() {
            if case .message(let message) = item { refuse(message, .timeout) }
        }
        reclaimBuffer(of: core)
        makeIdle(core)
    }

    /// Gives back what an application held.
    ///
    /// SC&MP skips this where nothing was allocated since the last time; looking always finds the same.
    private func clean(_ application: UInt8) {
        let record = chip.word(MonitorVariable.applicationData) &+ UInt32(application) * 8
        freeResources(of: application)
        chip.writeBytes(record, [0, 1])
    }
}
