import ProbeCore
import ProbeFindings

extension CausePage {
    static let containerNamePages: [CausePage] = [
        CausePage(
            .dnsContainerStub, "Containers ask a loopback address for names, where nothing listens inside them.",
            evidence:
                "The container's resolver is a loopback address (the host's stub, 127.0.0.53), refused or silent in "
                + "that namespace; the host resolves the name.",
            unlike: [.init(.dnsPortRefused, "the resolver is a machine of the site")], owners: .containerEngine),
        CausePage(
            .dnsContainerFallbackPublic, "The engine fell back to 8.8.8.8, which this site blocks.",
            evidence: "The container asks 8.8.8.8 and 8.8.4.4 and gets no answer; the host's own resolver works.",
            unlike: [.init(.dnsTimeout, "the host's resolvers are silent too")], owners: .containerEngine),
        CausePage(
            .dnsContainerNone, "Containers have no resolver at all.",
            evidence: "The container's resolv.conf has no nameserver line that could be used.",
            unlike: [.init(.dnsContainerStub, "there is a resolver, at a loopback address")], owners: .containerEngine),
        CausePage(
            .dnsContainerBlocked, "The resolver answers the host and not its containers.",
            evidence:
                "The same resolver, asked from both: an INPUT or FORWARD rule of the device, or an access list of the "
                + "resolver, tells them apart.",
            unlike: [
                .init(.fwdDropped, "containers reach nothing outside, not only no resolver"),
                .init(.dnsContainerStub, "the containers' resolver is a loopback address"),
            ], owners: .device, .siteNetwork),
        CausePage(
            .dnsHostsFileOnly, "The name resolves only through the host's /etc/hosts, which containers do not inherit.",
            evidence:
                "The host has an entry for the name in its hosts file, no resolver knows the name, and containers "
                + "fail.",
            unlike: [.init(.dnsFiltered, "the host has no entry and fails as well")], owners: .device, .containerEngine),
        CausePage(
            .dnsContainerSplitView, "Containers ask other resolvers than the host, with other answers.",
            evidence: "The host's stub uses resolvers by link or encrypted ones; the engine copies a flat list, which "
                + "answers differently.",
            unlike: [.init(.dnsFiltered, "the host gets the same denial")], owners: .containerEngine),
    ]
}
