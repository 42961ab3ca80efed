import ProbeCore
import ProbeFindings

/// Rules for ufw; `route` rules are those for the packets of containers.
enum UncomplicatedFirewall: FirewallDialect {
    static let dialect = Dialect.ufw

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let loops = AddressGroup.groups(of: openings).map { group in
            let ports = group.ports.map(String.init).joined(separator: ",")
            let destination = "proto \(group.network.rawValue) \\\n  to \"$address\" port \(ports)"
            let own = "ufw prepend allow out \(destination)\n"
            return group.loop((place == .router ? "" : own) + "ufw route prepend allow \(destination)")
        }
        return (Shell.nameComments(openings, tool: "ufw") + loops).joined(separator: "\n")
    }
}
