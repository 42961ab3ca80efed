import ProbeCore
import ProbeFindings

/// Rules for ufw; `route` rules are those for the packets of containers.
enum UncomplicatedFirewall: FirewallDialect {
    static let dialect = Dialect.ufw

    /// Rules are told by their comment; the numbers of those that are left change with each that goes.
    static let removal = """
        while number=$(ufw status numbered |
          sed -n '/# iot-edge$/s/^\\[ *\\([0-9]*\\)\\].*/\\1/p' | head -n 1)
        [ -n "$number" ]; do
          ufw --force delete "$number"
        done
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let loops = AddressGroup.groups(of: openings).map { group in
            let ports = group.ports.map(String.init).joined(separator: ",")
            let destination = "proto \(group.network.rawValue) \\\n  to \"$address\" port \(ports) comment iot-edge"
            let own = "ufw prepend allow out \(destination)\n"
            return group.loop((place == .router ? "" : own) + "ufw route prepend allow \(destination)")
        }
        return (Shell.nameComments(openings, tool: "ufw") + loops).joined(separator: "\n")
    }
}
