// swift-tools-version: 6.2

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
        // The operating system's libraries, each imported by exactly one Swift target; OpenSSL by a second one as well,
        // so that what makes keys and certificates is no part of what examines them.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .yum(["openssl-devel"])]),
        .systemLibrary(
            name: "CCapability", pkgConfig: "libcap", providers: [.apt(["libcap-dev"]), .yum(["libcap-devel"])]),
        .target(name: "CLinux"),

        // Pure values: the vocabulary, what is asked and what answers it, what is made of the answers.
        .target(name: "ProbeCore"),
        .target(name: "ProbeEvidence", dependencies: ["ProbeCore"]),
        .target(name: "ProbeFindings", dependencies: ["ProbeCore", "ProbeEvidence"]),

        // Judging, prescribing, reporting: pure as well, so that a recording can be judged without a network stack.
        .target(name: "ProbeDiagnosis", dependencies: ["ProbeCore", "ProbeEvidence", "ProbeFindings"]),
        .target(name: "ProbeGuidance", dependencies: ["ProbeCore", "ProbeEvidence", "ProbeFindings"]),
        .target(
            name: "Reports", dependencies: ["ProbeCore", "ProbeEvidence", "ProbeFindings"], path: "Reports",
            exclude: ["Schema"]),

        // The words of other languages, from the catalogues of Texts/.
        .target(name: "Texts", dependencies: ["ProbeCore"]),

        // Measuring, from system calls up to the catalogue.
        .target(name: "ProbeMeasurement", dependencies: ["ProbeCore", "ProbeEvidence"]),
        .target(
            name: "ProbeLinux", dependencies: ["ProbeCore", "ProbeEvidence", "CLinux", "CCapability"]),
        .target(name: "ProbeTLS", dependencies: ["ProbeCore", "ProbeEvidence", "COpenSSL"]),
        .target(
            name: "ProbeTransport",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeLinux", "ProbeTLS",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        .target(name: "ProbeConfiguration", dependencies: ["ProbeCore", "ProbeEvidence", "ProbeLinux"]),
        .target(
            name: "Probes",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeMeasurement", "ProbeLinux", "ProbeTLS", "ProbeTransport",
                "ProbeConfiguration",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "Probes"),
        .target(
            name: "ProbeScheduler",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeMeasurement", "ProbeLinux",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "ProbeEngine",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeMeasurement", "ProbeLinux", "ProbeTransport", "ProbeConfiguration",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),

        // A run from plan to report, the embedded hub with its certificates, the command line.
        .target(
            name: "ProbeApplication",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeFindings", "ProbeDiagnosis", "ProbeGuidance", "ProbeMeasurement",
                "ProbeLinux", "ProbeConfiguration", "Probes", "ProbeScheduler", "ProbeEngine",
            ]),
        .target(name: "CertificateMint", dependencies: ["ProbeCore", "ProbeTLS", "COpenSSL"]),
        .target(
            name: "HubEmulator",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeFindings", "ProbeMeasurement", "ProbeLinux", "ProbeTLS",
                "ProbeTransport", "CertificateMint",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "edgeprobe",
            dependencies: [
                "ProbeCore", "ProbeEvidence", "ProbeFindings", "ProbeMeasurement", "ProbeLinux", "ProbeTLS",
                "ProbeTransport", "ProbeConfiguration", "ProbeEngine", "Probes", "ProbeScheduler", "ProbeDiagnosis",
                "ProbeGuidance", "Reports", "Texts", "ProbeApplication", "HubEmulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
    ]
)

