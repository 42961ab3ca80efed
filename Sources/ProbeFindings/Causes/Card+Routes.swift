import ProbeCore
import ProbeEvidence

/// The cards of routes.
extension Card {
    static let routeNone = Card(
        layer: .route, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "This device has no route to where the packets should go.",
        evidence: """
            connect() fails at once with ENETUNREACH, and the routing tables have nothing for the address.
            """,
        likeness: .among([
            .init(.hostVethRoute, "a default route is there, and leads into a container's interface", by: .routes),
            .init(.hostLinkDown, "an interface has a link and an address", by: .links),
            .init(.tcpNetUnreachable, "a router further on has no route: an ICMP error comes back", by: .icmp),
            .init(.routeBlocked, "a route is there, or a rule that says unreachable, and forbids the way", by: .routes),
            .init(.tcpHostUnreachable, "a router says so, rather than this device", by: .icmp),
            .init(.containerNetworkInternal, "only containers of one network have no route", by: .hostContrast),
            .init(.containerIPv4Only, "only containers have no route: the host has one over IPv6", by: .hostContrast),
            .init(.ipv6NAT64Silent, "a route over IPv6 is there, and leads to the site's NAT64", by: .routes),
        ]),
        remedies: [.addDefaultRoute],
        signatures: [])

    static let routeBlocked = Card(
        layer: .route, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A route or rule of this device forbids the way.",
        evidence: """
            connect() fails at once with EACCES, EINVAL or EHOSTUNREACH: a prohibit, blackhole or unreachable route \
            or rule; or with ENETUNREACH, where a rule that was read says unreachable.
            """,
        likeness: .among([
            .init(.hostOutputDropped, "the firewall stops the packet, not the routing table", by: .ownFailure),
            .init(.hostPolicyDenied, "no route and no policy rule forbids the way", by: .routes),
            .init(.hostNeighbourDead, "the gateway of the next hop does not answer ARP", by: .routes),
            .init(.routeNone, "there is no route, rather than one that forbids", by: .routes),
            .init(.tcpHostUnreachable, "a router gives the error", by: .icmp),
        ]),
        remedies: [.removeBlockingRoute],
        signatures: [])

    static let routeVPNOverride = Card(
        layer: .route, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A VPN takes the way to the hub, or the way back to the containers.",
        evidence: """
            The look-up for the target (or the bridge's subnet) leaves through a tunnel, and that path fails while \
            another works; or the tunnel's own link takes no packet for it.
            """,
        likeness: .among([
            .init(.hostVethRoute, "the route that takes the packets is a container's interface", by: .routes),
            .init(
                .routePolicyRule,
                """
                a rule sends the containers' packets to another table, with or without a VPN
                """, by: .routes),
            .init(.routeDeadDefault, "the preferred interface is an uplink, and no tunnel", by: .interfaceKind),
            .init(.routeStale, "the route leads to an uplink's router, and into no tunnel", by: .interfaceKind),
            .init(.tcpDroppedAll, "past the tunnel it is silent as well", by: .detour),
            .init(.tcpDroppedIP, "past the tunnel it is silent as well", by: .detour),
            .init(.tcpDroppedPort, "another port of the address answers through the tunnel", by: .otherPort),
            .init(.dpsBlocked, "past the tunnel it is silent as well", by: .detour),
            .init(.dnsTimeout, "past the tunnel the resolvers are silent as well", by: .detour),
            .init(.hostOutputDropped, "the way leads into no tunnel, and a rule answers", by: .routes),
            .init(.fwdDropped, "the packets take the right way, and a rule drops them", by: .routes),
        ]),
        remedies: [.excludeHubFromVPN, .excludeBridgesFromVPN, .allowOutbound],
        signatures: [])

