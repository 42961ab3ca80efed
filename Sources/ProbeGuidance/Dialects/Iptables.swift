import ProbeCore
import ProbeFindings

/// Rules for iptables and ip6tables; containers' packets pass Docker's own chain where there is one.
enum Iptables: FirewallDialect {
    static let dialect = Dialect.iptables

    /// Rules are told by their comment; each is deleted as iptables-save writes it, in its table and by its tool: where the
    /// plain names are those of one variant, the other has rules of its own.
    static let removal: String? = """
        for tool in iptables iptables-legacy iptables-nft \\
          ip6tables ip6tables-legacy ip6tables-nft; do
          command -v "$tool-save" >/dev/null || continue
          "$tool-save" | while read -r rule; do
            case $rule in
            '*'*) table=${rule#?} ;;
            '-A '*'--comment iot-edge'*)
              "$tool" -t "$table" -D ${rule#-A } ;;
            esac
          done
        done
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let groups = AddressGroup.groups(of: openings)
        var parts: [String] = []
        for family in [IPAddress.Family.v4, .v6] {
            let alike = groups.filter { $0.family == family }
            guard !alike.isEmpty else { continue }
            if case .device(let chain?) = place, let preparation = chain.preparation(family) {
                parts.append(preparation)
            }
            parts += alike.map { group in
                let ports = group.ports.map(String.init).joined(separator: " ")
                return group.loop("for port in \(ports); do\n\(Shell.indented(rules(for: group, at: place)))\ndone")
            }
            // Behind the others, so that it comes to stand before them: answers belong to what may go out.
            if place == .router { parts.append(answers(to: "FORWARD", by: Self.tool(family))) }
        }
        return AddressGroup.text(groups, of: openings, tool: "iptables", parts)
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let parts = opening.families.map { family in
            let tool = tool(family)
            let own = first("-s $network -p tcp --dport $port \\\n  \(mark) -j ACCEPT", in: "INPUT", by: tool)
            // Its destination is the container's by now.
            let published = first(
                "-s $network -p tcp \\\n  -m conntrack --ctorigdstport $port \\\n  \(mark) -j ACCEPT",
                in: "DOCKER-USER", by: tool)
            let ports = opening.ports.map(String.init).joined(separator: " ")
            func rules(_ rule: String) -> String {
                opening.loop(family, "for port in \(ports); do\n\(Shell.indented(rule))\ndone")
            }
            let engines = [rules(published), answers(to: "DOCKER-USER", by: tool)].joined(separator: "\n")
            return """
                \(rules(own))
                \(answers(to: "OUTPUT", by: tool))
                if \(tool) -n -L DOCKER-USER >/dev/null 2>&1; then
                \(Shell.indented(engines))
                fi
                """
        }
        return opening.asking(parts.joined(separator: "\n"))
    }

    /// Lets pass what belongs to a connection, at the head of a chain; a second time changes nothing more.
    static func answers(to chain: String, by tool: String) -> String {
        first("-m conntrack --ctstate RELATED,ESTABLISHED \\\n  \(mark) -j ACCEPT", in: chain, by: tool)
    }

    /// By what a rule is known to be IoT Edge's.
    static let mark = "-m comment --comment iot-edge"

    private static func tool(_ family: IPAddress.Family) -> String { family == .v4 ? "iptables" : "ip6tables" }

    /// A rule at the head of a chain: one that is there already is moved, because a drop may have come before it since.
    static func first(_ rule: String, in chain: String, by tool: String) -> String {
        """
        rule="\(rule)"
        \(tool) -D \(chain) $rule 2>/dev/null || :
        \(tool) -I \(chain) 1 $rule
        """
    }

    private static func rules(for group: AddressGroup, at place: FirewallPlace) -> String {
        let plain = tool(group.family)
        func rule(_ chain: String, by tool: String) -> String {
            first(
                "-d $address -p \(group.network.rawValue) --dport $port \\\n  \(mark) -j ACCEPT", in: chain, by: tool)
        }
        switch place {
        case .router:
            return rule("FORWARD", by: plain)
        case .device(let chain?) where chain.tool == .iptables:
            let there = rule(chain.chain, by: chain.iptables(group.family))
            guard chain.table == "raw" else { return there }
            // Before connections are known an answer is told by where it comes from.
            let back = rule(chain.chain, by: chain.iptables(group.family))
                .replacing("-d $address", with: "-s $address").replacing("--dport", with: "--sport")
            return "\(there)\n\(back)"
        case .device:
            return """
                \(rule("OUTPUT", by: plain))
                if \(plain) -n -L DOCKER-USER >/dev/null 2>&1; then
                \(Shell.indented(rule("DOCKER-USER", by: plain)))
                fi
                """
        }
    }
}
