// swift-tools-version: 6.3

import PackageDescription

let package = Package(
    name: "edgeprobe",
    products: [.executable(name: "edgeprobe", targets: ["edgeprobe"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: [
        // The operating system's libraries, each imported by exactly one Swift target.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .yum(["openssl-devel"])]),
        .systemLibrary(
            name: "CCapability", pkgConfig: "libcap", providers: [.apt(["libcap-dev"]), .yum(["libcap-devel"])]),
        .target(name: "CLinux"),

        // Measuring, from the vocabulary up to the catalogue.
        .target(name: "ProbeCore"),
        .target(name: "ProbeLinux", dependencies: ["ProbeCore", "CLinux", "CCapability"]),
        .target(name: "ProbeTLS", dependencies: ["ProbeCore", "COpenSSL"]),
        .target(
            name: "ProbeTransport",
            dependencies: [
                "ProbeCore", "ProbeLinux", "ProbeTLS",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        .target(name: "ProbeConfiguration", dependencies: ["ProbeCore", "ProbeLinux"]),
        .target(
            name: "Probes",
            dependencies: [
                "ProbeCore", "ProbeLinux", "ProbeTLS", "ProbeTransport", "ProbeConfiguration",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "Probes"),
        .target(
            name: "ProbeScheduler",
            dependencies: [
                "ProbeCore", "ProbeLinux",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "ProbeEngine",
            dependencies: [
                "ProbeCore", "ProbeLinux", "ProbeTransport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),

        // Judging, prescribing, reporting: pure.
        .target(name: "ProbeDiagnosis", dependencies: ["ProbeCore", "ProbeConfiguration", "Probes"]),
        .target(name: "ProbeGuidance", dependencies: ["ProbeCore"]),
        .target(name: "Reports", dependencies: ["ProbeCore"], path: "Reports", exclude: ["Schema"]),

        // The embedded hub and the command line.
        .target(
            name: "HubEmulator",
            dependencies: [
                "ProbeCore", "ProbeLinux", "ProbeTLS", "ProbeTransport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "edgeprobe",
            dependencies: [
                "ProbeCore", "ProbeLinux", "ProbeTLS", "ProbeTransport", "ProbeConfiguration", "ProbeEngine", "Probes",
                "ProbeScheduler", "ProbeDiagnosis", "ProbeGuidance", "Reports", "HubEmulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)

// A folder of tests for each target, so that a test is found where its subject is.
let tested: [String: [Target.Dependency]] = [
    "ProbeCore": [],
    "ProbeLinux": ["ProbeCore"],
    "ProbeTLS": ["ProbeCore"],
    "ProbeTransport": [
        "ProbeCore", "ProbeLinux", "ProbeTLS",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
    ],
    "ProbeConfiguration": ["ProbeCore", "ProbeLinux"],
    "Probes": [
        "ProbeConfiguration", "ProbeCore", "ProbeLinux", "ProbeTLS", "ProbeTransport", "ProbeScheduler",
        "ProbeDiagnosis", "ProbeGuidance",
        "Reports", "HubEmulator",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
    ],
    "ProbeEngine": [
        "ProbeCore", "ProbeLinux", "ProbeTransport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
    ],
    "ProbeScheduler": ["ProbeCore"],
    "ProbeDiagnosis": ["ProbeConfiguration", "ProbeCore", "ProbeGuidance", "ProbeLinux", "Probes"],
    "ProbeGuidance": ["ProbeCore"],
    "Reports": ["ProbeCore", "ProbeGuidance"],
    "HubEmulator": [
        "ProbeCore", "ProbeLinux", "ProbeTLS", "ProbeTransport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
    ],
    "edgeprobe": [
        "ProbeConfiguration", "ProbeCore", "Probes", "ProbeDiagnosis", "Reports", "HubEmulator",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
    ],
]
// Files beside the tests that are read, not compiled.
let besides: [String: [String]] = [
    "Probes": ["Recordings"], "Reports": ["Golden", "validate-html.py", "validate-schema.py"],
]
for (name, dependencies) in tested.sorted(by: { $0.key < $1.key }) {
    package.targets.append(
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, path: "Tests/\(name)Tests",
            exclude: besides[name] ?? []))
}

// One settings loop for every Swift target. Each upcoming feature is described in swift-evolution under its number.
let touchesPointers: Set<String> = ["ProbeLinux", "ProbeTLS"]
for target in package.targets where [.regular, .executable, .test].contains(target.type) && target.name != "CLinux" {
    var settings: [SwiftSetting] = [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
        .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
    ]
    if touchesPointers.contains(target.name) { settings.append(.strictMemorySafety()) }
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}
