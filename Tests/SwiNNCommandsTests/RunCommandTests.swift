import Foundation
import SwiNNCommands
import Testing

/// `swinn run`, from a shell's side.
@Suite(.serialized) struct RunCommandTests {
    @Test func helpTellsHowToRunAScript() throws {
        let run = try CommandRun(["run", "--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("swinn run <file> [<arguments> ...]"))
    }

    @Test func aMissingFileIsNamed() throws {
        let run = try CommandRun(["run", "/nowhere/ring.swift"])
        #expect(run.status == 64)
        #expect(run.errors.contains("There is no readable file '/nowhere/ring.swift'."))
    }

    @Test func aFolderIsRefused() throws {
        let run = try CommandRun(["run", "/tmp"])
        #expect(run.status == 64)
        #expect(run.errors.contains("There is no readable file '/tmp'."))
    }

    @Test func aFileOfAnotherKindIsRefused() throws {
        let run = try CommandRun(["run", "ring.py"], script: ("ring.py", "print(1)"))
        #expect(run.status == 64)
        #expect(run.errors.contains("'ring.py' is not a .swift file."))
    }

    @Test func aProgramOutsideOfACheckoutIsToldSo() throws {
        let error = #expect(throws: ScriptError.self) { try ScriptCompiler(program: "/usr/bin/env") }
        #expect(error?.description.contains("stands outside of one") == true)
    }

    @Test func aScriptRunsWithItsArgumentsAndStatus() throws {
        try #require(CommandRun.hasLibrary, "build the product SwiNNScripting first")
        let script = """
            import Foundation
            import SwiNN

            try setup(timestep: 1, target: .host)
            let source = try Population(1, SpikeSourceArray(spikeTimes: [3, 5]))
            try source.record("spikes")
            try run(10)
            print(try source.getData().segments[0].spikeCount, CommandLine.arguments.dropFirst().joined(separator: ","))
            try end()
            exit(3)
            """
        // A name with a space, and options that are the script's although the command knows them too.
        let run = try CommandRun(
            ["run", "two spikes.swift", "--help", "--board", "host", "--", "x"],
            script: ("two spikes.swift", script)
        )
        #expect(run.errors == "")
        #expect(run.output == "2 --help,--board,host,--,x\n")
        #expect(run.status == 3)
    }

    @Test func anErrorOfTheCompilerNamesItsPlace() throws {
        try #require(CommandRun.hasLibrary, "build the product SwiNNScripting first")
        let run = try CommandRun(["run", "wrong.swift"], script: ("wrong.swift", "import SwiNN\ntry setpu()\n"))
        #expect(run.status == 1)
        #expect(run.errors.contains("wrong.swift:2:5: error: cannot find 'setpu' in scope"))
    }

    @Test func anErrorThatLeavesTheScriptIsTold() throws {
        try #require(CommandRun.hasLibrary, "build the product SwiNNScripting first")
        let script = "import SwiNN\ntry setup(timestep: -1)\n"
        let run = try CommandRun(["run", "negative.swift"], script: ("negative.swift", script))
        #expect(run.status != 0)
        #expect(run.errors.contains("Error raised at top level: setup: timestep, got -1.0 ms"))
        #expect(!run.errors.contains("stack trace") && !run.errors.contains("Registers"))
    }
}
