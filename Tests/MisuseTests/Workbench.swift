import Foundation
import SwiNN
import Testing

/// A small network of which it is known when it spikes, and a folder.
@MainActor
final class Workbench {
    /// Four cells that spike once.
    let cells: Population
    /// Four sources that spike at 1 ms.
    let sources: Population
    /// Two silent Poisson sources.
    let noise: Population
    /// From each source to its cell.
    let link: Projection
    /// What puts right what a mistake has left in the description.
    var repair: () throws -> Void = {}
    /// The content of the folder when the script began, by name.
    let filesBefore: [String: Data]
    private let folder = FileManager.default.temporaryDirectory.appending(path: "swinn-\(UUID().uuidString)")
    private let simulation: Simulation?

    init(on target: SimulationTarget) throws {
        try setup(timestep: 1, target: target)
        simulation = Simulation.current
        cells = try Population(4, IFCurrExp(tauRefrac: 20), label: "cells")
        sources = try Population(4, SpikeSourceArray(spikeTimes: [1]), label: "sources")
        noise = try Population(2, SpikeSourcePoisson(rate: 0), label: "noise")
        let synapse = StaticSynapse(weight: 20, delay: 2)
        link = try Projection(sources, cells, OneToOneConnector(), synapse, label: "link")
        try cells.record("spikes")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("what was there before".utf8).write(to: folder.appending(path: "old.nix"))
        try Data("0 0\n1 x\n".utf8).write(to: folder.appending(path: "broken.txt"))
        try FileManager.default.createDirectory(
            at: folder.appending(path: "folder.nix"),
            withIntermediateDirectories: true
        )
        try Data("deep inside".utf8).write(to: folder.appending(path: "folder.nix/inside.txt"))
        filesBefore = Self.content(of: folder)
    }

    /// Whether the network is that of the current simulation.
    var isCurrent: Bool { simulation === Simulation.current }

    /// The content of the folder now.
    var files: [String: Data] { Self.content(of: folder) }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { folder.appending(path: name).path() }

    /// Runs the network from the start and compares its spikes.
    func expectKnownSpikes() throws {
        try repair()
        try reset()
        try run(10)
        let trains = try cells.getData("spikes").segments.last?.spikeTrains.map(\.times)
        #expect(trains == [[4], [4], [4], [4]])
    }

    /// Ends the simulation and removes the folder.
    func tidyUp() {
        try? end()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func content(of folder: URL) -> [String: Data] {
        var content: [String: Data] = [:]
        let files = FileManager.default.enumerator(atPath: folder.path())
        while let name = files?.nextObject() as? String {
            content[name] = (try? Data(contentsOf: folder.appending(path: name))) ?? Data()
        }
        return content
    }
}
