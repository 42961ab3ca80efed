import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for a TCP path that is closed or broken beyond this device.
extension Prescription {
    var blockedPath: [Remedy] {
        let isHere =
            finding.subject.address?.isLoopback == true
            || (finding.cause == .tcpRefused && finding.owner == .device)
        // A private address behind a public name is reached by a route of the site's own, if at all.
        let isPrivate = host.map { facts.privateNames.contains($0) } ?? false
        return (isHere ? [startService] : [checkEveryPath].compactMap(\.self) + [openingAtSite(steps: ruleByName)])
            + (isPrivate ? dnsPrivateEndpoint : [])
            + (hasWebSocketInstead ? webSocketInstead : []) + withoutECN
            + [hopLimit].compactMap(\.self)
    }

    /// A firewall that knows the service by its name lets through what its own look-up gave.
    private var ruleByName: [Sentence] {
        let isOpen = finding.differential?.open.contains { $0.cause == .dnsSinkhole && $0.reason == .contradictory }
        guard finding.cause == .tcpDroppedIP, isOpen ?? false else { return [] }
        return [
            """
            A resolver outside does not give this address. If the firewall's rule is a name, it looks that up itself and lets no \
            other address through: have it ask the resolver that this device asks, or let a service tag or a wildcard through.
            """
        ]
    }

    /// Some packets arrive and others do not: a rule for the port would take them all.
    private var checkEveryPath: Remedy? {
        guard finding.cause == .tcpDroppedPort, let address = finding.subject.address, let port = finding.subject.port,
            facts.reachedByWalks.contains(SocketAddress(address, port: port))
        else { return nil }
        return remedy(
            .repairRoute, "Ask the network team to check each of the parallel paths (paste this):", [],
            request(
                """
                Some connections of this gateway to \(address) on TCP \(Int(port)) stay silent, while others, from another source \
                port, get there.
                """,
                """
                Where connections are spread over several links, routers or firewalls (ECMP, link aggregation, SD-WAN): please check \
                that each of them forwards to this address and port, with the same rules.
                """))
    }

    /// A packet of a container's that leaves with the host's own hop limit.
    private var hopLimit: Remedy? {
        guard let limit = facts.hopLimitOfContainers, finding.cause == .tcpDroppedIP, !finding.vantages.contains(.host)
        else { return nil }
        return remedy(
            .raiseHopLimit, owner: .device,
            "Without the network team: have the modules' packets begin with one hop more.",
            [
                """
                The contract with the carrier may forbid devices behind this one: ask for one that admits them. In the deployment \
                manifest, for edgeAgent, edgeHub and each module that goes out, in its createOptions:
                """
            ],
            [
                Remedy.Command(
                    .createOptions, "{ \"HostConfig\": { \"Sysctls\": { \"net.ipv4.ip_default_ttl\": \"\(limit)\" } } }"
                )
            ])
    }

    /// What a device tries by itself where a firewall may mind the flags of its SYNs.
    private var withoutECN: [Remedy] {
        guard facts.asksForECN, finding.cause == .tcpDroppedAll || finding.cause == .tcpLossy else { return [] }
        return [
            remedy(
                .withoutECN, owner: .device, "On this device: try without asking for ECN.",
                [
                    """
                    Some firewalls drop a SYN that asks for explicit congestion notification. If it works then, keep the setting in a \
                    file under /etc/sysctl.d; the kernel's own default is 2: ECN where the other end asks for it.
                    """
                ], [Remedy.Command(.sysctl, "sysctl -w net.ipv4.tcp_ecn=2")])
        ]
    }

    /// A router that does not lead to the service; the complaint says what it does instead.
    func brokenRoute(_ complaint: Sentence) -> [Remedy] {
        let sayer: Sentence = finding.location.address.map { "The router \($0)" } ?? "A router on the way"
        return [
            remedy(
                .repairRoute, "Ask the network team to repair the route (paste this):", [],
                request(
                    "\(sayer) \(complaint)",
                    "Please repair its route, or the link behind it, and check the way back too."))
        ]
    }