    static let routeDeadDefault = Card(
        layer: .route, reach: .site, effect: .stops, place: .located,
        owners: [.device],
        meaning: "The preferred default route leads nowhere, and another one of this device works.",
        evidence: """
            Several default routes; nothing gets out by the preferred one, and bound to another interface the same \
            connection works. Where the gateway answers, or a resolver beside it, a filter of the site's may be the reason.
            """,
        likeness: .among([
            .init(.routeVPNOverride, "the preferred interface is a tunnel", by: .interfaceKind),
            .init(.hostVethRoute, "the preferred interface is a container's", by: .routes),
            .init(.hostNeighbourDead, "the preferred gateway does not even answer ARP", by: .gateways),
            .init(.tcpDroppedAll, "by the other interface it is silent as well", by: .detour),
            .init(.tcpDroppedIP, "by the other interface it is silent as well", by: .detour),
            .init(.dpsBlocked, "by the other interface it is silent as well", by: .detour),
            .init(.dnsTimeout, "by the other interface the resolvers are silent as well", by: .detour),
        ]),
        remedies: [.preferOtherDefault, .allowOutbound],
        signatures: [])

    static let routeStale = Card(
        layer: .route, reach: .address, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A route of this device's own for a few addresses, or one of several next hops, leads nowhere.",
        evidence: """
            The look-up for the address takes a route that is narrower than the default one, or one with several next hops; \
            what goes that way is silent, no router answers a walk, and what goes another way is answered.
            """,
        likeness: .among([
            .init(.tcpDroppedIP, "the address is reached by the way that all else takes", by: .routes),
            .init(.dpsBlocked, "the address is reached by the way that all else takes", by: .routes),
            .init(.hostNeighbourDead, "the route's gateway does not even answer ARP", by: .gateways),
            .init(.routeVPNOverride, "the route leads into a tunnel", by: .interfaceKind),
        ]),
        remedies: [.removeStaleRoute, .allowOutbound],
        signatures: [])

    static let routePolicyRule = Card(
        layer: .route, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A policy rule sends the containers' packets another way than the host's.",
        evidence: """
            The look-up differs by source, interface, mark or user: another table answers for the containers.
            """,
        likeness: .among([
            .init(.routeVPNOverride, "the main table itself leads into the tunnel", by: .routes),
            .init(.fwdDropped, "the packets take the host's way, and a rule drops them", by: .routes),
            .init(.fwdRPFilter, "the packets take the host's way, and their source is not believed", by: .routes),
        ]),
        remedies: [.sameTable],
        signatures: [])

    static let routeBridgeOverlap = Card(
        layer: .route, reach: .port, effect: .stops, place: .located,
        owners: [.containerEngine],
        meaning: "A network of the engine has the addresses of something the device needs.",
        evidence: """
            The hub, a resolver, the proxy, the registry or the gateway lies inside a bridge's subnet. A mere \
            overlap with a wider route that works is none.
            """,
        likeness: .among([
            .init(.tcpDroppedIP, "the packets leave this device", by: .routes),
            .init(.dnsTimeout, "the queries leave this device", by: .routes),
            .init(.hostNeighbourDead, "the address is a container's, and it does not run", by: .addressOwner),
        ]),
        remedies: [.moveBridge],
        signatures: [])

    static let fwdDisabled = Card(
        layer: .forwarding, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "This device forwards no packets, so its containers reach nobody.",
        evidence: "ip_forward (or the interface's own) is 0; the host works, containers are silent.",
        likeness: .among([
            .init(.fwdDropped, "forwarding is on, and a rule drops the packets", by: .settings),
            .init(
                .natMissingMasquerade,
                """
                packets are forwarded, with an address that nobody can answer
                """, by: .settings),
            .init(.tcpDroppedAll, "the host itself is silent as well", by: .hostContrast),
        ]),
        remedies: [.engineSwitches, .enableForwarding],
        signatures: [])

