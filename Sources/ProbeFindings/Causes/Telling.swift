package import ProbeCore

/// An observation, or a comparison of two, that tells a cause from another one that looks the same.
package enum Telling: String, Hashable, Sendable, CaseIterable {
    // This device by itself.
    case ownFailure = "own-failure"
    case ownRules = "own-rules"
    case ownTranslation = "own-translation"
    case settings, routes, gateways, links, hostname, ports, files
    case addressOwner = "address-owner"
    case interfaceKind = "interface-kind"
    // Another vantage.
    case hostContrast = "host-contrast"
    case hostLookup = "host-lookup"
    case origin, detour, forwarders
    // Names.
    case answers
    case controlResolver = "control-resolver"
    case redemption
    case overTCP = "over-tcp"
    case anySource = "any-source"
    case plainQuery = "plain-query"
    // The path.
    case connects, attempts, icmp, family
    case otherPort = "other-port"
    case otherAddress = "other-address"
    case hopWalk = "hop-walk"
    case nowhere
    // TLS.
    case bytes, chain, clock, acknowledgement
    case otherName = "other-name"
    case smallSegments = "small-segments"
    case otherServices = "other-services"
    // Conversations.
    case exchange, marks
    case otherTransports = "other-transports"
    case tunnel, portal, registry
    case proxySettings = "proxy-settings"

    /// What would have to be seen, as a noun.
    package var noun: Sentence {
        switch self {
        case .ownFailure: "how the attempt failed on this device"
        case .ownRules: "a walk through this device's firewall rules"
        case .ownTranslation: "whether a rule of this device sends it elsewhere"
        case .settings: "the kernel's forwarding settings"
        case .routes: "this device's routes and policy rules"
        case .addressOwner: "whose address it is, a container's or somebody's elsewhere"
        case .interfaceKind: "whether the interface is a tunnel"
        case .gateways: "the gateway in the neighbour table"
        case .links: "the state of this device's links"
        case .hostname: "this device's name"
        case .ports: "who listens on the port"
        case .files: "the configuration files"
        case .hostContrast: "the same connection from the host"
        case .hostLookup: "the same look-up on the host"
        case .origin: "where the container's resolver list comes from"
        case .detour: "the same past the tunnel"
        case .forwarders: "whom a running container's questions go to"
        case .answers: "the resolvers' answers"
        case .controlResolver: "a resolver outside the site"
        case .redemption: "whether the service proves itself at the address, or elsewhere"
        case .overTCP: "the same question over TCP"
        case .anySource: "an answer from whatever address"
        case .plainQuery: "a query without extensions"
        case .connects: "whether the connection opens"
        case .attempts: "a second attempt"
        case .icmp: "whose error it is"
        case .family: "the same host over IPv4"
        case .otherPort: "another port of the same address"
        case .otherAddress: "another address"
        case .hopWalk: "a walk from hop to hop"
        case .nowhere: "an address that nobody has"
        case .bytes: "what came back on the hello"
        case .chain: "the certificates"
        case .clock: "the right time"
        case .acknowledgement: "what was acknowledged"
        case .otherName: "a handshake for another name"
        case .smallSegments: "the same in small segments"
        case .otherServices: "the certificates of other services"
        case .exchange: "what came back on the request"
        case .marks: "the marks that only the service's answers carry"
        case .otherTransports: "the other transports"
        case .tunnel: "the proxy's answer to CONNECT"
        case .portal: "pages that are always the same"
        case .registry: "the registry's own answer"
        case .proxySettings: "the proxy's URL"
        }
    }
}
