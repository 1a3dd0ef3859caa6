import SpiNNakerMachine

// MARK: - Reset

extension ChipEmulator {
    /// Takes note that the chip is to be reset when the window ends; its cores stop at once.
    func requestReset(_ cause: SystemController.ResetCause) {
        guard requestedReset == nil else { return }
        requestedReset = cause
        for node in nodes { node.stop() }
        agenda.note(.wantsReset)
    }

    /// Resets the chip if that has been asked for: it waits in its boot ROM for an image, with its memories as they were.
    func performReset() {
        guard let cause = requestedReset, isPowered else { return }
        requestedReset = nil
        record(.chipReset(code: cause.rawValue))
        monitor?.chipWasReset(self)
        systemController.reset(cause)
        let rom = BootROM()
        monitor = rom
        rom.start(on: self)
        updateLines()
    }

    /// Puts the chip's devices into the state in which the boot ROM waits for an image.
    ///
    /// - SeeAlso: SpiNNaker boot ROM, `peripheral_inits.c`; `Docs/Hardware`.
    func resetToROM() {
        for node in nodes { node.stop() }
        emitted.removeAll()
        cable.removeAll()
        systemController.enterROM()
        sdramController = SDRAMController()
        watchdog = Watchdog()
        let isPlugged = ethernet.transceiver.isPlugged
        ethernet = EthernetController()
        if let ethernetSettings {
            let record = ethernetSettings.record(hardwareVersion: board.configuration.kind.rawValue)
            if serialROM == nil {
                serialROM = SerialROM(
                    block: record,
                    address: 0xf500_7fe0,
                    information: board.configuration.boardInformation[id] ?? []
                )
            }
            ethernet.transceiver = EthernetTransceiver(isPresent: true)
            ethernet.transceiver.isPlugged = isPlugged
            // A strap says that there is a serial ROM.
            systemController.inputPins |= 1 << 6
        }
        resetRouter()
    }

    /// Makes a core the one that takes the monitor's packets, as the boot ROM does.
    func setMonitorCore(_ physical: Int, ready: [Int]) {
        monitorCore = physical
        systemController.monitor = UInt32(physical)
        systemController.ready = ready.reduce(isEthernet ? 1 << 31 : 0) { $0 | 1 << UInt32($1) }
        _ = router.store(0, 0x2f2f_0007 | UInt32(physical) << 8, at: now)
    }

    /// Puts the router back to its state after a reset; its tables are empty.
    func resetRouter() {
        let monitor = router.monitor
        presentRouter = Router()
        router.monitor = monitor
        router.stage = standing.isEmpty ? .empty : standing.passage?.stage ?? .firstWait
        updateLines()
    }
}