    static let fwdDropped = Card(
        layer: .forwarding, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A rule of this device drops the packets of its containers.",
        evidence: """
            The host works, containers do not, and a FORWARD, DOCKER-USER, firewalld or ufw rule (or the policy) \
            covers their packets; its counter rises where it has one.
            """,
        likeness: .among([
            .init(.hostOutputDropped, "this device's own packets are dropped as well", by: .hostContrast),
            .init(.routeVPNOverride, "the packets, or the answers, go into a tunnel", by: .routes),
            .init(.routePolicyRule, "the packets take another table than the host's", by: .routes),
            .init(.fwdDisabled, "forwarding is off as a whole", by: .settings),
            .init(
                .natMissingMasquerade,
                """
                the packets get out, with an address that nobody can answer
                """, by: .ownRules),
            .init(.fwdRPFilter, "the kernel does not believe the packets' source", by: .settings),
            .init(.tcpDroppedPort, "the host meets the same", by: .hostContrast),
            .init(.tcpDroppedIP, "the host meets the same", by: .hostContrast),
            .init(.tcpDroppedAll, "the host meets the same", by: .hostContrast),
            .init(.tcpRejectedICMP, "the error's sender is a router", by: .hostContrast),
            .init(.tcpResetByMiddlebox, "the host meets the same reset", by: .hostContrast),
            .init(.dnsContainerBlocked, "only the resolver is out of reach", by: .ownRules),
            .init(.dnsContainerFallbackPublic, "only resolvers that the engine chose are out of reach", by: .ownRules),
            .init(.containerNetworkInternal, "the engine made the network without a way out", by: .origin),
            .init(
                .containerIPv4Only, "this device has no way out over IPv4, which is all that containers have",
                by: .routes),
        ]),
        remedies: [.acceptForwarding, .removeRule, .engineSwitches],
        signatures: [])

    static let fwdRPFilter = Card(
        layer: .forwarding, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "Strict reverse-path filtering drops answers that come in by another interface.",
        evidence: """
            rp_filter is 1, and the way back differs from the way out: the kernel says so of a container's answers, and of \
            the device's own its counter rises with each SYN (IPReversePathFilter), and stands still without.
            """,
        likeness: .among([
            .init(.routePolicyRule, "the packets take another table than the host's", by: .routes),
            .init(.fwdDropped, "a rule drops the packets", by: .settings),
            .init(.tcpDroppedAll, "no uplink filters strictly that answers could come in by", by: .settings),
            .init(.tcpDroppedIP, "no uplink filters strictly that answers could come in by", by: .settings),
            .init(.dpsBlocked, "no uplink filters strictly that answers could come in by", by: .settings),
            .init(.dnsTimeout, "no uplink filters strictly that answers could come in by", by: .settings),
            .init(.tcpAsymmetric, "the answers are lost before they reach this device", by: .routes),
            .init(.natMissingMasquerade, "the packets leave, with an address that nobody can answer", by: .settings),
        ]),
        remedies: [.looseRPFilter],
        signatures: [])

    static let natMissingMasquerade = Card(
        layer: .forwarding, reach: .port, effect: .stops, place: .located,
        owners: [.containerEngine, .device],
        meaning: "Containers' packets leave with an address that nobody can answer.",
        evidence: "No masquerade rule covers the bridge's subnet on the way out; the host works.",
        likeness: .among([
            .init(.fwdDisabled, "nothing is forwarded at all", by: .settings),
            .init(.fwdDropped, "the packets do not leave at all", by: .ownRules),
            .init(.fwdRPFilter, "the kernel drops the packets or their answers", by: .settings),
            .init(.tcpDroppedAll, "the host itself is silent as well", by: .hostContrast),
            .init(.dnsContainerFallbackPublic, "only resolvers that the engine chose are out of reach", by: .ownRules),
            .init(.containerNetworkInternal, "the engine made the network without a way out", by: .origin),
        ]),
        remedies: [.restoreMasquerade, .engineSwitches, .recreateNetwork, .masqueradeHere, .removeRule],
        signatures: [])

