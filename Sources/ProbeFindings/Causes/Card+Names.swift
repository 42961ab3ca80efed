import ProbeCore

/// The cards of names.
extension Card {
    static let dnsNxdomain = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.hubConfiguration, .siteNetwork, .device],
        meaning: "The name does not exist: the hub's name is wrong, or its private zone is not linked.",
        evidence: """
            NXDOMAIN from the site's resolvers and from a control resolver; or from the zone of private endpoints that the name \
            is an alias into, whatever others say. Without a control, the zone of the negative answer decides how sure it is.
            """,
        likeness: .among([
            .init(
                .dnsFiltered, "a control resolver knows the name, and no zone of private endpoints denies it",
                by: .controlResolver),
            .init(.dnsNodata, "the name exists", by: .answers),
            .init(.dnsServfail, "the resolver fails, rather than denies", by: .answers),
            .init(.dnsHostsFileOnly, "the host has the name from its hosts file", by: .hostLookup),
            .init(.dnsResolverLibrary, "our own queries are answered with an address", by: .answers),
        ]),
        remedies: [.correctName, .addAddress, .repairResolver, .repairOwnResolver],
        signatures: [])

    static let dnsFiltered = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "The site's resolver denies a name that exists.",
        evidence: "NXDOMAIN, REFUSED or an empty answer here, an address from a control resolver.",
        likeness: .among([
            .init(.dnsNxdomain, "nobody knows the name", by: .controlResolver),
            .init(.dnsNodata, "nobody has an address for the name", by: .controlResolver),
            .init(.dnsRefused, "the resolver refuses every name", by: .controlResolver),
            .init(.dnsHostsFileOnly, "the host has the name from its hosts file", by: .hostLookup),
            .init(.dnsContainerSplitView, "the host's resolvers know the name", by: .hostLookup),
            .init(.dnsSinkhole, "the resolver gives a wrong address", by: .answers),
        ]),
        remedies: [.repairResolver, .otherResolver, .repairOwnResolver],
        signatures: [])

    static let dnsNodata = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.hubConfiguration, .siteNetwork, .device],
        meaning: "The name exists, but has no address.",
        evidence: "NOERROR without an A record, and no NAT64 that would make one unnecessary.",
        likeness: .among([
            .init(.dnsNxdomain, "the name does not exist", by: .answers),
            .init(.dnsFiltered, "a resolver outside has an address for the name", by: .controlResolver),
            .init(.dnsResolverLibrary, "our own queries are answered with an address", by: .answers),
            .init(.dnsNoRecursion, "the server only refers to others, without recursion", by: .answers),
        ]),
        remedies: [.repairResolver, .otherResolver, .addAddress, .repairOwnResolver, .correctName],
        signatures: [])

    static let dnsServfail = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "The resolver fails to look the name up.",
        evidence: "Response code 2; an extended error (RFC 8914) is quoted where there is one.",
        likeness: .among([
            .init(.dnsNxdomain, "the resolver says that there is no such name", by: .answers),
            .init(.dnsTimeout, "the resolver does not answer at all", by: .answers),
            .init(.dnsContainerBlocked, "the host is answered", by: .hostLookup),
        ]),
        remedies: [.repairResolver, .otherResolver, .repairOwnResolver],
        signatures: [])

    static let dnsRefused = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "The resolver refuses to answer this device.",
        evidence: "Response code 5.",
        likeness: .among([
            .init(.dnsFiltered, "the resolver refuses this name alone", by: .controlResolver),
            .init(.dnsPortRefused, "no resolver listens there: the port is refused, not the question", by: .answers),
            .init(.dnsNoRecursion, "the server refers to others instead", by: .answers),
            .init(.dnsContainerBlocked, "the host is answered", by: .hostLookup),
        ]),
        remedies: [.repairResolver, .otherResolver, .repairOwnResolver],
        signatures: [])

    static let dnsNoRecursion = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "The server that the device asks for names looks none up: it only refers to others.",
        evidence: """
            NOERROR without an address, with recursion not available (RA is 0) and the servers of another zone, or an \
            alias that is not followed.
            """,
        likeness: .among([
            .init(.dnsNodata, "the resolver looks names up, and the name has no address", by: .answers),
            .init(.dnsRefused, "the question is refused", by: .answers),
        ]),
        remedies: [.otherResolver, .allowRecursion],
        signatures: [])

    static let dnsPortRefused = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.device, .siteNetwork],
        meaning: "Nothing listens on the resolver's port.",
        evidence: "ECONNREFUSED, or an ICMP port unreachable of the resolver's own.",
        likeness: .among([
            .init(.dnsRefused, "the resolver answers, with REFUSED", by: .answers),
            .init(.dnsContainerStub, "the address is a container's own loopback", by: .origin),
            .init(.dnsTimeout, "nothing comes back at all", by: .answers),
            .init(.natRedirected, "a rule of this device sends the query elsewhere", by: .ownTranslation),
        ]),
        remedies: [.startResolver, .otherResolver],
        signatures: [])

    static let dnsTimeout = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .upToTheResolver,
        owners: [.siteNetwork, .device, .containerEngine, .hubConfiguration],
        meaning: "No resolver answers.",
        evidence: "Every resolver is silent on UDP and TCP, after two attempts each.",
        likeness: .among([
            .init(.hostOutputDropped, "sending the query fails on this device itself", by: .answers),
            .init(.hostNeighbourDead, "this device's own gateway does not answer ARP", by: .gateways),
            .init(.fwdRPFilter, "this device does not believe answers that come in by another uplink", by: .settings),
            .init(.routeVPNOverride, "past the tunnel the resolvers answer", by: .detour),
            .init(.routeDeadDefault, "by another interface of this device resolvers answer", by: .detour),
            .init(.routeBridgeOverlap, "the resolver's address lies in a network of the engine", by: .routes),
            .init(.dnsServfail, "the resolver answers, with a failure", by: .answers),
            .init(.dnsPortRefused, "the port is refused", by: .answers),
            .init(.dnsUDPBlocked, "the same resolver answers over TCP", by: .overTCP),
            .init(.dnsOtherSource, "an answer comes from another address than was asked", by: .anySource),
            .init(.dnsSlowFirst, "a later resolver answers", by: .answers),
            .init(.dnsEDNSIntolerant, "a plain query, or one over TCP, is answered", by: .overTCP),
            .init(.dnsTCPBlocked, "short answers arrive over UDP", by: .answers),
            .init(.dnsContainerFallbackPublic, "the engine gave the containers public resolvers", by: .origin),
            .init(.dnsContainerBlocked, "the same resolver answers the host", by: .hostLookup),
            .init(.containerResolverStale, "the resolvers are those of the container's start", by: .hostLookup),
            .init(.dnsResolverLibrary, "our own queries are answered", by: .answers),
        ]),
        remedies: [.otherResolver, .allowDNS, .repairOwnResolver],
        signatures: [])

    static let dnsSlowFirst = Card(
        layer: .name, reach: .name, effect: .passes, place: .atTheResolver,
        seat: .upToTheResolver, degradation: .always,
        owners: [.device, .siteNetwork],
        meaning: "The first resolver is silent and every look-up waits for it.",
        evidence: "The first resolver of the list does not answer, a later one does.",
        likeness: .among([
            .init(.dnsTimeout, "no resolver answers", by: .answers),
            .init(.dnsResolversDiffer, "the other resolver answers, with a denial or another address", by: .answers),
        ]),
        remedies: [.reorderResolvers],
        signatures: [])

    static let dnsResolversDiffer = Card(
        layer: .name, reach: .name, effect: .passes, place: .atTheResolver, seat: .atTheResolver, degradation: .always,
        owners: [.siteNetwork, .device],
        meaning: "Clients take the resolvers in turn, and one of them denies the name or leads elsewhere.",
        evidence: """
            resolv.conf has the option rotate, one of its resolvers has an address where the service answers, and another \
            one denies the name, or gives an address where the service does not.
            """,
        likeness: .among([
            .init(.dnsSlowFirst, "the other resolver is silent, which clients go on after", by: .answers),
            .init(.dnsResolverLibrary, "every resolver has the name", by: .answers),
        ]),
        remedies: [.repairResolver, .otherResolver, .resolversInOrder, .repairOwnResolver],
        signatures: [])

    static let dnsUDPBlocked = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .beforeTheResolver,
        owners: [.siteNetwork],
        meaning: "DNS over UDP is blocked; over TCP the same resolver answers.",
        evidence: "UDP 53 is silent or prohibited, TCP 53 of the same server answers.",
        likeness: .among([
            .init(.dnsTimeout, "TCP is silent too", by: .overTCP),
            .init(.dnsOtherSource, "an answer comes from another address than was asked", by: .anySource),
            .init(.dnsTCPBlocked, "TCP is blocked, UDP works", by: .answers),
            .init(.dnsEDNSIntolerant, "a plain query over UDP is answered", by: .plainQuery),
            .init(.hostOutputDropped, "a rule of this device stops its questions or their answers", by: .ownRules),
            .init(.dnsContainerBlocked, "over UDP the same resolver answers the host", by: .hostLookup),
        ]),
        remedies: [.allowDNSUDP, .otherResolver],
        signatures: [])

    static let dnsOtherSource = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.siteNetwork, .device, .containerEngine, .hubConfiguration],
        meaning: "The resolver answers from another address than the one that it is asked at.",
        evidence: """
            A client that is connected to the resolver hears nothing; a socket that is connected to nobody gets the answer, with \
            the question's id, from another address.
            """,
        likeness: .among([
            .init(.dnsUDPBlocked, "no answer over UDP comes from anywhere", by: .anySource),
            .init(.dnsTimeout, "no answer comes from anywhere", by: .anySource),
        ]),
        remedies: [.answerFromThere, .otherResolver],
        signatures: [])

    static let dnsTCPBlocked = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .beforeTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "Long DNS answers do not arrive: they need TCP, which is blocked.",
        evidence: "A truncated answer over UDP, and the same question fails over TCP.",
        likeness: .among([
            .init(.dnsTimeout, "nothing arrives over UDP either", by: .answers),
            .init(.dnsUDPBlocked, "it is UDP that is blocked", by: .answers),
        ]),
        remedies: [.allowDNSTCP, .otherResolver],
        signatures: [])

    static let dnsEDNSIntolerant = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .beforeTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "A DNS question with extensions gets lost; a plain one is answered.",
        evidence: """
            Queries with EDNS0 (RFC 6891) meet silence or an error, the same question without it is answered, and \
            resolv.conf makes the C library ask with it (edns0).
            """,
        likeness: .among([
            .init(.dnsTimeout, "plain questions are lost too", by: .overTCP),
            .init(.dnsUDPBlocked, "no query over UDP is answered", by: .plainQuery),
            .init(.dnsResolverLibrary, "questions with extensions are answered", by: .answers),
        ]),
        remedies: [.passEDNS, .plainDNS],
        signatures: [])

    static let dnsSinkhole = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver, seat: .atTheResolver,
        owners: [.siteNetwork, .device, .hubConfiguration, .containerEngine],
        meaning: "The resolver gives an address that is not the service's.",
        evidence: """
            An address that no service can have (0/8, 127/8, 169.254/16, 240/4), or another one that no verified TLS \
            handshake redeems and a control resolver contradicts; the service proves itself at the control's address.
            """,
        likeness: .among([
            .init(.dnsFiltered, "the resolver gives no address", by: .answers),
            .init(
                .dnsPrivateEndpoint,
                """
                a private address that is right: a privatelink name or verified TLS
                """, by: .controlResolver),
            .init(.dnsInjected, "a resolver outside is contradicted on the way as well", by: .controlResolver),
            .init(.dnsSearchWildcard, "the name with its final dot is answered rightly", by: .answers),
            .init(.tlsHostnameMismatch, "every resolver gives the address", by: .redemption),
            .init(.tlsUnknownCA, "every resolver gives the address", by: .redemption),
            .init(.tlsIntercepted, "every resolver gives the address", by: .redemption),
            .init(.tlsBlockPage, "every resolver gives the address", by: .redemption),
            .init(.tlsNonTLSReply, "every resolver gives the address", by: .redemption),
            .init(.tcpRefused, "every resolver gives the address, which refuses", by: .redemption),
            .init(.dpsBlocked, "every resolver gives the address, which does not answer", by: .redemption),
            .init(
                .tcpDroppedIP,
                """
                every resolver gives the address, and nothing answers there
                """, by: .redemption),
        ]),
        remedies: [.removeHostsEntry, .repairResolver, .otherResolver, .repairOwnResolver],
        signatures: [])

    static let dnsPrivateEndpoint = Card(
        layer: .name, reach: .name, effect: .passes, place: .atTheResolver,
        owners: [.hubConfiguration, .siteNetwork],
        meaning: "The name leads to a private endpoint of the service.",
        evidence: "A CNAME through privatelink, or verified TLS at a private address. Information only.",
        likeness: .among([
            .init(.dnsSinkhole, "the private address is not the service's", by: .controlResolver)
        ]),
        remedies: [.routeToPrivateEndpoint],
        signatures: [])

    static let dnsInjected = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.siteNetwork],
        meaning: "Somebody else answers DNS questions on the way.",
        evidence: """
            Two differing answers to one question, and an answer from an address where no resolver runs. Where both can be \
            right, a doubled question before a resolver whose answers change looks the same: then it is never certain.
            """,
        likeness: .among([
            .init(.dnsSinkhole, "the site's own resolver gives the wrong address", by: .controlResolver),
            .init(.tlsHostnameMismatch, "the resolver's answers change, and all lead there", by: .redemption),
            .init(.tlsUnknownCA, "the resolver's answers change, and all lead there", by: .redemption),
            .init(.tlsIntercepted, "the resolver's answers change, and all lead there", by: .redemption),
            .init(.tlsBlockPage, "the resolver's answers change, and all lead there", by: .redemption),
            .init(.tlsNonTLSReply, "the resolver's answers change, and all lead there", by: .redemption),
            .init(.tcpRefused, "the resolver's answers change, and all are refused", by: .redemption),
            .init(.tcpDroppedIP, "the resolver's answers change, and nothing answers there", by: .redemption),
        ]),
        remedies: [.repairResolver, .otherResolver],
        signatures: [])

    static let dnsResolverLibrary = Card(
        layer: .name, reach: .name, effect: .stops, place: .atTheResolver,
        owners: [.device, .siteNetwork],
        meaning: "The resolvers answer, and a C library finds no address in what they say, or asks somebody else.",
        evidence: """
            The answers on the wire differ from those of getaddrinfo (nsswitch.conf or a module of it); or the IPv6 \
            question is denied, fails or gets lost while the IPv4 one is answered, and musl, the library of Alpine \
            images, then gives up; or one of several resolvers denies the name, which musl asks all at once.
            """,
        likeness: .among([
            .init(.dnsNxdomain, "the resolvers themselves deny the name", by: .answers),
            .init(.dnsTimeout, "the resolvers do not answer either", by: .answers),
            .init(.dnsNodata, "the name has no IPv4 address", by: .answers),
            .init(.dnsEDNSIntolerant, "only questions without extensions are answered", by: .answers),
            .init(
                .dnsResolversDiffer, "one of several resolvers denies the name, and clients take them in turn",
                by: .answers),
        ]),
        remedies: [.repairNSSwitch, .repairResolver, .otherResolver],
        signatures: [])

    static let dnsSearchWildcard = Card(
        layer: .name, reach: .site, effect: .stops, place: .atTheResolver,
        owners: [.siteNetwork, .device],
        meaning: "A search domain with a wildcard catches the hub's name.",
        evidence: "The name with a final dot and the name without one have different answers.",
        likeness: .among([
            .init(.dnsSinkhole, "the rooted name is wrong too", by: .answers)
        ]),
        remedies: [.removeSearchWildcard],
        signatures: [])
}