// A folder of tests for each target, so that a test is found where its subject is. What a test needs besides its own
// target and the pure values is named here.
let values = ["ProbeCore", "ProbeEvidence", "ProbeFindings", "ProbeMeasurement"]
let tested: [(name: String, targets: [String], nio: [String])] = [
    ("ProbeCore", [], []),
    ("ProbeEvidence", [], []),
    ("ProbeFindings", [], []),
    ("ProbeMeasurement", [], []),
    ("ProbeLinux", [], []),
    ("ProbeTLS", ["CertificateMint"], []),
    ("CertificateMint", ["ProbeTLS"], []),
    ("ProbeTransport", ["CertificateMint", "ProbeLinux", "ProbeTLS"], ["NIOCore", "NIOPosix", "NIOEmbedded"]),
    ("ProbeConfiguration", ["ProbeLinux"], []),
    (
        "Probes",
        [
            "ProbeConfiguration", "ProbeLinux", "ProbeTLS", "ProbeTransport", "ProbeScheduler", "ProbeDiagnosis",
            "ProbeGuidance", "Reports", "HubEmulator", "CertificateMint",
        ], ["NIOCore", "NIOPosix"]
    ),
    ("ProbeEngine", ["ProbeLinux", "ProbeTransport"], ["NIOCore", "NIOPosix", "NIOHTTP1"]),
    ("ProbeScheduler", [], []),
    (
        "ProbeApplication",
        ["HubEmulator", "ProbeDiagnosis", "ProbeEngine", "ProbeGuidance", "ProbeScheduler", "Probes", "Reports"], []
    ),
    ("ProbeDiagnosis", ["ProbeConfiguration", "ProbeGuidance", "ProbeLinux", "Probes"], []),
    ("ProbeGuidance", ["ProbeConfiguration"], []),
    ("Reports", ["ProbeDiagnosis", "ProbeGuidance"], []),
    ("HubEmulator", ["CertificateMint", "ProbeLinux", "ProbeTLS", "ProbeTransport"], ["NIOCore", "NIOPosix"]),
    (
        "edgeprobe",
        ["ProbeApplication", "ProbeConfiguration", "Probes", "ProbeDiagnosis", "Reports", "Texts", "HubEmulator"],
        ["NIOCore", "NIOPosix", "NIOHTTP1"]
    ),
]
// Tests of several targets together: whole runs against the embedded hub, and the lab's recordings judged again.
let spanning: [(name: String, targets: [String], nio: [String])] = [
    ("Architecture", [], []),
    ("Decoders", ["CLinux", "Decoders"], []),
    ("Recordings", ["ProbeApplication", "ProbeDiagnosis", "ProbeGuidance", "Reports", "Texts"], []),
    (
        "EndToEnd",
        [
            "COpenSSL", "HubEmulator", "ProbeDiagnosis", "ProbeGuidance", "ProbeLinux", "ProbeScheduler", "ProbeTLS",
            "ProbeTransport", "Probes", "Reports",
        ], ["NIOCore", "NIOPosix"]
    ),
]
// Files beside the tests that are read, not compiled.
let besides: [String: [String]] = [
    "ProbeEngine": ["Answers"], "Recordings": ["Recordings", "differentials.txt"],
    "Reports": ["Golden", "validate_html.py", "validate-schema.py"],
]
package.targets.append(
    .target(
        name: "TestSupport",
        dependencies: [
            "ProbeCore", "ProbeEvidence", "ProbeLinux", .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        ], path: "Tests/Support"))
// The list of all decoders of foreign input: make fuzz makes up inputs for it, the tests replay what it found.
package.targets.append(
    .target(
        name: "Decoders",
        dependencies: [
            "CLinux", "ProbeCore", "ProbeEvidence", "ProbeFindings", "ProbeMeasurement", "ProbeLinux", "ProbeTLS",
            "ProbeTransport",
            "ProbeConfiguration", "ProbeEngine", "ProbeScheduler", "Probes", "Reports",
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
        ], path: "Tests/Fuzz/Decoders"))
// It links libFuzzer, which no other build has.
if Context.environment["EDGEPROBE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(name: "fuzz", dependencies: ["Decoders"], path: "Tests/Fuzz/Harness"))
}
for test in tested.map({ ($0.name, [$0.name] + $0.targets, $0.nio) }) + spanning {
    let targets = Set(["TestSupport"] + values + test.1).sorted()
    package.targets.append(
        .testTarget(
            name: "\(test.0)Tests",
            dependencies: targets.map { .target(name: $0) } + test.2.map { .product(name: $0, package: "swift-nio") }
                + [
                    .product(name: "Subprocess", package: "swift-subprocess"),
                    .product(name: "SystemPackage", package: "swift-system"),
                ], path: "Tests/\(test.0)Tests", exclude: besides[test.0] ?? []))
}

// One settings loop for every Swift target. Each upcoming feature is described in swift-evolution under its number.
let touchesPointers: Set<String> = ["ProbeLinux", "ProbeTLS", "CertificateMint"]
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
