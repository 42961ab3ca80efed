import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for what this device itself makes of the way out, past its tables of routes.
extension Prescription {
    /// Policies of their own, before those of the VPN, for what is needed.
    var exemptFromIPsec: Remedy {
        let body = """
            ip xfrm policy update dir out \\
              src 0.0.0.0/0 dst "$address/32" \\
              priority 1 action allow
            for direction in in fwd; do
              ip xfrm policy update dir "$direction" \\
                src "$address/32" dst 0.0.0.0/0 \\
                priority 1 action allow
            done
            """
        return remedy(
            .exemptFromIPsec, "Exempt it from this device's IPsec policies.",
            [
                """
                The policies are those that ip xfrm policy shows; a VPN client (strongSwan, Libreswan) or a script made them. Where \
                the tunnel should be up, bring it up: swanctl --list-sas, ipsec status.
                """,
                """
                The commands hold until the VPN client or the device is restarted. The lasting way is a connection of the client's \
                that passes it by (strongSwan: mode = pass with the addresses as remote_ts, start_action = trap), or narrower \
                selectors of its tunnel.
                """,
            ],
            [Remedy.Command(.shell, needed(body))])
    }

    /// Over the resolver alone where the finding is about it, else over the addresses of all that it is about.
    private func needed(_ body: String) -> String {
        guard finding.subject.host == nil, let resolver = finding.subject.resolver?.address else {
            return loopOverNeeded(body)
        }
        return Shell.loop(over: [resolver.description], body)
    }

    /// Past the gateway for what the routes put on a link of this device's own, and nobody there has.
    var routePastLink: Remedy? {
        guard let named = namedRoutes, let network = named.destinations.first else { return nil }
        let names = host.map { [$0] } ?? [assignment.hub] + (assignment.dps.map { [$0] } ?? []) + assignment.registries
        let concerned = finding.subject.address.map { [$0] } ?? names.flatMap { addresses(of: $0) }.uniqued
        let onLink = concerned.filter { $0.family == .v4 && network.contains($0) }
        guard !onLink.isEmpty else { return nil }
        return remedy(
            .routePastLink, "Let the device look for it past its gateway, not on its own link.",
            [
                """
                Whoever has the address on this link (a proxy, a parent gateway) has to be switched on. If it is elsewhere, the \
                prefix (netmask) of this device's address on \(named.interface) is too wide: correct it where it comes from (DHCP, \
                NetworkManager, netplan, systemd-networkd).
                """,
                """
                Two networks that have the same addresses, as a site's and that of a private endpoint may, need other numbers on \
                one side. Until then a route for the address alone leads past the gateway; it holds until the device is restarted:
                """,
            ],
            [
                Remedy.Command(
                    .ip,
                    """
                    router=${GATEWAY:-$(ip -4 route show default |
                      awk '/ via / { print $3; exit }')}
                    : "${router:?set GATEWAY to the address of the router}"
                    \(Shell.loop(over: onLink.map(\.description), "ip route replace \"$address\" via \"$router\""))
                    """)
            ])
    }
}
