import ProbeCore

extension Prescription {
    /// Remedies for this device's own routes.
    var routeRemedies: [Remedy]? {
        switch finding.cause {
        case .routeNone:
            return [
                remedy(
                    "add-default-route", "Give the device a default route.",
                    [
                        "It comes with DHCP, or from the static configuration (gateway). Until then, with the gateway's address "
                            + "in GATEWAY:"
                    ], [Remedy.Command(.ip, "ip route add default via \"${GATEWAY:?set GATEWAY to the router}\"")])
            ]
        case .routeBlocked:
            return [unblock]
        case .routeVPNOverride: return [splitTunnel]
        case .routePolicyRule: return [sameTable]
        case .routeBridgeOverlap: return [moveBridge]
        default: return nil
        }
    }

    /// Deletes what covers the target; a route of the main table that leads somewhere stays.
    private var unblock: Remedy {
        let target = target.flatMap { $0.family == .v4 ? $0 : nil }
        if let priority = blockingRule {
            return remedy(
                "remove-blocking-route", "Remove the policy rule that forbids the way.",
                [
                    "It will come back unless it is also removed where it came from: a network script, a VPN's kill switch."
                ],
                [Remedy.Command(.ip, "ip rule del pref \(priority)")])
        }
        return remedy(
            "remove-blocking-route", "Remove the route (or rule) that forbids the way.",
            [
                "It will come back unless it is also removed where it came from: a network script, a VPN client's kill switch, a "
                    + "routing daemon. A rule is shown by: ip rule show"
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
    private var blockingRule: UInt32? {
        let prefix = "the policy rule \""
        guard let rule = finding.location.rule, rule.hasPrefix(prefix) else { return nil }
        return UInt32(rule.dropFirst(prefix.count).prefix { $0 != ":" })
    }

    // MARK: VPNs

    /// A route that a finding names: `route 172.17.0.0/24 dev tun0`.
    private var namedRoute: (destination: IPPrefix, interface: Substring)? {
        let words = (finding.location.rule ?? "").split(separator: " ")
        guard words.count == 4, words[0] == "route", words[2] == "dev", Shell.isName(words[3]),
            let destination = IPPrefix(String(words[1]))
        else { return nil }
        return (destination, words[3])
    }

    private var splitTunnel: Remedy {
        let steps = [
            "Allow the hub at the VPN's far end, or keep it out of the tunnel; the addresses of the hub change, so the lasting "
                + "way is in the client's configuration.",
            "OpenVPN: pull-filter ignore \"redirect-gateway\" keeps the default route out of the tunnel, pull-filter ignore "
                + "\"route 172.\" the bridges' subnets; route ADDRESS 255.255.255.255 net_gateway excludes one address.",
            "WireGuard: name only the VPN's own networks in AllowedIPs instead of 0.0.0.0/0, with PostUp = ip route add ADDRESS "
                + "via GATEWAY for what has to stay outside.",
        ]
        // A route as narrow as a bridge's subnet is one that the VPN pushed over it.
        if let route = namedRoute, finding.vantages.allSatisfy({ $0 != .host }), route.destination.length > 8 {
            return remedy(
                "split-tunnel", "Keep the containers' subnet out of the tunnel.", steps,
                [Remedy.Command(.ip, "ip route del \(route.destination) dev \(route.interface)")])
        }
        return remedy("split-tunnel", "Keep the hub out of the tunnel.", steps, [excludingRoutes])
    }

    private var excludingRoutes: Remedy.Command {
        let device = namedRoute.map { String($0.interface) } ?? "tun0"
        return Remedy.Command(
            .ip,
            """
            # The site's router, from the default route beside the VPN's.
            router=${GATEWAY:-$(ip -4 route show table all default |
              awk '/ via / && !/ dev \(device)( |$)/ { print $3; exit }')}
            : "${router:?set GATEWAY to the address of the router}"
            for address in \(neededAddresses); do
              ip route replace "$address" via "$router"
            done
            """)
    }

    /// The addresses of everything that the finding is about: the hub, or all that is needed.
    private var neededAddresses: String {
        let names = host.map { [$0] } ?? [question.hub] + (question.dps.map { [$0] } ?? []) + question.registries
        let known = names.map { name in addresses(of: name).filter { $0.family == .v4 } }
        guard known.allSatisfy({ !$0.isEmpty }) else { return Shell.lookup(names) }
        return known.flatMap { $0 }.map(\.description).joined(separator: " ")
    }

    // MARK: Policy rules

    private var sameTable: Remedy {
        let words = (finding.location.rule ?? "").split(separator: " ")
        let priority = words.count == 3 && words[0] == "ip" ? UInt32(words[2]) : nil
        return remedy(
            "same-table", "Let the containers' packets take the host's table.",
            [
                "A policy rule sends packets from the bridges elsewhere: remove it where it came from, or put a rule of lower "
                    + "number before it, as here. See: ip rule show; ip route show table all"
            ],
            [
                Remedy.Command(
                    .ip,
                    priority.map { $0 > 1 ? $0 - 1 : 1 }.map { before in
                        """
                        for address in \(neededAddresses); do
                          ip rule add pref \(before) to "$address" lookup main
                        done
                        """
                    } ?? "ip rule show\nip route show table all")
            ])
    }

    // MARK: Overlaps

    private var moveBridge: Remedy {
        let network = finding.vantages.lazy.compactMap(Self.engineNetwork).first
        let daemon = Remedy.Command(
            .daemonJSON,
            "{ \"bip\": \"192.168.200.1/24\",\n  \"default-address-pools\":\n    [ { \"base\": \"192.168.208.0/20\", \"size\": 24 } ] }"
        )
        let own = network.flatMap { $0 == "bridge" ? nil : Shell.quoted($0) }.map { name in
            Remedy.Command(
                .shell,
                "docker network rm \(name)\ndocker network create \\\n  --subnet 192.168.209.0/24 \(name)")
        }
        return remedy(
            "move-bridge", owner: .containerEngine, "Move the engine's networks to addresses that nobody else uses.",
            [
                "In /etc/docker/daemon.json (keep what is there), with a range that is free at this site; then: systemctl restart "
                    + "docker. Networks that were created keep their subnet until they are created anew: stop the modules first "
                    + "(iotedge system stop; docker rm -f edgeAgent edgeHub)."
            ], [daemon] + [own].compactMap { $0 })
    }
}
