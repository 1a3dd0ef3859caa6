// swift-tools-version: 6.2

import PackageDescription

/// One list of settings for every target: Swift 6 mode, visible imports, warnings are errors.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module of ours, with exactly its direct dependencies.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// A program of ours.
func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

/// The tests of a module, with what they need beside it.
func tests(
    of module: String,
    _ dependencies: [Target.Dependency] = [],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.target(name: module)] + dependencies,
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "SwiNN",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "SwiNN", targets: ["SwiNN"]),
        // What `swinn run` links single-file scripts with.
        .library(name: "SwiNNScripting", type: .dynamic, targets: ["SwiNN"]),
        .executable(name: "swinn", targets: ["swinn"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Ground floor: values and formats. Those marked (chip) are also compiled into the ARM images.
        module("FixedPoint"),  // (chip) s16.15 and fractions
        module("DebugProtocol"),  // a debugger's packets and conversation
        module("SpiNNakerMachine"),  // chips, cores, links, boards, routing entries
        module("SpiNNakerProtocol", ["SpiNNakerMachine"]),  // SDP, SCP, boot, EIEIO: bytes and windows
        module("ChipInterface"),  // (chip) memory layouts, command words
        module("RandomNumbers"),  // (chip) streams, laws, choices of synapses
        module("NeuralModels", ["FixedPoint", "ChipInterface", "RandomNumbers"]),  // (chip) neurons, synapses, sources
        module("ARMImage"),  // APLX and ELF images
        module("RecordedData"),  // Neo-shaped recorded data
        .target(
            name: "BoardImages",  // the prebuilt ARM programs
            resources: ["IFCurrExp", "SpikeSourceArray", "SpikeSourcePoisson", "Hello"].map {
                .embedInCode("\($0).aplx")
            },
            swiftSettings: settings
        ),

        // First floor: pure algorithms.
        module("NetworkModel", ["RandomNumbers"]),  // what the user said
        module(
            "NetworkLowering",  // in fixed point
            ["NetworkModel", "NeuralModels", "RandomNumbers", "ChipInterface", "FixedPoint"]
        ),
        module("GraphMapping", ["SpiNNakerMachine"]),  // partition, place, route, keys, tables
        module("ARM968", exclude: ["Threaded/make-handlers.py"]),  // the processor
        module("BoardEmulator", ["ARM968", "SpiNNakerMachine", "CPrefetch"]),  // all around it
        module("MonitorServices", ["BoardEmulator", "SpiNNakerMachine", "SpiNNakerProtocol"]),  // SC&MP in Swift
        module("Plotting", ["RecordedData"]),  // SVG and PNG figures

        // Second floor: sockets, files, threads.
        module("DatagramTransport"),
        module("BoardControl", ["SpiNNakerMachine", "SpiNNakerProtocol", "DatagramTransport", logging]),
        module(
            "EmulatorService",
            [
                "BoardEmulator", "MonitorServices", "SpiNNakerMachine", "SpiNNakerProtocol", "DebugProtocol",
                "DatagramTransport",
            ]
        ),
        module("RecordingStore", ["RecordedData", "ChipInterface", "SpiNNakerMachine", grdb]),
        module("HDF5Files", ["CHDF5"]),
        module("HDF5Export", ["RecordedData", "HDF5Files"]),
        module("SONATANetworks", ["NetworkModel", "RecordedData", "HDF5Files"]),
        module("MappingFiles", ["GraphMapping", "SpiNNakerMachine"]),  // graphs, machines, mappings; pictures
        module("HostEngine", ["NetworkLowering", "NeuralModels", "ChipInterface"]),

        // Top floor: what people touch.
        module(
            "SimulationRuntime",
            [
                "NetworkModel", "NetworkLowering", "NeuralModels", "ChipInterface", "SpiNNakerMachine",
                "SpiNNakerProtocol", "ARMImage", "GraphMapping", "BoardImages", "BoardControl", "BoardEmulator",
                "EmulatorService", "DatagramTransport", "HostEngine", "RecordingStore", "RecordedData",
            ]
        ),
        module(
            "SwiNN",
            [
                "SimulationRuntime", "NetworkModel", "RecordedData", "RecordingStore", "HDF5Export", "SONATANetworks",
                "Plotting",
            ]
        ),
        module(
            "SwiNNCommands",
            [
                "SpiNNakerMachine", "SpiNNakerProtocol", "GraphMapping", "BoardEmulator", "BoardControl",
                "EmulatorService", "MappingFiles", arguments,
            ]
        ),
        program("swinn", ["SwiNNCommands", arguments]),

        // Examples.
        program("Synfire", ["SwiNN"], path: "Examples/Synfire"),
        program("BalancedNetwork", ["SwiNN"], path: "Examples/BalancedNetwork"),
        program(
            "HelloBoard",
            ["BoardControl", "BoardImages", "EmulatorService", "SpiNNakerMachine", "SpiNNakerProtocol"],
            path: "Examples/HelloBoard"
        ),

        // Tools of the tests.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .target(
            name: "MappingSupport",
            dependencies: ["GraphMapping", "MappingFiles", "SpiNNakerMachine", "TestSupport"],
            path: "Tests/MappingSupport",
            swiftSettings: settings
        ),
        program("arm968-stepper", ["ARM968"]),
        program(
            "board-fuzzer",
            ["TestSupport", "BoardControl", "ARMImage", "DatagramTransport", "SpiNNakerMachine", "SpiNNakerProtocol"],
            path: "Tests/Fuzzing/BoardFuzzer"
        ),
        program("machine-lister", ["SpiNNakerMachine"], path: "Tests/Peers/spinnmachine/MachineLister"),
        program("network-lister", ["SwiNN", "NetworkModel"], path: "Tests/Peers/pynn/NetworkLister"),
        program(
            "swinn-bench",
            [
                "SimulationRuntime", "NetworkModel", "BoardControl", "EmulatorService", "BoardEmulator", "BoardImages",
                "ARMImage", "ARM968", "DatagramTransport", "RecordedData", "SpiNNakerMachine", "TestSupport",
            ],
            path: "Tests/Benchmarks/SwiNNBench"
        ),

        program(
            "mapping-bench",
            ["GraphMapping", "MappingFiles", "SimulationRuntime", "SpiNNakerMachine", "MappingSupport", arguments],
            path: "Tests/Benchmarks/MappingBench"
        ),

        // Tests: those of each module, then of all together.
        tests(of: "FixedPoint"),
        tests(of: "DebugProtocol"),
        tests(of: "SpiNNakerMachine"),
        tests(of: "SpiNNakerProtocol", ["SpiNNakerMachine"], resources: [.copy("Fixtures")]),
        tests(of: "RandomNumbers"),
        tests(of: "NeuralModels", ["ChipInterface"]),
        tests(of: "ARMImage"),
        tests(of: "RecordedData"),
        tests(of: "NetworkModel", ["RandomNumbers"]),
        tests(of: "NetworkLowering", ["NetworkModel", "NeuralModels", "RandomNumbers", "ChipInterface"]),
        tests(of: "GraphMapping", ["SpiNNakerMachine", "TestSupport", "MappingSupport"]),
        tests(of: "ARM968"),
        tests(of: "BoardEmulator", ["ARM968", "SpiNNakerMachine"]),
        tests(
            of: "MonitorServices",
            ["BoardEmulator", "SpiNNakerMachine", "SpiNNakerProtocol"],
            exclude: ["PROVENANCE.md"]
        ),
        tests(of: "MappingFiles", ["GraphMapping", "SpiNNakerMachine", "MappingSupport", "TestSupport"]),
        tests(of: "Plotting", ["RecordedData"]),
        tests(of: "DatagramTransport"),
        tests(of: "BoardControl", ["SpiNNakerMachine", "SpiNNakerProtocol", "DatagramTransport"]),
        tests(of: "EmulatorService", ["SpiNNakerMachine", "DatagramTransport", "BoardEmulator"]),
        tests(of: "RecordingStore", ["RecordedData"]),
        tests(of: "HDF5Files", ["CHDF5"]),
        tests(of: "HDF5Export", ["HDF5Files", "RecordedData", "CHDF5", "RecordingStore"]),
        tests(of: "SONATANetworks", ["NetworkModel", "HDF5Files"], resources: [.copy("Fixtures")]),
        tests(
            of: "HostEngine",
            ["NetworkLowering", "NetworkModel", "NeuralModels", "ChipInterface", "FixedPoint"],
            resources: [.copy("Fixtures")]
        ),
        tests(
            of: "SwiNN",
            ["SimulationRuntime", "NetworkModel", "RecordedData", "SONATANetworks", "HDF5Files", "CHDF5"]
        ),
        .testTarget(
            name: "BinariesTests",
            dependencies: ["ARMImage", "ChipInterface"],
            swiftSettings: settings
        ),
        tests(of: "SwiNNCommands", ["EmulatorService", "SpiNNakerMachine"]),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "SimulationRuntime", "NetworkModel", "RecordedData", "RecordingStore", "BoardControl",
                "BoardEmulator", "ChipInterface", "EmulatorService", "SpiNNakerMachine", "SpiNNakerProtocol",
                "DatagramTransport", grdb,
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "ScenarioTests", dependencies: ["SwiNN"], swiftSettings: settings),
        .testTarget(name: "MisuseTests", dependencies: ["SwiNN"], swiftSettings: settings),
        .testTarget(
            name: "ExampleTests",
            dependencies: ["Synfire", "BalancedNetwork", "swinn"],
            swiftSettings: settings
        ),

        // Cellar: C behind one header each.
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(name: "CPrefetch"),
    ],
    swiftLanguageModes: [.v6]
)
