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
                ], [Remedy.Command(.ip, "ip route add default via \"${GATEWAY:?set GATEWAY to the router}\"")])
        ]
    }

    var routeBlocked: [Remedy] {
        [unblock]
    }

    var routeVPNOverride: [Remedy] {
        [bridgesBeforeRule ?? splitTunnel]
    }

    var routeDeadDefault: [Remedy] {
        [preferOtherDefault]
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
                    let via = route.gateway.map { " via \($0)" } ?? ""
                    let old = route.metric.map { " metric \($0)" } ?? ""
                    return [
                        Remedy.Command(
                            .ip,
                            """
                            # First behind the others, then no longer before them; a second time changes nothing.
                            ip route replace default\(via) dev \(named.interface) metric \(metric)
                            ip route del default\(via) dev \(named.interface)\(old) 2>/dev/null || :
                            """)
                    ]
                }
            } ?? [])
    }

    var routePolicyRule: [Remedy] {
        [sameTable]
    }

    var routeBridgeOverlap: [Remedy] {
        [moveBridge]
    }

    /// Deletes what covers the target; a route of the main table that leads somewhere stays.
    private var unblock: Remedy {
        let target = target.flatMap { $0.family == .v4 ? $0 : nil }
        if let priority = blockingRule {
            return remedy(
                .removeBlockingRoute, "Remove the policy rule that forbids the way.",
                [
                    "It will come back unless it is also removed where it came from: a network script, a VPN's kill switch."
                ],
                [Remedy.Command(.ip, "! ip rule show | grep -q \"^\(priority):\" ||\nip rule del pref \(priority)")])
        }
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

    /// The number of the policy rule that a finding names.
    private var blockingRule: Int? {
        guard case .policyRules(let rules) = finding.location.culprit, rules.count == 1 else { return nil }
        return rules.first?.priority
    }

    // MARK: VPNs

    /// The routes that a finding names, where their interface can stand in a command.
    private var namedRoutes: (destinations: [IPPrefix], interface: String)? {
        guard case .routes(let destinations, let interface) = finding.location.culprit,
            Shell.isName(interface.description)
        else { return nil }
        return (destinations, interface.description)
    }

    private var splitTunnel: Remedy {
        let steps: [Sentence] = [
            """
            The commands hold until the VPN or the device is restarted, and the addresses of the hub change: the lasting way \
            is in the client's configuration, or at the VPN's far end, which could let the hub through.
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
                """
                ! ip route show \(route) dev \(routes.interface) | grep -q . ||
                ip route del \(route) dev \(routes.interface)
                """
            }
            return remedy(
                .excludeBridgesFromVPN, "Keep the containers' subnets out of the tunnel.", steps,
                [Remedy.Command(.ip, commands.joined(separator: "\n"))])
        }
        return remedy(.excludeHubFromVPN, "Keep the hub out of the tunnel.", steps, [excludingRoutes])
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
            \(first)for address in \(neededAddresses); do
              ip route replace "$address" via "$router"
            done
            """)
    }

    /// The addresses of everything that the finding is about: the hub, or all that is needed.
    private var neededAddresses: String {
        let names = host.map { [$0] } ?? [assignment.hub] + (assignment.dps.map { [$0] } ?? []) + assignment.registries
        let known = names.map { name in addresses(of: name).filter { $0.family == .v4 } }
        guard known.allSatisfy({ !$0.isEmpty }) else { return Shell.lookup(names) }
        var seen: Set<IPAddress> = []
        return known.flatMap { $0 }.filter { seen.insert($0).inserted }.map(\.description).joined(separator: " ")
    }

    // MARK: Policy rules

    /// The numbers of the rules that a finding names.
    private var namedPriorities: [Int] {
        guard case .policyRules(let rules) = finding.location.culprit else { return [] }
        return rules.map(\.priority)
    }

    /// Where the rule is one that the host's own packets pass by, only those of the bridges have to pass by it as well.
    private var sameTable: Remedy {
        let resolvers = facts.resolvers.filter { $0.family == .v4 && !$0.isLoopback }.map(\.description)
        let addresses = resolvers + [neededAddresses]
        return remedy(
            .sameTable, "Let the containers' packets take the host's table.",
            [
                """
                A policy rule sends packets from the bridges elsewhere: remove it where it came from, or put a rule of lower \
                number before it, as here. See: ip rule show; ip route show table all
                """
            ],
            [
                Remedy.Command(
                    .ip,
                    namedPriorities.min().map { before($0, bridges + addresses) }
                        ?? "ip rule show\nip route show table all")
            ])
    }

    /// The bridges' subnets, to which answers are sent.
    private var bridges: [String] { facts.bridgeSubnets.filter { $0.address.family == .v4 }.map(\.description) }

    /// Rules before one of a number, for packets to addresses or ranges; one that is there already is not added again.
    private func before(_ priority: Int, _ destinations: [String]) -> String {
        let number = priority > 1 ? priority - 1 : 1
        return """
            for address in \(destinations.joined(separator: " \\\n  ")); do
              ip rule show | grep -q "^\(number):.*to $address lookup main" ||
              ip rule add pref \(number) to "$address" lookup main
            done
            """
    }

    /// The way back to the bridges, before a VPN's rule for everything: its table knows no bridge.
    private var bridgesBeforeRule: Remedy? {
        guard let priority = namedPriorities.min(), !bridges.isEmpty else { return nil }
        return remedy(
            .excludeBridgesFromVPN, "Keep the containers' subnets out of the tunnel.",
            [
                """
                The VPN's policy rule takes whatever the rules before it leave over, the answers to containers too: a rule \
                before it sends those to the bridges. It holds until the VPN or the device is restarted; keep it with the \
                network's configuration (a PostUp of the VPN, a systemd-networkd RoutingPolicyRule).
                """
            ], [Remedy.Command(.ip, before(priority, bridges))])
    }

    // MARK: Overlaps

    /// The engine's network that is in the way, or the one that the finding was seen from.
    private var overlappingNetwork: String? {
        if case .network(let name, _) = finding.location.culprit { return name.description }
        return finding.vantages.lazy.compactMap(Self.engineNetwork).first
    }

    /// A range of 8192 addresses that nothing overlaps with which the run saw.
    private var freeRange: IPPrefix? {
        let candidates = ["192.168.192.0/19", "10.213.192.0/19", "172.30.192.0/19", "10.87.64.0/19", "192.168.96.0/19"]
        let ranges = candidates.compactMap { IPPrefix($0) }
        return ranges.first { range in !facts.prefixesInUse.contains { $0.overlaps(range) } } ?? ranges.first
    }

    private var moveBridge: Remedy {
        let network = overlappingNetwork
        let base = (freeRange?.address.bytes ?? [192, 168, 192, 0]).map { Int($0) }
        func address(_ third: Int, _ fourth: Int = 0) -> String { "\(base[0]).\(base[1]).\(base[2] + third).\(fourth)" }
        let daemon = Remedy.Command(
            .daemonJSON,
            "{ \"bip\": \"\(address(8, 1))/24\",\n  \"default-address-pools\":\n    [ { \"base\": \"\(address(16))/20\", "
                + "\"size\": 24 } ] }"
        )
        let own = network.flatMap { $0 != "bridge" && Shell.isContainerName($0) ? $0 : nil }.map { name in
            Remedy.Command(
                .shell,
                "docker network rm \(name)\ndocker network create \\\n  --subnet \(address(17))/24 \(name)")
        }
        return remedy(
            .moveBridge, owner: .containerEngine, "Move the engine's networks to addresses that nobody else uses.",
            [
                """
                In /etc/docker/daemon.json (keep what is there), with a range that is free at this site; then: systemctl \
                restart docker. Networks that were created keep their subnet until they are created anew: stop the modules \
                first (iotedge system stop; docker rm -f edgeAgent edgeHub).
                """
            ], [daemon] + [own].compactMap { $0 })
    }
}
