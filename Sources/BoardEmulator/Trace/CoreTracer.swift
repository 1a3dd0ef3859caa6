import ARM968

/// Writes down what a core does: lets it execute one instruction at a time and looks at it before and after.
final class CoreTracer {
    /// What the lines are written to.
    let trace: Trace

    private var hasBegun = false
    private var cycle: UInt64 = 0
    private var place: UInt32 = 0
    private var code: String?
    private var registers = [UInt32](repeating: 0, count: 15)
    private var status: UInt32 = 0

    init(_ trace: Trace) { self.trace = trace }

    /// Whether the core's accesses to data are wanted.
    var hearsAccesses: Bool { if case .accesses = trace.subject { true } else { false } }

    /// Looks at a core before its next instruction.
    func begin(_ node: CoreNode, _ processor: UnsafeMutablePointer<ARM968Core>) {
        cycle = node.time
        if !hasBegun {
            hasBegun = true
            let list = (0..<15).map { "r\($0)=\(processor.pointee[$0].hex())" } + ["pc=\(processor.pointee[15].hex())"]
            trace.write(cycle, (list + ["cpsr=\(processor.pointee.cpsr.hex())"]).joined(separator: " "))
        }
        status = processor.pointee.cpsr
        place = processor.pointee[15]
        var isThumb = status & 0x20 != 0
        // An interrupt and the first instruction of its handler are one step.
        if let (name, vector) = Self.interrupt(processor, status) {
            trace.write(cycle, "\(place.hex()) \(name)")
            place = vector
            isThumb = false
        }
        for index in registers.indices { registers[index] = processor.pointee[index] }
        guard !hearsAccesses else { return }
        place &= isThumb ? ~1 : ~3
        code = Self.code(at: place, isThumb: isThumb, node)
    }

    /// The interrupt that the core is about to take, and its vector.
    private static func interrupt(
        _ processor: UnsafeMutablePointer<ARM968Core>,
        _ status: UInt32
    ) -> (name: String, vector: UInt32)? {
        let base: UInt32 = processor.pointee.control & 0x2000 != 0 ? 0xffff_0000 : 0
        if processor.pointee.fiq, status & 0x40 == 0 { return ("fiq", base | 0x1c) }
        if processor.pointee.irq, status & 0x80 == 0 { return ("irq", base | 0x18) }
        return nil
    }

    /// An instruction in plain memory; `nil` elsewhere.
    private static func code(at address: UInt32, isThumb: Bool, _ node: CoreNode) -> String? {
        guard let (pointer, room) = node.chip.place(address, node), room >= (isThumb ? 2 : 4) else { return nil }
        return isThumb ? UInt32(pointer.load(as: UInt16.self)).hex(4) : pointer.load(as: UInt32.self).hex()
    }

    /// Looks at the core after the instruction.
    func end(_ processor: UnsafeMutablePointer<ARM968Core>) {
        guard !hearsAccesses else { return }
        var line = "\(place.hex()) \(code ?? "-")"
        for index in registers.indices where registers[index] != processor.pointee[index] {
            line += " r\(index)=\(processor.pointee[index].hex())"
        }
        if processor.pointee.cpsr != status { line += " cpsr=\(processor.pointee.cpsr.hex())" }
        trace.write(cycle, line)
    }

    /// Takes note of an access to data.
    func note(_ access: DataAccess) {
        let direction = access.isWrite ? "w" : "r"
        let value = access.value.map { $0.hex(2 * access.size.byteCount) } ?? "abort"
        trace.write(cycle, "\(place.hex()) \(direction) \(access.size.byteCount) \(access.address.hex()) \(value)")
    }

    /// Takes note of a DMA transfer that has ended.
    func note(_ transfer: DMAController.Transfer, failed: Bool, at time: UInt64) {
        guard hearsAccesses else { return }
        let ends = [transfer.system, transfer.local].map { $0.hex() }
        let (from, to) = transfer.isToSystem ? (ends[1], ends[0]) : (ends[0], ends[1])
        trace.write(time, "dma \(from) \(to) \(transfer.count)\(failed ? " failed" : "")")
    }
}
