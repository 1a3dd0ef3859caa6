/// An ARM968E-S processor with its two tightly coupled memories: ARMv5TE, ARM and Thumb.
///
/// Memory as the core sees it: 32 KiB of instruction memory at 0, 64 KiB of data memory at 0x00400000, SDRAM at
/// 0x60000000 and 0x70000000 (mirrored every 128 MiB) if it is given, and everything else through the bus. What a guest
/// program does wrong becomes one of its own exceptions.
///
/// - SeeAlso: ARM architecture reference manual, DDI 0100I; ARM968E-S technical reference manual.
package struct ARM968Core: ~Copyable {
    /// Why `run` returned.
    package enum StopReason: Sendable {
        /// The cycles are used up.
        case budget
        /// The core sleeps until an interrupt is asserted.
        case waitForInterrupt
        /// The bus asked for a stop.
        case yield
    }

    /// How instructions are executed. Both ways give the same results, to the cycle.
    package enum Engine: Hashable, Sendable {
        /// Code in instruction memory is decoded once and threaded; the rest is interpreted.
        case threaded
        /// Every instruction is fetched, decoded and executed by itself.
        case interpreter
    }

    /// Bytes of instruction memory.
    package static var itcmBytes: Int { 0x8000 }

    /// Bytes of data memory.
    package static var dtcmBytes: Int { 0x1_0000 }

    @usableFromInline let state: UnsafeMutablePointer<CoreState>
    /// Asked only for what is not in the tightly coupled memories or SDRAM.
    let bus: BusLink
    let sdram: UnsafeMutableRawPointer?
    /// Registers, places and state in one piece, for the threaded engine's handlers.
    let block: UnsafeMutableRawPointer
    /// What the threaded engine has decoded; `nil` without it.
    let code: CodeUse?

    /// The instruction memory, 32 KiB. Whoever writes it calls ``instructionsChanged(_:)``.
    package let itcm: UnsafeMutableRawPointer

    /// The data memory, 64 KiB.
    package let dtcm: UnsafeMutableRawPointer

    /// Creates a core with zeroed memories, as after a reset to the high vectors.
    ///
    /// - Parameters:
    ///   - bus: What lies beyond the core's own memories; it has to outlive the core.
    ///   - sharedMemory: The 128 MiB of SDRAM, or `nil` to reach them through the bus.
    ///   - engine: How instructions are executed.
    ///   - pool: The cores with which this one shares decoded code while their instruction memories hold the same.
    package init(
        bus: some ARM968Bus,
        sharedMemory: UnsafeMutableRawPointer?,
        engine: Engine = .threaded,
        pool: CodePool? = nil
    ) {
        self.bus = BusLink(bus)
        sdram = sharedMemory
        itcm = .allocate(byteCount: Self.itcmBytes, alignment: 16)
        itcm.initializeMemory(as: UInt8.self, repeating: 0, count: Self.itcmBytes)
        dtcm = .allocate(byteCount: Self.dtcmBytes, alignment: 16)
        dtcm.initializeMemory(as: UInt8.self, repeating: 0, count: Self.dtcmBytes)
        block = .allocate(byteCount: CoreBlock.size, alignment: 64)
        let registers = block.bindMemory(to: UInt32.self, capacity: 16)
        registers.initialize(repeating: 0, count: 16)
        state = block.state
        state.initialize(to: CoreState(r: registers))
        switch engine {
        case .interpreter: code = nil
        case .threaded:
            let code = CodeUse(pool: pool)
            let (arm, thumb) = (code.tables.arm, code.tables.thumb)
            block.places.initialize(
                to: CoreBlock.Places(
                    dtcm: dtcm,
                    itcm: itcm,
                    sdram: sharedMemory,
                    arm: arm,
                    thumb: thumb,
                    bus: .passUnretained(self.bus)
                )
            )
            state.pointee.settlingTime = code.settlingTime
            self.code = code
        }
        reset(pc: 0xffff_0000)
    }

    deinit {
        block.deallocate()
        itcm.deallocate()
        dtcm.deallocate()
    }
}
