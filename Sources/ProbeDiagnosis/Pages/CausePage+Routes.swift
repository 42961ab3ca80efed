import ProbeCore
import ProbeFindings

extension CausePage {
    static let routePages: [CausePage] = [
        CausePage(
            .routeNone, "This device has no route to where the packets should go.",
            evidence: "connect() fails at once with ENETUNREACH, and the routing tables have nothing for the address.",
            unlike: [.init(.tcpNetUnreachable, "a router further on has no route: an ICMP error comes back")],
            owners: .device),
        CausePage(
            .routeBlocked, "A route or rule of this device forbids the way.",
            evidence:
                "connect() fails at once with EACCES, EINVAL or EHOSTUNREACH: a prohibit, blackhole or unreachable "
                + "route or rule.",
            unlike: [.init(.hostOutputDropped, "the firewall stops the packet, not the routing table")],
            owners: .device),
        CausePage(
            .routeVPNOverride, "A VPN takes the way to the hub, or the way back to the containers.",
            evidence:
                "The look-up for the target (or the bridge's subnet) leaves through a tunnel, and that path fails "
                + "while another works.",
            unlike: [
                .init(.routePolicyRule, "a rule sends the containers' packets to another table, with or without a VPN")
            ],
            owners: .device),
        CausePage(
            .routePolicyRule, "A policy rule sends the containers' packets another way than the host's.",
            evidence:
                "The look-up differs by source, interface, mark or user: another table answers for the containers.",
            unlike: [.init(.routeVPNOverride, "the main table itself leads into the tunnel")], owners: .device),
        CausePage(
            .routeBridgeOverlap, "A network of the engine has the addresses of something the device needs.",
            evidence:
                "The hub, a resolver, the proxy, the registry or the gateway lies inside a bridge's subnet. A mere "
                + "overlap with a wider route that works is none.",
            owners: .containerEngine),
        CausePage(
            .fwdDisabled, "This device forwards no packets, so its containers reach nobody.",
            evidence: "ip_forward (or the interface's own) is 0; the host works, containers are silent.",
            unlike: [.init(.fwdDropped, "forwarding is on, and a rule drops the packets")], owners: .device),
        CausePage(
            .fwdDropped, "A rule of this device drops the packets of its containers.",
            evidence: "The host works, containers do not, and a FORWARD, DOCKER-USER, firewalld or ufw rule (or the "
                + "policy) covers their packets; its counter rises where it has one.",
            unlike: [
                .init(.natMissingMasquerade, "the packets get out, with an address that nobody can answer"),
                .init(.fwdDisabled, "forwarding is off as a whole"),
            ], owners: .device),
        CausePage(
            .fwdRPFilter, "Strict reverse-path filtering drops answers that come in by another interface.",
            evidence: "rp_filter is 1, and the way back differs from the way out.",
            unlike: [.init(.tcpAsymmetric, "the answers are lost before they reach this device")], owners: .device),
        CausePage(
            .natMissingMasquerade, "Containers' packets leave with an address that nobody can answer.",
            evidence: "No masquerade rule covers the bridge's subnet on the way out; the host works.",
            unlike: [.init(.fwdDropped, "the packets do not leave at all")], owners: .containerEngine, .device),
        CausePage(
            .containerEngineAbsent, "There is no container engine yet, so only the host's view was measured.",
            evidence: "No engine's socket. Information only.", owners: .device),
    ]
}
