import ProbeCore

/// The cards of the path.
extension Card {
    static let tcpDroppedPort = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .located, isFilter: true,
        owners: [.siteNetwork],
        meaning: "Connections to one port vanish on the way; another port of the same address answers.",
        evidence: """
            SYNs without any answer, twice, while another port of the address answers; the hop walk says behind \
            which router.
            """,
        likeness: .among([
            .init(.hostOutputDropped, "the packets never leave this device", by: .ownFailure),
            .init(.fwdDropped, "only containers are concerned", by: .hostContrast),
            .init(.tcpDroppedIP, "every port of the address is silent", by: .otherPort),
            .init(.routeVPNOverride, "no port of the address answers through the tunnel", by: .otherPort),
            .init(.tcpLossy, "some packets get through", by: .attempts),
            .init(.transportOnly443, "the ports of AMQP and of MQTT are closed alike", by: .otherTransports),
            .init(.tlsSNIFiltered, "connections open, and die once they name the service", by: .connects),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService, .repairRoute],
        signatures: [])

    static let tcpDroppedIP = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .located, isFilter: true,
        owners: [.siteNetwork],
        meaning: "Connections to one address vanish, whatever the port; other addresses answer.",
        evidence: "Every port of the address is silent, other addresses answer.",
        likeness: .among([
            .init(.hostOutputDropped, "the packets never leave this device", by: .ownFailure),
            .init(.hostNeighbourDead, "this device's own gateway does not answer ARP", by: .gateways),
            .init(.ipv6Broken, "the address is one of IPv6, and IPv4 works", by: .family),
            .init(.fwdRPFilter, "this device does not believe answers that come in by another uplink", by: .settings),
            .init(.routeVPNOverride, "past the tunnel it works", by: .detour),
            .init(.routeDeadDefault, "by another interface of this device it works", by: .detour),
            .init(.routeBridgeOverlap, "the address lies in a network of the engine", by: .routes),
            .init(.routeStale, "a route of this device's own leads to it, and to nobody who answers", by: .routes),
            .init(.fwdDropped, "only containers are concerned", by: .hostContrast),
            .init(.dnsSinkhole, "the address is not the service's", by: .redemption),
            .init(.dnsInjected, "the address comes from somebody on the way to the resolver", by: .redemption),
            .init(.tcpDroppedPort, "another port of the address answers", by: .otherPort),
            .init(.tcpDroppedAll, "nothing outside answers", by: .otherAddress),
            .init(.tcpLoop, "a walk meets the same routers again and again", by: .hopWalk),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService, .raiseHopLimit],
        signatures: [])

    static let tcpDroppedAll = Card(
        layer: .tcp, reach: .site, effect: .stops, place: .located, isFilter: true,
        owners: [.siteNetwork],
        meaning: "Nothing outside this site answers.",
        evidence: "Every SYN of a vantage vanishes, to all addresses, although its routes are right.",
        likeness: .among([
            .init(.hostOutputDropped, "the packets never leave this device", by: .ownFailure),
            .init(.hostNeighbourDead, "this device's own gateway does not answer ARP", by: .gateways),
            .init(.fwdRPFilter, "this device does not believe answers that come in by another uplink", by: .settings),
            .init(.routeVPNOverride, "past the tunnel it works", by: .detour),
            .init(.routeDeadDefault, "by another interface of this device it works", by: .detour),
            .init(
                .fwdDisabled,
                """
                only containers are concerned, and this device forwards nothing
                """, by: .hostContrast),
            .init(.fwdDropped, "the host itself gets out", by: .hostContrast),
            .init(.natMissingMasquerade, "only containers are concerned", by: .hostContrast),
            .init(.tcpDroppedIP, "other addresses answer", by: .otherAddress),
            .init(.tcpLoop, "a walk meets the same routers again and again", by: .hopWalk),
            .init(.proxyRequired, "through the proxy it works", by: .tunnel),
            .init(.dpsBlocked, "the hub answers", by: .otherAddress),
            .init(.ipv6NAT64Silent, "the silent addresses are made for the site's NAT64", by: .answers),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService, .withoutECN],
        signatures: [])

    static let tcpRefused = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .hubConfiguration],
        meaning: "The far end refuses the connection.",
        evidence: "A reset without ICMP, from the far end as far as can be told.",
        likeness: .among([
            .init(.dnsSinkhole, "the address is not the service's", by: .redemption),
            .init(.dnsInjected, "the address comes from somebody on the way to the resolver", by: .redemption),
            .init(.tcpResetByMiddlebox, "the reset comes from nearer than the far end", by: .hopWalk),
            .init(.tcpRejectedICMP, "the refusal is a router's ICMP message", by: .icmp),
            .init(.natRedirected, "a rule of this device sends the connection elsewhere", by: .ownTranslation),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService],
        signatures: [])

