import ProbeCore

/// Rules for iptables and ip6tables; containers' packets pass Docker's own chain where there is one.
enum Iptables: FirewallDialect {
    static let dialect = Dialect.iptables

    static func text(_ openings: [Opening], at place: FirewallPlace) -> String {
        var parts = Shell.nameComments(openings, tool: "iptables")
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
        let tool = family == .v4 ? "iptables" : "ip6tables"
        let ports = opening.ports.map(String.init).joined(separator: " ")
        let network = opening.network.rawValue
        func rule(_ chain: String) -> String {
            """
            \(tool) -I \(chain) 1 -d "$address" \\
              -p \(network) --dport "$port" -j ACCEPT
            """
        }
        let rules: [String] =
            switch place {
            case .router: [rule("FORWARD")]
            case .device(let chain?) where chain.tool == .iptables: [rule(chain.chain)]
            case .device:
                [
                    rule("OUTPUT"),
                    """
                    if \(tool) -n -L DOCKER-USER >/dev/null 2>&1; then
                    \(Shell.indented(rule("DOCKER-USER")))
                    fi
                    """,
                ]
            }
        return """
            for address in \(addresses); do
              for port in \(ports); do
            \(Shell.indented(rules.joined(separator: "\n"), by: "    "))
              done
            done
            """
    }
}
