import ProbeCore
import ProbeFindings

/// Rules for iptables and ip6tables; containers' packets pass Docker's own chain where there is one.
enum Iptables: FirewallDialect {
    static let dialect = Dialect.iptables

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let loops = AddressGroup.groups(of: openings).map { group in
            let ports = group.ports.map(String.init).joined(separator: " ")
            return group.loop("for port in \(ports); do\n\(Shell.indented(rules(for: group, at: place)))\ndone")
        }
        return (Shell.nameComments(openings, tool: "iptables") + loops).joined(separator: "\n")
    }

    private static func rules(for group: AddressGroup, at place: FirewallPlace) -> String {
        let tool = group.family == .v4 ? "iptables" : "ip6tables"
        func rule(_ chain: String) -> String {
            """
            \(tool) -I \(chain) 1 -d "$address" \\
              -p \(group.network.rawValue) --dport "$port" -j ACCEPT
            """
        }
        switch place {
        case .router:
            return rule("FORWARD")
        case .device(let chain?) where chain.tool == .iptables:
            return rule(chain.chain)
        case .device:
            return """
                \(rule("OUTPUT"))
                if \(tool) -n -L DOCKER-USER >/dev/null 2>&1; then
                \(Shell.indented(rule("DOCKER-USER")))
                fi
                """
        }
    }
}
