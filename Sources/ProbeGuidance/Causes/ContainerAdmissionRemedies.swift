import ProbeCore
import ProbeFindings

/// Remedies that let containers in to a resolver that answers the host.
extension Prescription {
    /// Who is refused comes from the bridges' subnets where the resolver is on this device; beyond it, from the host's own
    /// address unless the engine does not masquerade.
    func admitInAccessList(of resolver: SocketAddress) -> Remedy {
        let subnets = facts.bridgeSubnets.filter { $0.address.family == resolver.address.family }
        guard finding.owner == .device else {
            return remedy(
                .allowContainerDNS, "Ask the resolver's administrator to admit the containers (paste this):", [],
                request(
                    refusal(by: resolver.address),
                    "Please add to its access list the addresses that these questions come from; its log of refused ones has them."
                ))
        }
        return remedy(
            .admitContainerDNS,
            "On this device: admit the containers' subnets to its own resolver \(resolver.address).",
            [
                """
                Its access list refuses who is not on it; a firewall has no part in that. In unbound: access-control: SUBNET allow. \
                In BIND: SUBNET; in allow-query and allow-recursion (localnets there is the networks at its start, without bridges \
                that came later). In dnsmasq: no local-service, and interface= with the bridges. In Pi-hole: "Permit all origins".
                """,
                subnets.isEmpty
                    ? "The engine takes the subnets of its networks from 172.16.0.0/12 unless it is told otherwise."
                    : "The subnets of the engine's networks here: \(subnets).",
                "This shows the program and its access list; start it again after the change:",
            ],
            [
                Remedy.Command(
                    .shell,
                    """
                    ss -Hlnup 'sport = :53'
                    words='access-control|allow-|acl|interface'
                    words="$words|local-service|listeningMode"
                    for place in /etc/unbound /etc/bind /etc/named.conf \\
                      /etc/dnsmasq.conf /etc/dnsmasq.d /etc/pihole; do
                      grep -rnE "^[[:blank:]]*($words)" \\
                        "$place" 2>/dev/null || :
                    done
                    """)
            ])
    }

    /// By the addresses that the questions leave with: of networks that are masqueraded they are the gateway's, as it says of itself.
    private func refusal(by address: IPAddress) -> Sentence {
        let networks = facts.requester.networks
        let shown = networks.filter { !$0.isMasqueraded }.flatMap(\.subnets).filter {
            $0.address.family == address.family
        }
        guard !shown.isEmpty else {
            return networks.isEmpty
                ? """
                The resolver \(address) answers the gateway itself and refuses the questions of the containers on it (REFUSED), \
                which come from the subnets of its bridges or with another source address than the gateway's own.
                """
                : """
                The resolver \(address) answers the gateway itself and refuses the questions of the containers on it (REFUSED), \
                which may leave with another of its addresses than its own questions do.
                """
        }
        return """
            The resolver \(address) answers the gateway itself and refuses the questions of the containers on it (REFUSED), \
            which come from \(shown) or with another source address than the gateway's own.
            """
    }

    /// The resolver runs on this device, so that containers' queries come in by its bridges.
    func admitContainers(to resolver: SocketAddress, _ chain: RuleChain?) -> Remedy {
        let (address, port) = (resolver.address, resolver.port)
        let family = address.family == .v4 ? "ip" : "ip6"
        let iptables = address.family == .v4 ? "iptables" : "ip6tables"
        let admission = Nftables.noted(
            "iot-edge $bridge $protocol",
            """
            iifname "\\"$bridge\\"" \(family) daddr \(address) \\
              "$protocol" dport \(port) accept
            """, into: "\"$family\" \"$table\" \"$chain\"")
        let first = Iptables.first(
            "-i $bridge -d \(address) -p $protocol \\\n  --dport \(port) \\\n  \(Iptables.mark) -j ACCEPT", in: "INPUT",
            by: iptables)
        // As Docker and Podman (netavark, and CNI before it) call their bridges.
        let patterns = facts.isPodman ? "'podman*' 'cni-podman*'" : "'docker0' 'br-*'"
        let prefixes = facts.isPodman ? "podman+ cni-podman+" : "docker0 br-+"
        return remedy(
            .admitContainerDNS, "Let the engine's bridges in to the resolver \(address) on this device.",
            ["Its own access list has to have the bridges' subnets as well."],
            [
                Remedy.Command(
                    .nftables,
                    """
                    nft list chains | awk '
                      $1 == "table" { family = $2; table = $3 }
                      $1 == "chain" { chain = $2 }
                      /type filter hook input/ && family ~ /^(inet|\(family))$/ {
                        print family, table, chain
                      }' |
                    while read -r family table chain; do
                      for bridge in \(patterns); do
                        for protocol in udp tcp; do
                    \(Shell.indented(admission, by: "      "))
                        done
                      done
                    done
                    """),
                Remedy.Command(
                    .iptables,
                    """
                    for bridge in \(prefixes); do
                      for protocol in udp tcp; do
                    \(Shell.indented(first, by: "    "))
                      done
                    done
                    """),
            ].filter { chain == nil || chain?.tool == $0.dialect })
    }
}
