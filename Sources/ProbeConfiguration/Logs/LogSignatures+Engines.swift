import ProbeEvidence

/// Why the engine does not start, in its own words: the more exact ones before those that any reason has.
extension LogSignatures {
    static let ofEngines: [LogSignature] =
        configuration.map { engine(.engineConfiguration, $0) } + networks.map { engine(.engineNetwork, $0) }
        + stores.map { engine(.engineStore, $0) }
        + [
            engine(.engineStart, "failed to start daemon:", unless: exact),
            engine(.engineStart, "error starting daemon:", unless: exact),
            engine(.engineStart, "failed to start containerd:", unless: exact),
        ]

    private static let configuration: [StaticString] = [
        "unable to configure the Docker daemon with file", "directives don't match any configuration option",
        "directives are specified both as a flag and in the configuration file", "could not load X509 key pair",
    ]
    private static let networks: [StaticString] = [
        "error initializing network controller", "error creating default \"bridge\" network",
        "failed to create NAT chain", "non-overlapping IPv4 address pool among the defaults",
    ]
    private static let stores: [StaticString] = [
        "error initializing graphdriver", "no space left on device",
        "error while opening volume store metadata database",
    ]
    private static let exact = configuration + networks + stores

    private static func engine(
        _ code: LogCode, _ words: StaticString, unless others: [StaticString] = []
    ) -> LogSignature {
        // A container, a pull or a module fails by these words as well; the daemon itself says that it starts.
        let begins = !others.isEmpty || code == .engineConfiguration
        return LogSignature(
            .says(code), behind: begins ? [] : starts, [words], unless: others, by: [.engine], versions: "Docker, Moby",
            sample: "failed to start daemon: \(words)")
    }

    private static let starts: [StaticString] = ["failed to start daemon:", "error starting daemon:"]
}