    /// The service with an address of it, where one is known.
    var destination: Sentence {
        let name = hostOrHub
        return addresses(of: name).first.map { "\(name) (\($0))" } ?? "\(name)"
    }

    var tcpHalfOpenProxy: [Remedy] {
        [
            remedy(
                .exemptFromAcceleration, "Ask the network team (paste this):", [],
                request(
                    """
                    A device on the way completes TCP connections by itself, even to 192.0.2.1, which does not \
                    exist.
                    """,
                    """
                    Please exempt \(assignment.hub) on TCP \(FirewallOpening.ports(for: assignment.upstream)) from its TCP acceleration or \
                    transparent proxy.
                    """))
        ]
    }

    var tcpAsymmetric: [Remedy] {
        if finding.owner == .siteNetwork {
            return [
                remedy(
                    .symmetricRoute, "Ask the network team (paste this):", [],
                    request(
                        """
                        Connections to \(hostOrHub) open, and nothing that follows gets through: the SYN passes your firewall, and \
                        the answer comes back past it, so that it drops the rest as invalid.
                        """,
                        "Please let both directions of a connection pass the same firewall, or exempt them from its state."
                    ))
            ]
        }
        return [
            preferLinkSource,
            remedy(
                .symmetricRoute, "Send packets out through the interface that the answers come back to.",
                [
                    """
                    Ask the network team for one path in both directions, or let this device use one interface for \
                    the default route (a lower metric), and none for the other.
                    """
                ], [Remedy.Command(.ip, "ip route show default")]),
        ].compactMap(\.self)
    }

    /// The route as it is, but for its source: that of the link's own network.
    private var preferLinkSource: Remedy? {
        guard let named = namedRoutes, let destination = named.destinations.first,
            let route = facts.defaultRoutes.first(where: {
                $0.destination == destination && $0.interface == named.interface && $0.source != nil
            }), let gateway = route.gateway
        else { return nil }
        let metric = route.metric.map { " metric \($0)" } ?? ""
        return remedy(
            .preferLinkSource, "Let packets leave with the address of the link itself.",
            [
                """
                The route names another source (src): remove it where the route comes from (a network script, a routing daemon, \
                UseRoutes= or PreferredSource= of systemd-networkd). The commands hold until then, or until the device is restarted.
                """
            ],
            [
                Remedy.Command(
                    .ip,
                    """
                    source=$(ip -4 route get \(gateway) |
                      sed -n 's/.* src \\([0-9.]*\\).*/\\1/p')
                    ip route replace default via \(gateway) \\
                      dev \(named.interface)\(metric) \\
                      src "${source:?nothing was changed}"
                    """)
            ])
    }

    var tcpLossy: [Remedy] {
        [
            remedy(
                .repairLink, "Have the link repaired that loses packets.",
                [
                    """
                    Look at this device's own link first: errors and drops must not rise. Then ask the network \
                    team about the next link (duplex, radio signal, overload).
                    """
                ], [Remedy.Command(.ip, "ip -statistics link show")])
        ] + withoutECN
    }

    /// Packets to a loopback address never leave, nor to another of this device's own, so no firewall of the site has a part in it.
    private var startService: Remedy {
        let isLoopback = finding.subject.address?.isLoopback != false
        return remedy(
            .startLocalService, owner: .device,
            "Start what should listen on this device, or connect to the service.",
            [
                isLoopback
                    ? """
                    The run was sent to a loopback address: by --connect-to, by the hosts file, or because it was a \
                    demonstration.
                    """
                    : """
                    This device takes the address for its own: an interface has it, or a route of the kind local. Take it away there \
                    (ip address del, ip route del local).
                    """
            ],
            [Remedy.Command(.shell, isLoopback ? "ss -lnt" : "ip route show table local; ss -lnt")])
    }
}
