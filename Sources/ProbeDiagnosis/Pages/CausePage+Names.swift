import ProbeCore
import ProbeFindings

extension CausePage {
    static let namePages: [CausePage] = [
        CausePage(
            .dnsNxdomain, "The name does not exist: the hub's name is wrong, or its private zone is not linked.",
            evidence:
                "NXDOMAIN from the site's resolvers and from a control resolver. Without a control, the zone of the "
                + "negative answer decides how sure it is.",
            unlike: [.init(.dnsFiltered, "a control resolver knows the name")], owners: .hubConfiguration),
        CausePage(
            .dnsFiltered, "The site's resolver denies a name that exists.",
            evidence: "NXDOMAIN, REFUSED or an empty answer here, an address from a control resolver.",
            unlike: [.init(.dnsNxdomain, "nobody knows the name")], owners: .siteNetwork),
        CausePage(
            .dnsNodata, "The name exists, but has no address.",
            evidence: "NOERROR without an A record, and no NAT64 that would make one unnecessary.",
            unlike: [.init(.dnsFiltered, "a control resolver has an address for it")],
            owners: .hubConfiguration, .siteNetwork),
        CausePage(
            .dnsServfail, "The resolver fails to look the name up.",
            evidence: "Response code 2; an extended error (RFC 8914) is quoted where there is one.",
            unlike: [.init(.dnsTimeout, "the resolver does not answer at all")], owners: .siteNetwork),
        CausePage(
            .dnsRefused, "The resolver refuses to answer this device.",
            evidence: "Response code 5.",
            unlike: [.init(.dnsPortRefused, "no resolver listens there: the port is refused, not the question")],
            owners: .siteNetwork),
        CausePage(
            .dnsPortRefused, "Nothing listens on the resolver's port.",
            evidence: "ECONNREFUSED, or an ICMP port unreachable of the resolver's own.",
            unlike: [.init(.dnsContainerStub, "the address is a container's own loopback")],
            owners: .device, .siteNetwork),
        CausePage(
            .dnsTimeout, "No resolver answers.",
            evidence: "Every resolver is silent on UDP and TCP, after two attempts each.",
            unlike: [
                .init(.dnsUDPBlocked, "the same resolver answers over TCP"),
                .init(.dnsSlowFirst, "a later resolver answers"),
            ], owners: .siteNetwork),
        CausePage(
            .dnsSlowFirst, "The first resolver is silent and every look-up waits for it.",
            evidence: "The first resolver of the list does not answer, a later one does.",
            unlike: [.init(.dnsTimeout, "no resolver answers")], owners: .device, .siteNetwork),
        CausePage(
            .dnsUDPBlocked, "DNS over UDP is blocked; over TCP the same resolver answers.",
            evidence: "UDP 53 is silent or prohibited, TCP 53 of the same server answers.",
            unlike: [.init(.dnsTimeout, "TCP is silent too")], owners: .siteNetwork),
        CausePage(
            .dnsTCPBlocked, "Long DNS answers do not arrive: they need TCP, which is blocked.",
            evidence: "A truncated answer over UDP, and the same question fails over TCP.",
            unlike: [.init(.dnsUDPBlocked, "it is UDP that is blocked")], owners: .siteNetwork),
        CausePage(
            .dnsEDNSIntolerant, "A DNS question with extensions gets lost; a plain one is answered.",
            evidence:
                "Queries with EDNS0 (RFC 6891) meet silence or an error, the same question without it is answered.",
            unlike: [.init(.dnsTimeout, "plain questions are lost too")], owners: .siteNetwork),
        CausePage(
            .dnsSinkhole, "The resolver gives an address that is not the service's.",
            evidence:
                "An address that no service can have (0/8, 127/8, 169.254/16, 240/4), or another one that no verified "
                + "TLS handshake redeems and a control resolver contradicts.",
            unlike: [.init(.dnsPrivateEndpoint, "a private address that is right: a privatelink name or verified TLS")],
            owners: .siteNetwork),
        CausePage(
            .dnsPrivateEndpoint, "The name leads to a private endpoint of the service.",
            evidence: "A CNAME through privatelink, or verified TLS at a private address. Information only.",
            unlike: [.init(.dnsSinkhole, "the private address is not the service's")],
            owners: .hubConfiguration, .siteNetwork),
        CausePage(
            .dnsInjected, "Somebody else answers DNS questions on the way.",
            evidence: "Two differing answers to one question, or an answer from an address where no resolver runs.",
            unlike: [.init(.dnsSinkhole, "the site's own resolver gives the wrong address")], owners: .siteNetwork),
        CausePage(
            .dnsResolverLibrary,
            "The resolvers answer, but this device's own look-up function does not, or the reverse.",
            evidence: "The answers on the wire differ from those of getaddrinfo: nsswitch.conf or a module of it.",
            unlike: [.init(.dnsTimeout, "the resolvers do not answer either")], owners: .device),
        CausePage(
            .dnsSearchWildcard, "A search domain with a wildcard catches the hub's name.",
            evidence: "The name with a final dot and the name without one have different answers.",
            unlike: [.init(.dnsSinkhole, "the rooted name is wrong too")], owners: .siteNetwork, .device),
    ]
}
