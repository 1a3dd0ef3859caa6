import BoardControl
import DatagramTransport
import TestSupport

/// How fast SDRAM is written and read over loopback: by ours and by SpiNNMan, against the same served board.
struct TransferSpeed {
    private static let rounds = 9
    // One transfer takes a tenth of a second, in which the machine may be busy elsewhere; the loss costs a few per cent.
    private static let pairsInRound = 5
    private static let byteCount = 4 << 20

    /// Measures and reports; ours, ours with losses and SpiNNMan take turns, so that all meet the same load.
    static func report(_ arguments: Arguments, into report: inout Report) async throws {
        report.section("SCP over loopback, medians of \(rounds * pairsInRound) times \(byteCount >> 20) MiB")
        guard let swinn = arguments.swinn else {
            report.note("left out: no swinn program given to serve the board")
            return
        }
        let board = try ServedBoard(swinn: swinn)
        let clean = try await BoardController.connect(host: board.address)
        let losses = FaultyChannel.Faults(loss: 0.001)
        let lossy = try await BoardController.connect(
            host: board.address,
            options: BoardController.Options(faults: (losses, seed: 1))
        )
        var ours: [SCPThroughput] = []
        var oursWithLoss: [SCPThroughput] = []
        var theirs: [(write: Double, read: Double)] = []
        for _ in 0..<rounds {
            for pair in 0..<pairsInRound {
                if pair.isMultiple(of: 2) { ours.append(try await measure(clean)) }
                oursWithLoss.append(try await measure(lossy))
                if !pair.isMultiple(of: 2) { ours.append(try await measure(clean)) }
            }
            if let python = arguments.python {
                theirs.append(try spiNNMan(python, "\(arguments.scripts)/spinnman_speed.py", board.address))
            }
        }
        await clean.close()
        await lossy.close()

        let write = median(ours.map(\.writeMegabytesPerSecond))
        let read = median(ours.map(\.readMegabytesPerSecond))
        report.add("write", write, "MB/s")
        report.add("read", read, "MB/s")
        if theirs.isEmpty {
            report.note("no ratio to SpiNNMan: no Python with the peers")
        } else {
            let theirWrite = median(theirs.map(\.write))
            let theirRead = median(theirs.map(\.read))
            report.add("write, SpiNNMan 7.4.1", theirWrite, "MB/s")
            report.add("read, SpiNNMan 7.4.1", theirRead, "MB/s")
            let writes = theirs.enumerated().map { round, their in
                median(inRound(round, ours).map(\.writeMegabytesPerSecond)) / their.write
            }
            let reads = theirs.enumerated().map { round, their in
                median(inRound(round, ours).map(\.readMegabytesPerSecond)) / their.read
            }
            report.add("write, ratio to SpiNNMan", median(writes), "", limit: .atLeast(2.5))
            report.add("read, ratio to SpiNNMan", median(reads), "", limit: .atLeast(2.5))
        }
        // Each round with losses has its neighbour without.
        let writes = zip(oursWithLoss, ours).map { $0.writeMegabytesPerSecond / $1.writeMegabytesPerSecond }
        let reads = zip(oursWithLoss, ours).map { $0.readMegabytesPerSecond / $1.readMegabytesPerSecond }
        report.add("write with 0.1 % lost, share of lossless", median(writes), "", limit: .atLeast(0.9))
        report.add("read with 0.1 % lost, share of lossless", median(reads), "", limit: .atLeast(0.9))
        report.add("requests repeated in a round", median(oursWithLoss.map { Double($0.repetitions) }), "")
    }

    private static func inRound(_ round: Int, _ values: [SCPThroughput]) -> ArraySlice<SCPThroughput> {
        values[(round * pairsInRound)..<((round + 1) * pairsInRound)]
    }

    private static func measure(_ controller: BoardController) async throws -> SCPThroughput {
        try await SCPThroughput.measure(controller: controller, byteCount: byteCount, rounds: 1)
    }

    private static func spiNNMan(
        _ python: String,
        _ script: String,
        _ address: String
    ) throws -> (write: Double, read: Double) {
        let text = try ChildProgram.output(of: python, [script, address])
        guard let write = ChildProgram.number(after: "written", in: text),
            let read = ChildProgram.number(after: "read", in: text)
        else { throw BenchError("\(script) printed '\(text)'") }
        return (write, read)
    }

    private static func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
}
