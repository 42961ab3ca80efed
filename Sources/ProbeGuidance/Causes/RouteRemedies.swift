import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for this device's own routes.
extension Prescription {
    var routeNone: [Remedy] {
        [
            remedy(
                .addDefaultRoute, "Give the device a default route.",
                [
                    """
                    It comes with DHCP, or from the static configuration (gateway). Until then, with the gateway's \
                    address in GATEWAY:
                    """
                ], [Remedy.Command(.ip, "ip route replace default \\\n  via \"${GATEWAY:?set GATEWAY to the router}\"")]
            )
        ]
    }

    var routeBlocked: [Remedy] {
        [unblock]
    }

    var routeVPNOverride: [Remedy] {
        (mayBe(.tcpDroppedPort) ? [asking("Ask whoever runs the VPN to let it through (paste this):")] : [])
            + [resolverBeforeRule ?? bridgesBeforeRule ?? splitTunnel]
    }

    /// Moving everything to another line is no answer to a firewall that was not asked.
    var routeDeadDefault: [Remedy] {
        (mayBe(.tcpDroppedAll) ? [asking("First ask the network team to allow (paste this):")] : [])
            + [preferOtherDefault]
    }

    private func mayBe(_ cause: Cause) -> Bool {
        finding.differential?.open.contains { $0.cause == cause && $0.reason != .notMeasured } ?? false
    }

    private func asking(_ title: Sentence) -> Remedy {
        remedy(
            .allowOutbound, owner: .siteNetwork, title, [],
            [command(in: .request, for: openings, at: .router)].compactMap(\.self))
    }

    /// What routers said is forgotten, and not believed again.
    private var forgetRedirects: Remedy {
        let all = KernelSetting.acceptsRedirects(interface: "all")
        let parameters = KernelParameters(
            [all, setting(or: all)].map(\.name).uniqued.map { ($0, 0) }, for: "iot-edge-redirects")
        return remedy(
            .removeStaleRoute, "Forget what a router redirected, and believe no redirects.",
            [
                "The routing table alone decides then; the router that sends redirects to one that is gone wants repair, too.",
                KernelParameters.order,
            ], [Remedy.Command(.ip, "ip route flush cache")] + parameters.commands)
    }

    /// The route goes, and the default one takes over; of several next hops only the reader knows the good one.
    var routeStale: [Remedy] {
        if case .setting = finding.location.culprit { return [forgetRedirects] }
        let comesFrom: Sentence = """
            It will come back unless it is also removed where it came from: a network script, NetworkManager (ipv4.routes), netplan \
            (routes:), systemd-networkd ([Route]), DHCP's classless routes, a routing daemon.
            """
        guard case .blockingRoute(let route) = finding.location.culprit else {
            return [remedy(.removeStaleRoute, Self.staleRoute, [comesFrom])]
        }
        guard route.otherHops == nil else {
            return [
                remedy(
                    .removeStaleRoute, "Take the next hop that leads nowhere out of the route.", [comesFrom],
                    [
                        Remedy.Command(
                            .ip,
                            """
                            ip route replace \(destination(of: route)) \\
                              via "${GATEWAY:?set GATEWAY to the next hop that works}"
                            """)
                    ])
            ]
        }
        let via = route.gateway.map { " via \($0)" } ?? ""
        let way = [
            route.interface.flatMap { Shell.isName($0) ? " dev \($0)" : nil }, route.metric.map { " metric \($0)" },
        ].compactMap(\.self).joined()
        let place = destination(of: route) + via
        let deletion = "ip route del \(place)" + (way.isEmpty ? "" : " \\\n \(way)")
        return [
            remedy(
                .removeStaleRoute, Self.staleRoute, [comesFrom],
                [
                    Remedy.Command(
                        .ip,
                        Change(where: "ip route show \(place) | grep -q .", deletion).text)
                ]),
            asking("If the route is meant, ask the network team to allow (paste this):"),
        ]
    }

    private static let staleRoute: Sentence = "Remove the route that leads nowhere, or give it a gateway that leads on."

    private func destination(of route: Route) -> String {
        route.destination.length == 0 ? "default" : "\(route.destination)"
    }

    /// Moves the dead default route behind all others; it stays, for what its network itself offers.
    private var preferOtherDefault: Remedy {
        let routes = facts.defaultRoutes.filter { $0.destination.family == .v4 }
        let dead = routes.filter { route in namedRoutes.map { $0.interface == route.interface } ?? false }
            .min { ($0.metric ?? 0) < ($1.metric ?? 0) }
        let metric = (routes.compactMap(\.metric).max() ?? 0) + 1000
        return remedy(
            .preferOtherDefault, "Make the other way out the preferred one.",
            [
                """
                The commands hold until the interface or the device is restarted. The lasting way is where the route comes \
                from: NetworkManager: nmcli connection modify NAME ipv4.route-metric 2000 (or ipv4.never-default yes), then \
                nmcli connection up NAME; netplan: dhcp4-overrides: {route-metric: 2000} (or use-routes: false); \
                systemd-networkd: [DHCPv4] RouteMetric=2000; dhcpcd: nogateway for the interface.
                """
            ],
            dead.flatMap { route in
                namedRoutes.map { named in
                    let way = (route.gateway.map { "via \($0) " } ?? "") + "dev \(named.interface)"
                    return [
                        Remedy.Command(
                            .ip,
                            """
                            # First behind the others, then no longer before them.
                            ip route replace default \(way) metric \(metric)
                            \(removal(ofDefault: way, dev: named.interface, metric: route.metric).text)
                            """)
                    ]
                }
            } ?? [])
    }

