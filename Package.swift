// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

let package = Package(
    name: "baadal",
    products: [
        .executable(name: "baadal", targets: ["baadal"]),
        .library(name: "BaadalCore", targets: ["BaadalCore", "BaadalStore", "BaadalModel"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries: a module map and a shim, no logic.
        .systemLibrary(name: "CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
        .systemLibrary(name: "CRRD", pkgConfig: "librrd", providers: [.apt(["librrd-dev"])]),
        .systemLibrary(name: "CSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),

        // XML text, which libvirt speaks and the model writes.
        .target(name: "XML", swiftSettings: strict),

        // One C library each, as Swift values and owned handles.
        .target(name: "Libvirt", dependencies: ["CLibvirt", "XML"], swiftSettings: strict),
        .target(name: "RRD", dependencies: ["CRRD"], swiftSettings: strict),
        .target(name: "SSH", dependencies: ["CSSH2"], swiftSettings: strict),
        .target(name: "Curses", dependencies: ["CNcurses", "Canvas"], swiftSettings: strict),

        // Meaning, memory, action.
        .target(name: "BaadalModel", dependencies: ["XML", orderedCollections], swiftSettings: strict),
        .target(
            name: "BaadalStore",
            dependencies: ["BaadalModel", "RRD", grdb, grdbSQLite],
            swiftSettings: strict
        ),
        .target(
            name: "BaadalCore",
            dependencies: ["BaadalModel", "BaadalStore", "Libvirt", "SSH", logging, lifecycle, signals],
            swiftSettings: strict
        ),

        // Screen.
        .target(name: "Canvas", swiftSettings: strict),
        .target(name: "Dashboard", dependencies: ["BaadalModel", "Canvas"], swiftSettings: strict),

        // Files that people write, and the program.
        .target(
            name: "Settings",
            dependencies: ["BaadalModel", "Canvas", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "baadal",
            dependencies: [
                "BaadalModel", "BaadalStore", "BaadalCore", "Libvirt", "SSH", "Settings", "Canvas", "Dashboard",
                "Curses",
                arguments, logging,
            ],
            swiftSettings: strict
        ),

        // What make bench measures beside the program.
        .executableTarget(
            name: "ReadBench",
            dependencies: ["Libvirt"],
            path: "Tests/Bench/ReadBench",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "StoreBench",
            dependencies: ["BaadalStore", "BaadalModel"],
            path: "Tests/Bench/StoreBench",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "BalanceBench",
            dependencies: ["BaadalModel"],
            path: "Tests/Bench/BalanceBench",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "LifeBench",
            dependencies: ["BaadalStore", "BaadalModel"],
            path: "Tests/Bench/LifeBench",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "NATBench",
            dependencies: ["BaadalStore", "BaadalModel"],
            path: "Tests/Bench/NATBench",
            swiftSettings: strict
        ),

        // What make faults gives damaged answers to.
        .executableTarget(
            name: "ParserFuzz",
            dependencies: ["BaadalModel"],
            path: "Tests/Faults/ParserFuzz",
            exclude: ["Corpora"],
            swiftSettings: strict
        ),

        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: strict),
        .testTarget(name: "BaadalModelTests", dependencies: ["BaadalModel", "XML"], swiftSettings: strict),
        .testTarget(name: "LibvirtTests", dependencies: ["Libvirt", "XML"], swiftSettings: strict),
        .testTarget(
            name: "BaadalCoreTests",
            dependencies: ["BaadalCore", "BaadalModel", "BaadalStore", "Libvirt", "SSH", "XML"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "BaadalStoreTests",
            dependencies: ["BaadalStore", "BaadalModel", "RRD", "LifeBench", grdb],
            exclude: ["Import/original.sql"],
            swiftSettings: strict
        ),
        .testTarget(name: "RRDTests", dependencies: ["RRD"], swiftSettings: strict),
        .testTarget(name: "SSHTests", dependencies: ["SSH"], swiftSettings: strict),
        .testTarget(
            name: "baadalTests",
            dependencies: ["baadal", "BaadalModel", "BaadalStore", "Libvirt", "Settings", arguments],
            swiftSettings: strict
        ),
        .testTarget(
            name: "RepositoryTests",
            dependencies: ["Settings", "BaadalModel", "Canvas"],
            swiftSettings: strict
        ),
        .testTarget(name: "SettingsTests", dependencies: ["Settings", "BaadalModel", "Canvas"], swiftSettings: strict),
        .testTarget(name: "CanvasTests", dependencies: ["Canvas"], swiftSettings: strict),
        .testTarget(name: "CursesTests", dependencies: ["Curses", "Canvas"], swiftSettings: strict),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["Dashboard", "BaadalModel", "Canvas"],
            exclude: ["Screens"],
            swiftSettings: strict
        ),
    ]
)
