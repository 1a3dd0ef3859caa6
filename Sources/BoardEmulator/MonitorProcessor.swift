/// The program on a chip's monitor core.
///
/// All of it is called between windows of emulated time only, never while a core runs.
package protocol MonitorProcessor: AnyObject {
    /// When the program does something by itself, in cycles; `UInt64.max` for never.
    var nextActivity: UInt64 { get }

    /// Whether the program drives Ethernet itself: it then takes frames, and no datagrams.
    var takesFrames: Bool { get }

    /// Lays out the chip's memories and registers; called once, when all chips exist.
    func start(on chip: ChipEmulator)

    /// Takes note that a millisecond of emulated time has passed.
    func millisecondTick(on chip: ChipEmulator)

    /// Takes note that an application core has raised the monitor's interrupt 18; the line is already cleared.
    func coreInterruptRaised(on chip: ChipEmulator)

    /// Takes a packet that the router sent to the monitor core.
    ///
    /// - Parameter link: The link that it came by, 0 to 5, or 7 for a packet from the chip itself.
    func receive(packet: Packet, link: Int, on chip: ChipEmulator)

    /// Takes a UDP datagram that came to an Ethernet chip.
    func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint, on chip: ChipEmulator)

    /// Takes an Ethernet frame, without its check sequence.
    func receive(frame: [UInt8], on chip: ChipEmulator)

    /// Takes note that the chip has been reset: this program has ended.
    func chipWasReset(_ chip: ChipEmulator)
}

extension MonitorProcessor {
    package var nextActivity: UInt64 { .max }

    package var takesFrames: Bool { false }

    package func receive(packet: Packet, link: Int, on chip: ChipEmulator) {}

    package func receive(datagram: [UInt8], port: UInt16, from sender: Endpoint, on chip: ChipEmulator) {}

    package func receive(frame: [UInt8], on chip: ChipEmulator) {}

    package func chipWasReset(_ chip: ChipEmulator) {}
}
