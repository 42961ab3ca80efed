import ProbeCore
import ProbeFindings

/// Rules for firewalld (0.9 or later), as a policy for the device's own packets and one for its containers'.
///
/// firewalld filters outgoing packets only through policies (firewalld.policies(5)); the zone `docker` holds the bridges.
enum Firewalld: FirewallDialect {
    static let dialect = Dialect.firewalld

    static let removal: String? = """
        for policy in iot-edge-out iot-edge-modules iot-edge-through \\
          iot-edge-in iot-edge-published; do
          firewall-cmd --permanent --delete-policy "$policy" \\
            2>/dev/null || :
        done
        firewall-cmd --reload
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let groups = AddressGroup.groups(of: openings)
        var parts = ["policies= reload="]
        if place == .router {
            parts.append(creation(of: "iot-edge-through", from: "ANY"))
        } else {
            parts.append(creation(of: "iot-edge-out", from: "HOST"))
            // Before there is an engine there is no such zone, and a policy that names it would be refused.
            parts.append(whereThereIsAnEngine(creation(of: "iot-edge-modules", from: "docker")))
        }
        parts += groups.map { group in
            group.loop(
                rules(
                    group.family, "destination address=$address", ports: group.ports, group.network))
        }
        parts.append(reload)
        return AddressGroup.text(groups, of: openings, tool: "firewalld", parts)
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let loops = opening.families.map { family in
            opening.loop(family, rules(family, "source address=$network", ports: opening.ports, .tcp))
        }
        let parts =
            ["policies= reload=", creation(of: "iot-edge-in", from: "ANY", to: "HOST")]
            + [whereThereIsAnEngine(creation(of: "iot-edge-published", from: "ANY", to: "docker"))] + loops
            + [reload]
        return opening.asking(parts.joined(separator: "\n"))
    }

    private static func whereThereIsAnEngine(_ creation: String) -> String {
        let modules = Shell.indented(zoneOfBridges + "\n" + creation)
        return "if firewall-cmd --info-zone docker >/dev/null 2>&1; then\n\(modules)\nfi"
    }

    /// A reload takes the engine's own rules away until it writes them again.
    private static let reload = Change(unless: "[ -z \"$reload\" ]", "firewall-cmd --reload").text

    /// A reload takes the engine's bridges out of its zone where they were not written down, and the policy holds for none
    /// then.
    private static let zoneOfBridges = """
        for bridge in /sys/class/net/docker0 /sys/class/net/br-*; do
          bridge=${bridge##*/}
          [ -e "/sys/class/net/$bridge" ] || continue
          firewall-cmd --get-zone-of-interface "$bridge" \\
            >/dev/null 2>&1 || {
            firewall-cmd --permanent --zone docker \\
              --add-interface "$bridge"
            reload=yes
          }
        done
        """

    private static func creation(of policy: String, from source: String, to target: String = "ANY") -> String {
        let change = "firewall-cmd --permanent --policy \(policy)"
        let policyItself = Change(
            unless: "firewall-cmd --permanent --info-policy \(policy) \\\n  >/dev/null 2>&1",
            "firewall-cmd --permanent --new-policy \(policy)")
        let priority = Change(
            unless: "\(change) \\\n  --get-priority | grep -qx -e -100", "\(change) \\\n  --set-priority -100")
        // What is there already is asked for: adding it once more would write the policy, and its backup, again.
        let zones = [("ingress", source), ("egress", target)].map { direction, zone in
            Change(
                unless: "\(change) \\\n  --query-\(direction)-zone \(zone) >/dev/null 2>&1",
                "\(change) \\\n  --add-\(direction)-zone \(zone)"
            ).text
        }
        return """
            \(policyItself.text)
            \(priority.text)
            \(zones.joined(separator: "\n"))
            policies="$policies \(policy)"
            """
    }

    private static func rules(
        _ family: IPAddress.Family, _ place: String, ports: [UInt16], _ network: FirewallOpening.Network
    ) -> String {
        """
        for port in \(ports.map(String.init).joined(separator: " ")); do
          for policy in $policies; do
            rule="rule family=ip\(family.rawValue)"
            rule="$rule \(place)"
            rule="$rule port port=$port"
            rule="$rule protocol=\(network.rawValue) accept"
            firewall-cmd --permanent --policy "$policy" \\
              --query-rich-rule "$rule" >/dev/null 2>&1 ||
            firewall-cmd --permanent --policy "$policy" \\
              --add-rich-rule "$rule"
            firewall-cmd --policy "$policy" \\
              --query-rich-rule "$rule" >/dev/null 2>&1 ||
            reload=yes
          done
        done
        """
    }
}
