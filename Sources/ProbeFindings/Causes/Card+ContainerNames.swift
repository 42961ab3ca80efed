import ProbeCore

/// The cards of names in containers.
extension Card {
    static let dnsContainerStub = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.containerEngine, .hubConfiguration],
        meaning: "Containers ask a loopback address for names, where nothing listens inside them.",
        evidence: """
            The container's resolver is a loopback address (the host's stub, 127.0.0.53), refused or silent in that \
            namespace; the host resolves the name.
            """,
        likeness: .among([
            .init(.dnsPortRefused, "the resolver is a machine of the site", by: .origin),
            .init(.dnsContainerNone, "the list is empty", by: .origin),
            .init(.dnsContainerBlocked, "the resolver is another machine's", by: .origin),
            .init(.dnsContainerFallbackPublic, "the list has public resolvers", by: .origin),
        ]),
        remedies: [.engineDNS, .moduleDNS],
        signatures: [])

    static let dnsContainerFallbackPublic = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.containerEngine],
        meaning: "The engine fell back to 8.8.8.8, which this site blocks.",
        evidence: "The container asks 8.8.8.8 and 8.8.4.4 and gets no answer; the host's own resolver works.",
        likeness: .among([
            .init(.dnsTimeout, "the host's resolvers are silent too", by: .origin),
            .init(.dnsContainerStub, "the list has a loopback address", by: .origin),
            .init(.dnsContainerBlocked, "the resolver is the site's own", by: .origin),
            .init(.dnsContainerNone, "the list is empty", by: .origin),
            .init(.fwdDropped, "a rule of this device keeps what containers send", by: .ownRules),
            .init(
                .natMissingMasquerade, "the containers' questions leave with an address that nobody can answer",
                by: .ownRules),
        ]),
        remedies: [.engineDNS, .moduleDNS],
        signatures: [])

    static let dnsContainerNone = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.containerEngine],
        meaning: "Containers have no resolver at all.",
        evidence: "The container's resolv.conf has no nameserver line that could be used.",
        likeness: .among([
            .init(.dnsContainerStub, "there is a resolver, at a loopback address", by: .origin),
            .init(.dnsContainerFallbackPublic, "the list has public resolvers", by: .origin),
        ]),
        remedies: [.engineDNS, .moduleDNS],
        signatures: [])

    static let dnsContainerBlocked = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.device, .siteNetwork],
        meaning: "The resolver answers the host and not its containers.",
        evidence: """
            The same resolver, asked from both: an INPUT or FORWARD rule of the device, or an access list of the \
            resolver, tells them apart.
            """,
        likeness: .among([
            .init(.fwdDropped, "containers reach nothing outside, not only no resolver", by: .ownRules),
            .init(.dnsServfail, "the host meets the same", by: .hostLookup),
            .init(.dnsRefused, "the host is refused as well", by: .hostLookup),
            .init(.dnsTimeout, "the host gets no answer either", by: .hostLookup),
            .init(.dnsUDPBlocked, "the host gets no answer over UDP either", by: .hostLookup),
            .init(.dnsContainerStub, "the containers' resolver is a loopback address", by: .origin),
            .init(.dnsContainerFallbackPublic, "the engine gave the containers public resolvers", by: .origin),
            .init(
                .containerResolverStale, "the container asks the resolvers of its start, and no other", by: .forwarders),
        ]),
        remedies: [.allowContainerDNS, .admitContainerDNS],
        signatures: [])

    static let containerResolverStale = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.containerEngine],
        meaning: "A running container asks the resolvers of its start, and the engine would name others today.",
        evidence: """
            The container's own list, or the resolvers that the engine's own was seen to ask for it, has none of those \
            that the engine would choose now; the host's answer.
            """,
        likeness: .among([
            .init(.dnsContainerBlocked, "the container asks whom the engine names today", by: .forwarders),
            .init(.dnsTimeout, "the host gets no answer either", by: .hostLookup),
        ]),
        remedies: [.restartContainer],
        signatures: [])

    static let dnsHostsFileOnly = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.device, .containerEngine],
        meaning: "The name resolves only through the host's /etc/hosts, which containers do not inherit.",
        evidence: """
            The host has an entry for the name in its hosts file, no resolver knows the name, and containers fail.
            """,
        likeness: .among([
            .init(.dnsNxdomain, "the host does not know the name either", by: .hostLookup),
            .init(.dnsFiltered, "the host has no entry and fails as well", by: .hostLookup),
            .init(.dnsContainerSplitView, "the host's resolvers know the name", by: .hostLookup),
        ]),
        remedies: [.nameInDNS, .extraHosts],
        signatures: [])

    static let dnsContainerSplitView = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.containerEngine],
        meaning: "Containers ask other resolvers than the host, with other answers.",
        evidence: """
            The host's stub uses resolvers by link or encrypted ones; the engine copies a flat list, which answers \
            differently. Or the engine is told of resolvers of its own, and they lead containers past the private endpoint that \
            the host is led to.
            """,
        likeness: .among([
            .init(.dnsFiltered, "the host's resolvers deny the name as well", by: .hostLookup),
            .init(.dnsHostsFileOnly, "the host has the name from its hosts file", by: .hostLookup),
        ]),
        remedies: [.engineDNS, .moduleDNS],
        signatures: [])
}
