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
        case .routeVPNOverride:
            return [
                remedy(
                    "split-tunnel", "Keep the hub out of the tunnel.",
                    [
                        "The VPN takes the way to the hub (or the way back to the containers). Allow the hub at the VPN's far end, or "
                            + "exclude it: a route for its addresses through the site's router, in GATEWAY. Ask for split tunnelling to "
                            + "keep it, since the addresses change."
                    ], [excludingRoutes])
            ]
        case .routePolicyRule:
            return [
                remedy(
                    "same-table", "Let the containers' packets take the host's table.",
                    [
                        "A policy rule sends packets from the bridges elsewhere: remove it, or add a rule of lower number for them."
                    ],
                    [Remedy.Command(.ip, "ip rule show\nip route show table all")])
            ]
        case .routeBridgeOverlap:
            return [
                remedy(
                    "move-bridge", owner: .containerEngine,
                    "Move the engine's networks to addresses that nobody else uses.",
                    [
                        "In /etc/docker/daemon.json (keep what is there), with a range that is free at this site; then remove the networks "
                            + "that overlap and restart the engine."
                    ],
                    [
                        Remedy.Command(
                            .daemonJSON,
                            "{ \"bip\": \"192.168.200.1/24\",\n  \"default-address-pools\":\n    [ { \"base\": \"192.168.208.0/20\", \"size\": 24 } ] }"
                        )
                    ])
            ]
        default: return nil
        }
    }

    /// Deletes what covers the target; a route of the main table that leads somewhere stays.
    private var unblock: Remedy {
        let target = target.flatMap { $0.family == .v4 ? $0 : nil }
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

    private var excludingRoutes: Remedy.Command {
        let known = addresses(of: question.hub).filter { $0.family == .v4 }.map(\.description)
        let list = known.isEmpty ? Shell.lookup([question.hub]) : known.joined(separator: " ")
        return Remedy.Command(
            .ip,
            """
            : "${GATEWAY:?set GATEWAY to the site's router}"
            for address in \(list); do
              ip route replace "$address" via "$GATEWAY"
            done
            """)
    }
}
