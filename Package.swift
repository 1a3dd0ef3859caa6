// swift-tools-version: 6.2

import PackageDescription

/// One list of settings for every target: Swift 6 mode, visible imports, warnings are errors.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]


/// A module of ours, with exactly its direct dependencies.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A program of ours.
func program(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

/// The tests of a module, with what they need beside it.
func tests(of module: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.target(name: module)] + dependencies,
        exclude: [],
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "SwiNN",
    platforms: [.macOS(.v15)],
    targets: [
        module("SpiNNakerMachine"),  // chips, cores, links, boards, routing entries
        module("GraphMapping", ["SpiNNakerMachine"]),  // partition, place, route, keys, tables
        tests(of: "SpiNNakerMachine"),
        tests(of: "GraphMapping", ["SpiNNakerMachine"]),
    ],
    swiftLanguageModes: [.v6]
)
