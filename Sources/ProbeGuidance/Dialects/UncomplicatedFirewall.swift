import ProbeCore

/// Rules for ufw; `route` rules are those for the packets of containers.
enum UncomplicatedFirewall: FirewallDialect {
    static let dialect = Dialect.ufw

    static func text(_ openings: [Opening], at place: FirewallPlace) -> String {
        var parts = Shell.nameComments(openings, tool: "ufw")
        for opening in openings {
            let addresses = opening.addresses.map(\.description).joined(separator: " ")
            let source = opening.lookup.map { Shell.lookup($0) } ?? addresses
            guard !source.isEmpty else { continue }
            let destination = "proto \(opening.network.rawValue) \\\n    to \"$address\" port \(opening.portList)"
            let own = "  ufw prepend allow out \(destination)\n"
            let routed = "  ufw route prepend allow \(destination)\n"
            parts.append("for address in \(source); do\n\(place == .router ? "" : own)\(routed)done")
        }
        return parts.joined(separator: "\n")
    }
}
