package import SpiNNakerMachine

/// Which cores of a chip an image starts on, and how.
///
/// The word is application id in bits 31 to 24, flags in 23 to 18, virtual cores in 17 to 0.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`, commands AR and APP_COPY_RUN.
package struct ApplicationStart: Hashable, Sendable {
    /// The application's id, 1 to 255; hosts use 16 and above.
    package var applicationID: UInt8

    /// The virtual cores, 1 to 17; others are ignored.
    package var cores: [UInt8]

    /// Whether the cores wait for the signal `start` before they run the program.
    package var waits: Bool

    /// Creates the description of a start.
    package init(applicationID: UInt8, cores: [UInt8], waits: Bool) {
        self.applicationID = applicationID
        self.cores = cores
        self.waits = waits
    }

    /// The argument word.
    package var word: UInt32 {
        cores.filter { (1...17).contains($0) }
            .reduce(UInt32(applicationID) << 24 | (waits ? 1 << 18 : 0)) { $0 | 1 << UInt32($1) }
    }
}

extension SCPRequest {
    /// Starts the image that lies in the chip's system block.
    package static func applicationRun(_ start: ApplicationStart) -> Self { Self(.applicationRun, start.word) }

    /// Starts the image at an address.
    package static func applicationStart(_ start: ApplicationStart, address: UInt32) -> Self {
        Self(.applicationStart, address, start.word)
    }

    /// Copies the image in the system block of the neighbour behind a link into the chip's own, then starts it.
    ///
    /// - Parameters:
    ///   - link: The link to copy over.
    ///   - byteCount: The length of the image, a multiple of 4.
    ///   - checksum: The sum of the image's words; its low 29 bits are compared unless they are 0.
    ///   - start: The cores; with none the image is only copied.
    package static func applicationCopyRun(
        from link: LinkDirection,
        byteCount: Int,
        checksum: UInt32,
        start: ApplicationStart
    ) -> Self {
        Self(
            .applicationCopyRun,
            (checksum & 0x1fff_ffff) << 3 | UInt32(link.rawValue),
            UInt32(truncatingIfNeeded: byteCount),
            start.word
        )
    }

    /// Sends a signal to all cores of an application, on all chips; goes to `ChipID.root`.
    package static func signal(_ signal: Signal, applicationID: UInt8) -> Self {
        Self(
            .signal,
            signal.transport,
            UInt32(signal.rawValue & 0xf) << 16 | 0xff << 8 | UInt32(applicationID),
            0xffff
        )
    }

    /// Counts the cores of an application that are in a state, on the chips of the board addressed.
    package static func countCores(applicationID: UInt8, state: CoreState) -> Self {
        Self(.countCores, UInt32(applicationID), UInt32(state.rawValue))
    }

    /// Ends an application by nearest-neighbour packets, as SpiNNMan 7.4.1 does (`app_stop.py`); goes to `ChipID.root`.
    package static func stopApplication(id: UInt8) -> Self {
        nearestNeighbourPacket(
            key: 0x3f << 16,
            data: 5 << 28 | UInt32(Signal.stop.rawValue) << 16 | 0xff << 8 | UInt32(id),
            forwardRetry: 1 << 31 | 0x3f << 8
        )
    }

    /// Injects a nearest-neighbour packet, which the chip addressed also obeys itself.
    package static func nearestNeighbourPacket(key: UInt32, data: UInt32, forwardRetry: UInt32) -> Self {
        Self(.nearestNeighbourPacket, key, data, forwardRetry)
    }

    /// Sends one block of a flood fill: up to 256 bytes, whole words.
    ///
    /// - Parameters:
    ///   - id: The fill's id, 1 to 127.
    ///   - block: The block's number.
    ///   - address: Where the block goes.
    ///   - data: The block's bytes.
    package static func floodFillData(id: UInt8, block: UInt8, address: UInt32, data: [UInt8]) -> Self {
        let words = UInt32(max(data.count / 4, 1) - 1) & 0xff
        return Self(
            .floodFillData,
            0x3f << 24 | 0x1e << 16 | UInt32(id),
            UInt32(block) << 16 | words << 8,
            address,
            data: data
        )
    }

    /// Takes a core out of use; every application core of the chip restarts.
    package static func remap(core: UInt8, isPhysical: Bool) -> Self {
        Self(.remap, UInt32(core), isPhysical ? 1 : 0)
    }
}
