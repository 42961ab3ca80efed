import ProbeCore
import ProbeFindings

/// Rules for nftables, as `nft` commands.
///
/// An accept in one base chain does not undo a drop in another of the same hook (nft(8), "verdict statement"), so the rule
/// goes to the head of every filter chain of the hook, or of the one that is known to drop. Chains that belong to
/// iptables-nft are left alone: a native rule in them locks the iptables command out.
enum Nftables: FirewallDialect {
    static let dialect = Dialect.nftables

    /// What is not a rule in somebody else's chain stands in a table of its own.
    static let ownTable = "iot_edge_mss"

    /// Rules are told by their comments; nft prints each behind its table and chain.
    static let removal: String? = """
        nft --handle list ruleset | awk '
          $1 == "table" { table = $2 " " $3 }
          $1 == "table" && $3 == "\(ownTable)" {
            print "delete table", table
          }
          $1 == "chain" { chain = $2 }
          /comment "iot-edge / && $(NF - 1) == "handle" {
            print "delete rule", table, chain, "handle", $NF
          }' | nft --file -
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let groups = AddressGroup.groups(of: openings)
        var parts: [String] = []
        for family in [IPAddress.Family.v4, .v6] {
            let alike = groups.filter { $0.family == family }
            guard !alike.isEmpty else { continue }
            if case .device(let chain?) = place, chain.tool == .nftables {
                let target = "\(chain.family) \(chain.table) \(chain.chain)"
                parts += alike.map { $0.loop(insertion(of: $0, into: target)) }
            } else {
                let target = "\"$family\" \"$table\" \"$chain\""
                let loops = alike.map { $0.loop(insertion(of: $0, into: target)) }
                // Behind the others, so that it comes to stand before them: answers belong to what may go out.
                let body = loops + (place == .router ? [answers(into: target)] : [])
                parts.append(chains(family, hooks(place), Shell.indented(body.joined(separator: "\n"))))
            }
        }
        return AddressGroup.text(groups, of: openings, tool: "nftables", parts)
    }

    /// Lets pass what belongs to a connection, at the head of a chain.
    static func answers(into chain: String) -> String {
        noted("iot-edge answers", "ct state established,related accept", into: chain)
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let target = "\"$family\" \"$table\" \"$chain\""
        let parts = opening.families.flatMap { family in
            let rule = noted(
                "iot-edge from $network tcp \(opening.portList)",
                """
                \(family == .v4 ? "ip" : "ip6") saddr "$network" \\
                  meta l4proto tcp ct original proto-dst \\
                  '{ \(opening.ports.map(String.init).joined(separator: ", ")) }' accept
                """, into: target)
            return [
                chains(family, "(input|forward)", Shell.indented(opening.loop(family, rule))),
                chains(family, "(output|forward)", Shell.indented(answers(into: target))),
            ]
        }
        return opening.asking(parts.joined(separator: "\n"))
    }

    /// Its comment tells a rule that is there already, so that a second time changes nothing more.
    private static func insertion(of group: AddressGroup, into chain: String) -> String {
        noted(
            "iot-edge $address \(group.network.rawValue) \(group.ports.map(String.init).joined(separator: ","))",
            """
            \(group.family == .v4 ? "ip" : "ip6") daddr "$address" \\
              \(group.network.rawValue) dport '{ \(group.ports.map(String.init).joined(separator: ", ")) }' accept
            """, into: chain)
    }

    /// A rule at the head of a chain, with a comment by which it is known again.
    static func noted(_ note: String, _ rule: String, into chain: String) -> String {
        let insertion = Change(
            unless: """
                nft list chain \(chain) |
                  grep -qF "\\"$note\\""
                """,
            """
            nft insert rule \(chain) \\
              \(rule) \\
              comment "\\"$note\\""
            """)
        return "note=\"\(note)\"\n\(insertion.text)"
    }

    /// A loop over every filter chain of some hooks that holds packets of the family.
    private static func chains(_ family: IPAddress.Family, _ hooks: String, _ body: String) -> String {
        """
        chains=$(nft list chains | awk '
          $1 == "table" { family = $2; table = $3 }
          $1 == "chain" { chain = $2 }
          /type filter hook \(hooks)/ {
            if (family ~ /^(inet|\(family == .v4 ? "ip" : "ip6"))$/) {
              if (chain ~ /^(INPUT|OUTPUT|FORWARD)$/) others = 1
              else { print family, table, chain; found = 1 }
            }
          }
          END { exit others && !found }') || {
          echo "only chains of iptables: --dialect iptables" >&2
          (exit 1)
        } &&
        echo "$chains" | while read -r family table chain; do
          [ -n "$chain" ] || continue
        \(body)
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
