import BoardEmulator
import SpiNNakerMachine
import SpiNNakerProtocol

extension ChipMonitor {
    private static let maximumByteCount: UInt32 = 256

    /// The largest fill served at once; more than a chip's SDRAM makes no sense.
    private static let maximumFill: UInt32 = 0x800_0000

    /// The bytes that a read or write touches: whole units of the width asked for; `nil` for a width or length that is
    /// refused.
    private func byteCount(_ request: SCPRequest) -> Int? {
        guard request.argument2 <= Self.maximumByteCount, request.argument3 <= 2 else { return nil }
        return Int((request.argument2 >> request.argument3) << request.argument3)
    }

    /// The bytes of memory that a read asks for; memory that cannot be read counts as zero.
    func read(_ request: SCPRequest, core: Int) -> [UInt8] {
        guard let count = byteCount(request) else { return [] }
        return chip.bytes(request.argument1, count: count, virtualCore: core)
            + Array(repeating: 0, count: Int(request.argument2) - count)
    }

    /// Does a write.
    func write(_ request: SCPRequest, core: Int) {
        guard let count = byteCount(request) else { return }
        chip.writeBytes(request.argument1, Array(request.data.prefix(count)), virtualCore: core)
    }

    /// Does a fill: words up to a number of bytes.
    func fill(_ request: SCPRequest, core: Int) {
        var address = request.argument1
        var left = min(request.argument3, Self.maximumFill)
        let chunk = Array(repeating: Array(word: request.argument2), count: 1024).flatMap(\.self)
        while left > 0 {
            let count = min((left + 3) & ~3, UInt32(chunk.count))
            chip.writeBytes(address, Array(chunk.prefix(Int(count))), virtualCore: core)
            address &+= count
            left -= min(left, count)
        }
    }

    private func neighbour(_ link: UInt32) -> ChipMonitor? {
        guard let direction = LinkDirection(rawValue: UInt8(truncatingIfNeeded: link)), link < 6,
            let id = network.tree.neighbour(of: chip.id, along: direction)
        else { return nil }
        return network.monitor(at: id)
    }

    func linkRead(_ request: SCPRequest) -> [UInt8] {
        guard request.argument2 <= Self.maximumByteCount, let other = neighbour(request.argument3) else { return [] }
        return other.chip.bytes(request.argument1, count: Int(request.argument2 & ~3))
    }

    func linkWrite(_ request: SCPRequest) {
        guard request.argument2 <= Self.maximumByteCount, let other = neighbour(request.argument3) else { return }
        other.chip.writeBytes(request.argument1, Array(request.data.prefix(Int(request.argument2 & ~3))))
    }

    /// Copies the image from the neighbour behind a link, checks it and starts it.
    ///
    /// - Returns: Nothing, or the sum found when it is not the one expected.
    func copyAndStart(_ request: SCPRequest) -> [UInt8] {
        let expected = request.argument1 >> 3
        let count = min(request.argument2 & ~3, 0x4_0000)
        guard let other = neighbour(request.argument1 & 7) else { return [] }
        let image = chip.word(MonitorVariable.systemSDRAM)
        let bytes = other.chip.bytes(image, count: Int(count))
        chip.writeBytes(image, bytes)
        let sum = stride(from: 0, to: bytes.count, by: 4).reduce(UInt32(0)) { $0 &+ bytes.word(at: $1) }
        if expected != 0, sum & 0x1fff_ffff != expected { return Array(word: sum & 0x1fff_ffff) }
        start(word: request.argument3, image: image)
        return []
    }
}