    /// Without a metric `ip route del` takes whichever is there, and so the route that was moved behind the others.
    private func removal(ofDefault way: String, dev interface: InterfaceName, metric: Int?) -> Change {
        let shown = "ip -4 route show default dev \(interface)"
        guard let metric, metric > 0 else {
            return Change(where: "\(shown) |\n  grep -vq ' metric '", "ip route del default \(way)")
        }
        return Change(
            where: "\(shown) |\n  grep -Eq ' metric \(metric)( |$)'", "ip route del default \(way) metric \(metric)")
    }

    /// Deletes what covers the target; a route of the main table that leads somewhere stays.
    private var unblock: Remedy {
        let target = target.flatMap { $0.family == .v4 ? $0 : nil }
        if let removal = blockingRule.flatMap(removal) { return removal }
        return remedy(
            .removeBlockingRoute, "Remove the route (or rule) that forbids the way.",
            [
                """
                It will come back unless it is also removed where it came from: a network script, a VPN client's kill \
                switch, a routing daemon. A rule is shown by: ip rule show
                """
            ],
            target.map { address in
                [
                    Remedy.Command(
                        .ip,
                        """
                        for kind in blackhole prohibit unreachable; do
                          ip -4 -o route show table all type "$kind" \\
                            match \(address) |
                          while read -r route; do ip -4 route del $route; done
                        done
                        """)
                ]
            } ?? [Remedy.Command(.ip, "ip route show table all\nip rule show")])
    }

    /// The routes that a finding names, where their interface can stand in a command.
    var namedRoutes: (destinations: [IPPrefix], interface: InterfaceName)? {
        guard case .routes(let destinations, let interface) = finding.location.culprit, Shell.isName(interface) else {
            return nil
        }
        return (destinations, interface)
    }

    private var splitTunnel: Remedy {
        let steps: [Sentence] = [
            """
            The commands hold until the VPN or the device is restarted, and the addresses of services change: the lasting way \
            is in the client's configuration, or at the VPN's far end, which could let it through.
            """,
            """
            OpenVPN: pull-filter ignore "redirect-gateway" keeps the default route out of the tunnel, pull-filter ignore \
            "route 172." the bridges' subnets; route ADDRESS 255.255.255.255 net_gateway excludes one address.
            """,
            """
            WireGuard: name only the VPN's own networks in AllowedIPs instead of 0.0.0.0/0, with PostUp = ip route add \
            ADDRESS via GATEWAY for what has to stay outside.
            """,
        ]
        // A route as narrow as a bridge's subnet is one that the VPN pushed over it.
        if let routes = namedRoutes, finding.vantages.allSatisfy({ $0 != .host }),
            routes.destinations.allSatisfy({ $0.length > 8 })
        {
            let commands = routes.destinations.map { route in
                Change(
                    where: "ip route show \(route) dev \(routes.interface) | grep -q .",
                    "ip route del \(route) dev \(routes.interface)"
                ).text
            }
            return remedy(
                .excludeBridgesFromVPN, "Keep the containers' subnets out of the tunnel.", steps,
                [Remedy.Command(.ip, commands.joined(separator: "\n"))])
        }
        let title: Sentence =
            switch host {
            case assignment.hub?: "Keep the hub out of the tunnel."
            case let host?: "Keep \(host) out of the tunnel."
            case nil: "Keep what IoT Edge needs out of the tunnel."
            }
        return remedy(.excludeHubFromVPN, title, steps, [excludingRoutes])
    }

    private var excludingRoutes: Remedy.Command {
        let device = namedRoutes?.interface ?? "tun0"
        let resolvers = facts.resolversBesideTunnel.filter { $0.family == .v4 }.map(\.description)
        let first =
            resolvers.isEmpty
            ? ""
            : """
            # The resolvers first: they are asked for the names.
            for address in \(resolvers.joined(separator: " ")); do
              ip route replace "$address" via "$router"
            done

            """
        return Remedy.Command(
            .ip,
            """
            # The site's router, from the default route beside the VPN's.
            router=${GATEWAY:-$(ip -4 route show table all default |
              awk '/ via / && !/ dev \(device)( |$)/ { print $3; exit }')}
            : "${router:?set GATEWAY to the address of the router}"
            \(first)\(loopOverNeeded("ip route replace \"$address\" via \"$router\""))
            """)
    }

    /// A loop over the addresses of everything that the finding is about, the hub or all that is needed, behind others.
    func loopOverNeeded(first: [String] = [], _ body: String) -> String {
        let names = host.map { [$0] } ?? [assignment.hub] + (assignment.dps.map { [$0] } ?? []) + assignment.registries
        let known = names.map { name in addresses(of: name).filter { $0.family == .v4 } }
        guard known.allSatisfy({ !$0.isEmpty }) else {
            return Shell.loop(over: first, names, .v4, otherwise: "no more was set", body)
        }
        return Shell.loop(over: (first + known.flatMap { $0 }.map(\.description)).uniqued, body)
    }
}