    static let natRedirected = Card(
        layer: .forwarding, reach: .port, effect: .stops, place: .onThisDevice,
        owners: [.device],
        meaning: "A rule of this device sends the connection to somebody else.",
        evidence: """
            A REDIRECT or DNAT of this device's own takes the packets for sure, and what answers in the service's place, or \
            does not, is not the service.
            """,
        likeness: .among([
            .init(.tlsIntercepted, "the certificate is shown by something beyond this device", by: .ownTranslation),
            .init(.tlsBlockPage, "the page is shown by something beyond this device", by: .ownTranslation),
            .init(.tlsUnknownCA, "the certificate is the service's own", by: .ownTranslation),
            .init(.tlsHostnameMismatch, "the certificate is that of the address itself", by: .ownTranslation),
            .init(.tcpHalfOpenProxy, "something beyond this device accepts every connection", by: .ownTranslation),
            .init(.tcpRefused, "the far end refuses", by: .ownTranslation),
            .init(.dnsPortRefused, "the resolver itself refuses", by: .ownTranslation),
        ]),
        remedies: [.exemptFromRedirection],
        signatures: [])

    static let containerEngineAbsent = Card(
        layer: .forwarding, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "There is no container engine yet, so only the host's view was measured.",
        evidence: "No engine's socket. Information only.",
        likeness: .alone(because: "an engine's socket is there, or it is not"),
        remedies: [.installEngine],
        signatures: [])

    static let containerEngineStopped = Card(
        layer: .forwarding, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "The container engine is installed, but not running.",
        evidence: "Nobody answers at the engine's socket, or its service has no process.",
        likeness: .alone(because: "an engine answers at its socket, or it does not"),
        remedies: [.startEngine],
        signatures: [.engineConfiguration, .engineNetwork, .engineStore, .engineStart],
        related: [(.configMalformed, "a daemon.json that the engine refuses keeps it from starting")])

    static let containerNotMeasured = Card(
        layer: .forwarding, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.containerEngine],
        meaning: "The network of the modules has no bridge that could be measured from, and no container on it yet.",
        evidence: "The engine says that the network's driver is macvlan, ipvlan or another one without a bridge.",
        likeness: .alone(because: "the engine says which driver a network has"),
        remedies: [.measureContainer],
        signatures: [])

    static let containerNetworkInternal = Card(
        layer: .route, reach: .port, effect: .stops, place: .located,
        owners: [.containerEngine],
        meaning: "The network of the modules was created as an internal one, which leads nowhere.",
        evidence: "The engine says that the network is internal; its containers have no default route.",
        likeness: .among([
            .init(.fwdDropped, "the network has a way out, and a rule drops the packets", by: .origin),
            .init(.natMissingMasquerade, "the packets get out, with an address that nobody can answer", by: .origin),
            .init(.routeNone, "the host has no route either", by: .hostContrast),
            .init(
                .containerIPv4Only, "the network leads out, and what it leads out with this device has not", by: .origin
            ),
        ]),
        remedies: [.recreateNetwork],
        signatures: [])

    static let containerIPv4Only = Card(
        layer: .route, reach: .port, effect: .stops, place: .located, degradation: .always,
        owners: [.device, .containerEngine],
        meaning: "The engine gives containers IPv4 alone, and this device has a way out over IPv6 alone.",
        evidence: """
            No default route of IPv4, the host reaches the hub over IPv6 (by NAT64 and DNS64, say), and the engine's network has \
            no subnet of IPv6, or is yet to come.
            """,
        likeness: .among([
            .init(.routeNone, "the host has no way out either", by: .hostContrast),
            .init(.fwdDropped, "this device has a way out over IPv4, and a rule drops the packets", by: .routes),
            .init(.containerNetworkInternal, "the engine made the network without a way out", by: .origin),
        ]),
        remedies: [.translateIPv4, .engineIPv6],
        signatures: [])
}