    static let tcpResetByMiddlebox = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .located, isFilter: true,
        owners: [.siteNetwork],
        meaning: "A box on the way resets the connection in the service's name.",
        evidence: """
            The hop walk gets a reset at a smaller hop limit than an open port of the same address needs, or the \
            reset's own hop limit says so.
            """,
        likeness: .among([
            .init(.tcpRefused, "the reset comes from the far end", by: .hopWalk),
            .init(
                .fwdDropped,
                """
                only containers are concerned, and it is this device that resets
                """, by: .hostContrast),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService],
        signatures: [])

    static let tcpRejectedICMP = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .atTheHop, isFilter: true,
        owners: [.siteNetwork],
        meaning: "A router on the way refuses the connection with an ICMP unreachable.",
        evidence: """
            ECONNREFUSED with ICMP 3/3 whose sender is not the target; or 3/0 or 3/1, while another port of the address answers.
            """,
        likeness: .among([
            .init(.hostOutputDropped, "the error's sender is this device", by: .icmp),
            .init(
                .fwdDropped,
                """
                only containers are concerned, and the error's sender is this device
                """, by: .hostContrast),
            .init(.tcpRefused, "the target itself refuses", by: .icmp),
            .init(.tcpAdminProhibited, "the message says that it is forbidden", by: .icmp),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService],
        signatures: [])

    static let tcpAdminProhibited = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .atTheHop, isFilter: true,
        owners: [.siteNetwork],
        meaning: "A router on the way says that the connection is forbidden.",
        evidence: "ICMP 3/9, 3/10 or 3/13 (IPv6: 1/1, 1/5, 1/6); its sender is the place.",
        likeness: .among([
            .init(.hostOutputDropped, "the error's sender is this device", by: .icmp),
            .init(.tcpHostUnreachable, "the router cannot deliver, rather than may not", by: .icmp),
            .init(.tcpRejectedICMP, "the message says port unreachable", by: .icmp),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService],
        signatures: [])

