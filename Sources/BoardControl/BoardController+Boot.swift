package import DatagramTransport
import Foundation
package import Logging
package import SpiNNakerMachine
package import SpiNNakerProtocol

extension BoardController {
    /// How a board is booted.
    package struct BootOptions: Sendable {
        /// The kind of board.
        package var board: BoardKind
        /// The boot ROM's port.
        package var port: UInt16
        /// The pause after each message: the ROM confirms nothing. SpiNNMan 7.4.1 takes 0.1 s.
        package var pause: Duration
        /// The wait before the board is asked whether it is up. SpiNNMan 7.4.1 takes 2 s.
        package var settlingTime: Duration
        /// How often the image is sent before the board is given up.
        package var tries: Int

        /// Creates options.
        package init(
            board: BoardKind = .spin5,
            port: UInt16 = BootMessage.udpPort,
            pause: Duration = .milliseconds(100),
            settlingTime: Duration = .seconds(2),
            tries: Int = 5
        ) {
            self.board = board
            self.port = port
            self.pause = pause
            self.settlingTime = settlingTime
            self.tries = max(tries, 1)
        }
    }

    /// Boots a board with the image in a file, then connects to it. A board that answers already is not booted again.
    ///
    /// - Parameters:
    ///   - host: The name or dotted address of the board's boot chip.
    ///   - imagePath: The file with the monitor's boot image (`scamp.boot`).
    ///   - boot: How to boot.
    ///   - options: How to talk to the board afterwards.
    ///   - logger: Where notes go; silent by default.
    /// - Throws: `BoardControlError` when the file is no image or the board does not come up.
    package static func boot(
        host: String,
        imagePath: String,
        boot: BootOptions = BootOptions(),
        options: Options = Options(),
        logger: Logger = Logger(label: "BoardControl", factory: { _ in SwiftLogNoOpLogHandler() })
    ) async throws -> BoardController {
        let image = try bootImage(at: imagePath)
        var probe = options
        probe.connectTries = 1
        if let running = try? await connect(host: host, options: probe, logger: logger) { return running }
        let peer = try DatagramEndpoint(host: host, port: boot.port)
        let channel = try UDPChannel.bind(to: DatagramEndpoint(address: 0, port: 0))
        do {
            for attempt in 1...boot.tries {
                logger.debug("Sending a boot image.", metadata: ["board": "\(peer)", "attempt": "\(attempt)"])
                try await send(image, to: peer, over: channel, boot)
                do {
                    let board = try await connect(host: host, options: options, logger: logger)
                    await channel.close()
                    return board
                } catch let error as BoardControlError where error.code == .noReply && attempt < boot.tries {
                    logger.info("The board does not answer after booting; the image is sent again.")
                }
            }
        } catch {
            await channel.close()
            throw error
        }
        throw BoardControlError(.noReply, "The board at \(peer) did not come up after \(boot.tries) boots.")
    }

    /// Sends an image to a board's boot ROM through a channel.
    package static func send(
        _ image: BootImage,
        to peer: DatagramEndpoint,
        over channel: any DatagramChannel,
        _ boot: BootOptions
    ) async throws {
        let time = UInt32(clamping: Int(Date().timeIntervalSince1970))
        for message in image.patched(hardwareVersion: boot.board.rawValue, unixTime: time).messages() {
            channel.send(message.encode(), to: peer)
            try await Task.sleep(for: boot.pause)
        }
        try await Task.sleep(for: boot.settlingTime)
    }

    private static func bootImage(at path: String) throws -> BootImage {
        do {
            return try BootImage(Array(Data(contentsOf: URL(fileURLWithPath: path))))
        } catch {
            throw BoardControlError(
                .invalidArgument,
                "\(path) is no boot image; the file scamp.boot of spinnaker_tools is needed.",
                cause: error
            )
        }
    }
}
