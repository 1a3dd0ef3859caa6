/// The program on a chip's monitor core.
///
/// All of it is called between windows of emulated time only, never while a core runs.
package protocol MonitorProcessor: AnyObject {
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
}

extension MonitorProcessor {
    package func receive(packet: Packet, link: Int, on chip: ChipEmulator) {}
}