    static let tcpHostUnreachable = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .atTheHop,
        owners: [.siteNetwork],
        meaning: "A router says that it cannot reach the next hop or the target.",
        evidence: "ICMP 3/1 from a router.",
        likeness: .among([
            .init(.hostNeighbourDead, "the error comes from this device: its own gateway is silent", by: .icmp),
            .init(.tcpAdminProhibited, "the router forbids, rather than fails", by: .icmp),
            .init(.routeNone, "this device itself has no route", by: .icmp),
            .init(.routeBlocked, "this device itself gives the error", by: .icmp),
            .init(.tcpNetUnreachable, "the router has no route at all", by: .icmp),
            .init(.tcpLoop, "the packets go round until their hop limit is used up", by: .icmp),
        ]),
        remedies: [.repairRoute],
        signatures: [])

    static let tcpNetUnreachable = Card(
        layer: .tcp, reach: .site, effect: .stops, place: .atTheHop,
        owners: [.siteNetwork],
        meaning: "A router says that it has no route.",
        evidence: "ICMP 3/0 from a router.",
        likeness: .among([
            .init(.routeNone, "this device itself has no route", by: .icmp),
            .init(.tcpHostUnreachable, "the router has a route, and does not reach the host", by: .icmp),
            .init(.tcpLoop, "the packets go round until their hop limit is used up", by: .icmp),
        ]),
        remedies: [.repairRoute],
        signatures: [])

    static let tcpResetMidstream = Card(
        layer: .tcp, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork],
        meaning: "Connections open and are reset as soon as data flows, whatever the server name.",
        evidence: """
            An established connection is reset on its first data, for the hub's name and for a control name.
            """,
        likeness: .among([
            .init(.tlsSNIFiltered, "only the hub's name is reset", by: .otherName),
            .init(.tlsClosed, "the connection is closed in an orderly way", by: .bytes),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService],
        signatures: [])

    static let tcpLoop = Card(
        layer: .tcp, reach: .site, effect: .stops, place: .atTheHop,
        owners: [.siteNetwork],
        meaning: "Packets go round in a circle.",
        evidence: """
            ICMP 11/0 (hop limit exceeded) for packets that left with a full hop limit; or a walk that meets the same \
            routers again and again.
            """,
        likeness: .among([
            .init(.tcpDroppedIP, "no router is met again and again", by: .hopWalk),
            .init(.tcpDroppedAll, "no router is met again and again", by: .hopWalk),
            .init(.tcpHostUnreachable, "the packets stop at a router that says so", by: .icmp),
            .init(.tcpNetUnreachable, "the packets stop at a router that says so", by: .icmp),
        ]),
        remedies: [.repairRoute],
        signatures: [])

    static let tcpHalfOpenProxy = Card(
        layer: .tcp, reach: .site, effect: .passes, place: .located,
        owners: [.siteNetwork, .proxy],
        meaning: "Something on the way accepts every connection, even to addresses that do not exist.",
        evidence: """
            192.0.2.1, which no network may own, accepts a connection. Information only once a ladder is proven: \
            satellite links do this.
            """,
        likeness: .among([
            .init(.portalCaptive, "a login page is shown as well", by: .portal),
            .init(.tlsSwallowed, "only the service's own address accepts connections", by: .nowhere),
            .init(.natRedirected, "a rule of this device sends the connection elsewhere", by: .ownTranslation),
        ]),
        remedies: [.exemptFromAcceleration],
        signatures: [])

    static let tcpAsymmetric = Card(
        layer: .tcp, reach: .port, effect: .stops, place: .located,
        owners: [.device, .siteNetwork],
        meaning: "Answers go another way: they do not find back, or pass by a firewall on the way out that wants them.",
        evidence: """
            Nothing answers what leaves with the source that the routes prefer; from the address of the link itself the same \
            connection opens. Or connections open, the SYN-ACK is repeated, and nothing that is sent is acknowledged.
            """,
        likeness: .among([
            .init(.fwdRPFilter, "the answer arrives and this device drops it", by: .routes),
            .init(.tlsSwallowed, "the SYN-ACK comes once, and what is sent after it arrives", by: .acknowledgement),
        ]),
        remedies: [.preferLinkSource, .symmetricRoute],
        signatures: [])

    static let tcpLossy = Card(
        layer: .tcp, reach: .address, effect: .passes, place: .located, degradation: .always,
        owners: [.siteNetwork],
        meaning: "The path loses packets.",
        evidence: """
            More than 10 % of at least 50 segments retransmitted, or a SYN retransmitted on the ladder and on two \
            repeats. A warning.
            """,
        likeness: .among([
            .init(.tcpDroppedPort, "no packet gets through, however often it is sent", by: .attempts),
            .init(.mtuBlackholeIn, "only big packets are lost, and all of them", by: .attempts),
        ]),
        remedies: [.repairLink, .withoutECN],
        signatures: [])
}
