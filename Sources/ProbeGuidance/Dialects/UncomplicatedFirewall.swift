import ProbeCore
import ProbeFindings

/// Rules for ufw; `route` rules are those for the packets of containers.
enum UncomplicatedFirewall: FirewallDialect {
    static let dialect = Dialect.ufw

    /// Rules are told by their comment; the numbers of those that are left change with each that goes.
    static let removal: String? = """
        while number=$(ufw status numbered |
          sed -n '/# iot-edge$/s/^\\[ *\\([0-9]*\\)\\].*/\\1/p' | head -n 1)
        [ -n "$number" ]; do
          ufw --force delete "$number"
        done
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let groups = AddressGroup.groups(of: openings)
        let loops = groups.map { group in
            let ports = group.ports.map(String.init).joined(separator: ",")
            let destination = "proto \(group.network.rawValue) \\\n  to \"$address\" port \(ports) comment iot-edge"
            let own = "ufw prepend allow out \(destination)\n"
            return group.loop((place == .router ? "" : own) + "ufw route prepend allow \(destination)")
        }
        return AddressGroup.text(groups, of: openings, tool: "ufw", loops)
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let ports = "proto tcp from \"$network\" \\\n  to any port \(opening.portList) comment iot-edge"
        let loops = opening.families.map { family in
            opening.loop(family, "ufw prepend allow in \(ports)\nufw route prepend allow \(ports)")
        }
        return opening.asking(loops.joined(separator: "\n"))
    }
}
