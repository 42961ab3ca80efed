import ProbeCore

/// The cards of logs.
extension Card {
    static let logAgentFallback = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "edgeAgent tried AMQP, then AMQP over WebSocket, and gave up.",
        evidence: "Those lines in edgeAgent's log, in that order.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [],
        signatures: ["AmqpWebSocket"],
        related: [
            (.routeVPNOverride, "what takes the containers' packets elsewhere"),
            (.fwdDropped, "what lets none of them out"),
            (.natMissingMasquerade, "what lets none of the answers back"),
            (.tcpDroppedAll, "what keeps the host in as well"),
        ],
        advice: """
            Both transports failed, so that no other one helps: run edgeprobe with sudo, which says whether it is the way out             of the containers' network, a VPN, or the site.
            """)

    static let logPortAllocated = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "The engine could not publish a port: it is taken.",
        evidence: "\"port is already allocated\" or \"address already in use\" in the engine's log.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [],
        signatures: ["port is already allocated", "address already in use"],
        related: [(.hostPortConflict, "the same, seen at the port itself, with its owner")],
        advice: "Run edgeprobe on the device: host.port-conflict names who holds the port.")

    static let logHostnameInvalid = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "IoT Edge refused the device's name.",
        evidence: "\"invalid hostname\" in the log of the IoT Edge daemon.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [],
        signatures: ["invalid hostname"],
        related: [(.hostHostnameTooLong, "the same, seen at the name itself")],
        advice: """
            Set hostname in /etc/aziot/config.toml to a name of at most 64 characters, then: iotedge config apply
            """)

    static let logEmptyConfig = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.containerEngine],
        meaning: "edgeAgent got no configuration, which is how name or MTU trouble of containers looks.",
        evidence: "\"empty config file\" in edgeAgent's log.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [],
        signatures: ["empty config file"],
        related: [
            (.dnsContainerStub, "what keeps containers from resolving names"),
            (.mtuBridgeMismatch, "what keeps big packets from containers"),
        ],
        advice: "Run edgeprobe with the containers' vantages: it tells which of these it is.")

    static let logImage403 = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.hubConfiguration],
        meaning: "The registry refused an image.",
        evidence: "A pull denied with 403 in the log.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [.registryCredentials],
        signatures: ["403 Forbidden"],
        related: [
            (.registryDenied, "the same, seen at the registry itself"),
            (.registryForbidden, "401 there: it wants credentials"),
        ])

    static let logModule404 = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.hubConfiguration],
        meaning: "The daemon does not find a module that calls it.",
        evidence: "\"Module not found\" with 404 in the daemon's log: the module changes its process id.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [.execEntrypoint],
        signatures: ["Module not found"])

    static let logSmallDevice = Card(
        layer: .log, reach: .endpoint, effect: .concernsTheRuntime, place: .located,
        owners: [.hubConfiguration],
        meaning: "edgeHub runs out of memory on a small device.",
        evidence: "The kernel or the engine ends edgeHub for want of memory.",
        likeness: .alone(because: "the log's own words, which nothing else writes"),
        remedies: [.smallDevice],
        signatures: ["Out of memory"])
}
