import ProbeCore

/// Rules for nftables, as `nft` commands.
///
/// An accept in one base chain does not undo a drop in another of the same hook (nft(8), "verdict statement"), so the rule
/// goes to the head of every filter chain of the hook, or of the one that is known to drop. Chains that belong to
/// iptables-nft are left alone: a native rule in them locks the iptables command out.
enum Nftables: FirewallDialect {
    static let dialect = Dialect.nftables

    static func text(_ openings: [Opening], at place: FirewallPlace) -> String {
        var parts = Shell.nameComments(openings, tool: "nftables")
        for opening in openings {
            for family in [IPAddress.Family.v4, .v6] where !opening.addresses(family).isEmpty {
                let addresses = opening.addresses(family).map(\.description).joined(separator: " ")
                parts.append(loop(over: addresses, opening, family, place))
            }
            if let name = opening.lookup { parts.append(loop(over: Shell.lookup(name), opening, .v4, place)) }
        }
        return parts.joined(separator: "\n")
    }

    private static func loop(
        over addresses: String, _ opening: Opening, _ family: IPAddress.Family, _ place: FirewallPlace
    ) -> String {
        let ports = opening.ports.map(String.init).joined(separator: ", ")
        let match = """
            \(family == .v4 ? "ip" : "ip6") daddr "$address" \\
              \(opening.network.rawValue) dport '{ \(ports) }' accept
            """
        if case .device(let chain?) = place, chain.tool == .nftables {
            let insert = "nft insert rule \(chain.family) \(chain.table) \(chain.chain) \\\n" + Shell.indented(match)
            return "for address in \(addresses); do\n" + Shell.indented(insert) + "\ndone"
        }
        let insert = "nft insert rule \"$family\" \"$table\" \"$chain\" \\\n" + Shell.indented(match)
        return """
            for address in \(addresses); do
              nft list chains | awk '
                $1 == "table" { family = $2; table = $3 }
                $1 == "chain" { chain = $2 }
                /type filter hook \(hooks(place))/ {
                  if (family ~ /^(inet|\(family == .v4 ? "ip" : "ip6"))$/ &&
                      chain !~ /^(OUTPUT|FORWARD)$/)
                    print family, table, chain
                }' |
              while read -r family table chain; do
            \(Shell.indented(insert, by: "    "))
              done
            done
            """
    }

    private static func hooks(_ place: FirewallPlace) -> String {
        switch place {
        case .device: "(output|forward)"
        case .router: "forward"
        }
    }
}
