import ProbeCore

/// The cards of device.
extension Card {
    static let hostPortConflict = Card(
        layer: .device, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device, .hubConfiguration],
        meaning: "Another service on this device holds a port that edgeHub publishes.",
        evidence: """
            A listener on 443, 5671 or 8883, at an address that clashes with 0.0.0.0 (IPv6 too), that is not \
            edgeHub's own; the finding names the process, its unit or its container. Or a rule of this device that sends \
            what comes in for the port elsewhere, as hostPort and load balancers of Kubernetes do.
            """,
        likeness: .among([
            .init(
                .hostPortReserved,
                """
                nothing listens there, but a rootless engine may not use the port
                """, by: .ports)
        ]),
        remedies: [.freePort, .moveEdgeHubPort, .stopContainer, .stopUnit, .moveModulePort],
        signatures: [])

    static let hostPortReserved = Card(
        layer: .device, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "A rootless engine may not publish a port as low as edgeHub's.",
        evidence: "The engine runs without root, and the port lies below net.ipv4.ip_unprivileged_port_start.",
        likeness: .among([
            .init(.hostPortConflict, "a service listens on the port already", by: .ports)
        ]),
        remedies: [.unprivilegedPorts],
        signatures: [])

    static let hostPolicyDenied = Card(
        layer: .device, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A policy of this machine forbids the connection: to the process, or by IPsec to its packets.",
        evidence: """
            connect() fails at once with EPERM: a control group's filter, IPAddressDeny= of a unit, a security module, or \
            an IPsec policy; or with EACCES, where no route and no policy rule prohibits the way: a security module. Or the \
            kernel's IPsec counters (xfrm_stat) rise with each SYN, and stand still without. Or packets are lost on this device \
            itself, and the rules that were read let them out: IPAddressDeny= again, or a filter of traffic control.
            """,
        likeness: .among([
            .init(.hostOutputDropped, "a packet is made, and a rule of the firewall drops it", by: .ownRules),
            .init(.routeBlocked, "a route or policy rule that was read forbids the way", by: .routes),
        ]),
        remedies: [.relaxPolicy, .exemptFromIPsec],
        signatures: [])

    static let hostVethRoute = Card(
        layer: .device, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "A DHCP client took a container's interface for a network and set a default route there.",
        evidence: """
            A default route of the main table leads by a veth that is a port of a bridge, and what takes it is lost; or the \
            default routes before and after a new veth interface differ by one that leads through it.
            """,
        likeness: .among([
            .init(.routeNone, "there is no default route at all", by: .routes),
            .init(.routeVPNOverride, "the route that takes the packets is a VPN's", by: .routes),
            .init(.routeDeadDefault, "the preferred interface is a cable or a radio of the device's own", by: .routes),
        ]),
        remedies: [.unmanageVeth],
        signatures: [])

    static let hostHostnameTooLong = Card(
        layer: .device, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "The device's name is longer than the 64 characters that IoT Edge takes.",
        evidence: "The length of the device's host name, and of the one in the IoT Edge configuration.",
        likeness: .among([
            .init(
                .hostHostnameInvalid,
                """
                the name is short enough and has characters it may not have
                """, by: .hostname)
        ]),
        remedies: [.shortenHostname],
        signatures: [])

    static let hostHostnameInvalid = Card(
        layer: .device, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device],
        meaning: "The device's name breaks RFC 1123, or differs from the configured one.",
        evidence: "The name's characters, and a comparison with hostname in the IoT Edge configuration.",
        likeness: .among([
            .init(.hostHostnameTooLong, "the name is longer than 64 characters", by: .hostname)
        ]),
        remedies: [.shortenHostname],
        signatures: [])

    static let hostClockSkew = Card(
        layer: .device, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "The device's clock is off by more than five minutes.",
        evidence: """
            Two independent sources agree (time servers, the Date of the hub's answers), or the clock is before the \
            day this program was built.
            """,
        likeness: .among([
            .init(.tlsExpired, "the clock is right and the certificate is old", by: .clock),
            .init(.tlsNotYetValid, "the clock is right and the certificate begins later", by: .clock),
        ]),
        remedies: [.setClock, .allowNTP],
        signatures: [])

    static let hostOutputDropped = Card(
        layer: .device, reach: .address, effect: .stops, place: .located,
        owners: [.device],
        meaning: "This device's own firewall stops the packets on their way out.",
        evidence: """
            An ICMP error from one of our own addresses (host unreachable only with the rule, or where the next hop is there); or \
            the kernel counts lost SYN retransmissions as its own \
            (TCPRetransFail rises, none is in flight); or a UDP twin fails with EPERM; or the ruleset names it. No rule does where \
            the kernel tracks as many connections as it may (nf_conntrack_max). Or the hop limit that this device gives its packets \
            is used up before they arrive (ICMP 11/0).
            """,
        likeness: .among([
            .init(
                .hostPolicyDenied, "connect() itself fails with EPERM, or the rules that were read let the packets out",
                by: .ownRules),
            .init(
                .hostNeighbourDead, "the error says host unreachable, and the next hop does not answer ARP",
                by: .gateways),
            .init(
                .routeVPNOverride, "the error says host unreachable, and the way leads into a tunnel", by: .routes),
            .init(
                .tcpDroppedPort,
                """
                the packets leave this device and vanish later: the counter stays at 0
                """, by: .ownFailure),
            .init(.tcpDroppedIP, "the packets leave this device and get lost on the way", by: .ownFailure),
            .init(.tcpDroppedAll, "the packets leave this device and get lost on the way", by: .ownFailure),
            .init(.tcpRejectedICMP, "the error's sender is a router", by: .icmp),
            .init(.tcpAdminProhibited, "the error's sender is a router", by: .icmp),
            .init(.dnsTimeout, "the queries leave this device", by: .answers),
            .init(.dnsUDPBlocked, "the queries leave this device", by: .ownRules),
            .init(.fwdDropped, "the host's packets pass, those of its containers do not", by: .hostContrast),
            .init(
                .registryDataEndpointBlocked, "the packets to the data endpoint leave this device", by: .ownFailure),
            .init(.dpsBlocked, "the packets to the service leave this device", by: .ownFailure),
            .init(.proxyUnreachable, "the packets to the proxy leave this device", by: .ownFailure),
            .init(.routeBlocked, "connect() fails at once, with a route's error", by: .ownFailure),
        ]),
        remedies: [.openOwnFirewall, .removeRule, .raiseConnectionLimit, .raiseHopLimit],
        signatures: [])

    static let hostLinkDown = Card(
        layer: .device, reach: .port, effect: .stops, place: .located,
        owners: [.device],
        meaning: "The device has no link or no address.",
        evidence: "No interface with a carrier and an address other than 169.254/16.",
        likeness: .among([
            .init(.routeNone, "there is an address, but no route", by: .links),
            .init(.hostNeighbourDead, "the link is up, and the gateway on it is silent", by: .links),
        ]),
        remedies: [.bringLinkUp],
        signatures: [])

    static let hostNeighbourDead = Card(
        layer: .device, reach: .port, effect: .stops, place: .located,
        owners: [.device, .siteNetwork],
        meaning: "The gateway of this device's own network, or what counts as a neighbour there, does not answer.",
        evidence: """
            Connections fail with EHOSTUNREACH after about 3 s, and the error's sender is this device: nobody \
            answers ARP for the gateway, or for an address that the routes put on the link itself.
            """,
        likeness: .among([
            .init(.hostLinkDown, "no interface has a link", by: .links),
            .init(.tcpHostUnreachable, "a router further on sends the error", by: .icmp),
            .init(.tcpDroppedAll, "the gateway answers ARP", by: .gateways),
            .init(.routeDeadDefault, "the gateway answers ARP, and leads nowhere", by: .gateways),
            .init(.routeStale, "the gateway answers ARP, and leads nowhere", by: .gateways),
            .init(.tcpDroppedIP, "the gateway answers ARP", by: .gateways),
            .init(.dnsTimeout, "the gateway answers ARP", by: .gateways),
            .init(.dpsBlocked, "the gateway answers ARP", by: .gateways),
            .init(.hostOutputDropped, "the gateway answers ARP, and a rule answers at once", by: .gateways),
            .init(.proxyUnreachable, "the gateway answers ARP", by: .gateways),
            .init(.routeBlocked, "a route or rule of this device gives the error", by: .routes),
            .init(.routeBridgeOverlap, "a network of the engine covers an address elsewhere", by: .addressOwner),
        ]),
        remedies: [.reviveGateway, .routePastLink],
        signatures: [])

    static let ipv6Broken = Card(
        layer: .device, reach: .port, effect: .passes, place: .located,
        owners: [.siteNetwork, .device],
        meaning: "IPv6 is announced here and does not get through; IPv4 works.",
        evidence: """
            A global IPv6 address and an IPv6 default route exist, a name with both kinds of address fails over IPv6 \
            and works over IPv4. Never an error: IoT Hub has no IPv6.
            """,
        likeness: .among([
            .init(.tcpDroppedIP, "an IPv4 address is silent", by: .family),
            .init(
                .ipv6NAT64Silent, "the silent addresses are none that a resolver made out of IPv4 ones", by: .answers),
        ]),
        remedies: [.repairIPv6, .preferIPv4, .disableIPv6],
        signatures: [])

    static let ipv6NAT64Silent = Card(
        layer: .route, reach: .site, effect: .stops, place: .located,
        owners: [.siteNetwork],
        meaning: "The site's resolver makes IPv6 addresses for a NAT64 (DNS64), and the NAT64 does not answer.",
        evidence: """
            The addresses hold those of IPv4 (RFC 6052), several of them are silent or said to lead nowhere, none answers; and \
            this device has no IPv4, or reaches the same services over it.
            """,
        likeness: .among([
            .init(.routeNone, "no route of IPv6 leads to the addresses either", by: .routes),
            .init(.tcpDroppedAll, "the silent addresses are those of the services themselves", by: .answers),
            .init(.ipv6Broken, "addresses that services have of their own fail over IPv6", by: .answers),
        ]),
        remedies: [.repairNAT64],
        signatures: [])

    static let configMalformed = Card(
        layer: .device, reach: .port, effect: .concernsTheRuntime, place: .located,
        owners: [.device, .hubConfiguration],
        meaning: "IoT Edge or the container engine would not start with its configuration file as it stands.",
        evidence: """
            The file as its owner reads it, and the line that it would stop at: a tab in YAML, a comment in JSON, an option \
            that the engine does not know, or one that its command line sets as well.
            """,
        likeness: .among([
            .init(.proxyEnvMismatch, "the files parse, and say different things", by: .files)
        ]),
        remedies: [.repairConfiguration, .repairEngineFile],
        signatures: [])
}
