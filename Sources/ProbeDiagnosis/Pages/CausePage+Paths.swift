import ProbeCore
import ProbeFindings

extension CausePage {
    static let pathPages: [CausePage] = [
        CausePage(
            .tcpDroppedPort, "Connections to one port vanish on the way; another port of the same address answers.",
            evidence:
                "SYNs without any answer, twice, while another port of the address answers; the hop walk says behind "
                + "which router.",
            unlike: [
                .init(.tcpDroppedIP, "every port of the address is silent"),
                .init(.hostOutputDropped, "the packets never leave this device"),
                .init(.fwdDropped, "only containers are concerned"),
            ], owners: .siteNetwork),
        CausePage(
            .tcpDroppedIP, "Connections to one address vanish, whatever the port; other addresses answer.",
            evidence: "Every port of the address is silent, other addresses answer.",
            unlike: [
                .init(.dnsSinkhole, "the address is not the service's"),
                .init(.tcpDroppedAll, "nothing outside answers"),
            ], owners: .siteNetwork),
        CausePage(
            .tcpDroppedAll, "Nothing outside this site answers.",
            evidence: "Every SYN of a vantage vanishes, to all addresses, although its routes are right.",
            unlike: [
                .init(.routeNone, "connect() fails at once"),
                .init(.proxyRequired, "through the proxy it works"),
                .init(.fwdDropped, "the host itself gets out"),
            ], owners: .siteNetwork),
        CausePage(
            .tcpRefused, "The far end refuses the connection.",
            evidence: "A reset without ICMP, from the far end as far as can be told.",
            unlike: [.init(.tcpResetByMiddlebox, "the reset comes from nearer than the far end")],
            owners: .siteNetwork, .hubConfiguration),
        CausePage(
            .tcpResetByMiddlebox, "A box on the way resets the connection in the service's name.",
            evidence:
                "The hop walk gets a reset at a smaller hop limit than an open port of the same address needs, or the "
                + "reset's own hop limit says so.",
            unlike: [.init(.tcpRefused, "the reset comes from the far end")], owners: .siteNetwork),
        CausePage(
            .tcpRejectedICMP, "A router on the way refuses the connection with an ICMP port unreachable.",
            evidence: "ECONNREFUSED with ICMP 3/3 whose sender is not the target.",
            unlike: [
                .init(.tcpRefused, "the target itself refuses"),
                .init(.hostOutputDropped, "the error's sender is this device"),
            ], owners: .siteNetwork),
        CausePage(
            .tcpAdminProhibited, "A router on the way says that the connection is forbidden.",
            evidence: "ICMP 3/9, 3/10 or 3/13 (IPv6: 1/1, 1/5, 1/6); its sender is the place.",
            unlike: [.init(.tcpHostUnreachable, "the router cannot deliver, rather than may not")], owners: .siteNetwork
        ),
        CausePage(
            .tcpHostUnreachable, "A router says that it cannot reach the next hop or the target.",
            evidence: "ICMP 3/1 from a router.",
            unlike: [
                .init(.hostNeighbourDead, "the error comes from this device: its own gateway is silent"),
                .init(.routeNone, "this device itself has no route"),
            ], owners: .siteNetwork),
        CausePage(
            .tcpNetUnreachable, "A router says that it has no route.",
            evidence: "ICMP 3/0 from a router.",
            unlike: [.init(.routeNone, "this device itself has no route")], owners: .siteNetwork),
        CausePage(
            .tcpResetMidstream, "Connections open and are reset as soon as data flows, whatever the server name.",
            evidence:
                "An established connection is reset on its first data, for the hub's name and for a control name.",
            unlike: [.init(.tlsSNIFiltered, "only the hub's name is reset")], owners: .siteNetwork),
        CausePage(
            .tcpLoop, "Packets go round in a circle.",
            evidence: "ICMP 11/0 (hop limit exceeded) for packets that left with a full hop limit.",
            unlike: [.init(.tcpHostUnreachable, "the packets stop at a router that says so")], owners: .siteNetwork),
        CausePage(
            .tcpHalfOpenProxy, "Something on the way accepts every connection, even to addresses that do not exist.",
            evidence:
                "192.0.2.1, which no network may own, accepts a connection. Information only once a ladder is proven: "
                + "satellite links do this.",
            unlike: [.init(.portalCaptive, "a login page is shown as well")], owners: .siteNetwork, .proxy),
        CausePage(
            .tcpAsymmetric, "Answers come back by another way and are lost.",
            evidence: "The SYN-ACK is lost on our side; with another source interface it works.",
            unlike: [.init(.fwdRPFilter, "the answer arrives and this device drops it")], owners: .device, .siteNetwork),
        CausePage(
            .tcpLossy, "The path loses packets.",
            evidence:
                "More than 10 % of at least 50 segments retransmitted, or a SYN retransmitted on the ladder and on two "
                + "repeats. A warning.",
            unlike: [.init(.mtuBlackholeIn, "only big packets are lost, and all of them")], owners: .siteNetwork),
        CausePage(
            .mtuBlackholeIn, "Big packets from the hub get lost: path MTU discovery is broken inwards.",
            evidence: "The ClientHello is acknowledged, then nothing or only the tail of the answer arrives; the retry "
                + "with a small MSS succeeds.",
            unlike: [.init(.tlsSwallowed, "small segments do not help")], owners: .siteNetwork, .containerEngine),
        CausePage(
            .mtuBlackholeOut, "Big packets to the hub get lost: path MTU discovery is broken outwards.",
            evidence: "A big request is never acknowledged, a small one is; with a small MSS the big one passes.",
            unlike: [
                .init(.tlsSNIFiltered, "the name decides, not the size"),
                .init(.tlsLargeHelloIntolerant, "the MSS makes no difference"),
            ], owners: .siteNetwork, .device),
        CausePage(
            .mtuBridgeMismatch, "A container network's MTU is larger than that of the way out.",
            evidence:
                "The bridge's MTU is above the outgoing interface's, and containers stall where the host does not.",
            unlike: [.init(.mtuBlackholeIn, "the host stalls as well")], owners: .containerEngine),
    ]
}
