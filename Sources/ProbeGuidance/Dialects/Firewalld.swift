import ProbeCore
import ProbeFindings

/// Rules for firewalld (0.9 or later), as a policy for the device's own packets and one for its containers'.
///
/// firewalld filters outgoing packets only through policies (firewalld.policies(5)); the zone `docker` holds the bridges.
enum Firewalld: FirewallDialect {
    static let dialect = Dialect.firewalld

    static let removal = """
        for policy in iot-edge-out iot-edge-modules iot-edge-through; do
          firewall-cmd --permanent --delete-policy "$policy" 2>/dev/null
        done
        firewall-cmd --reload
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var parts = Shell.nameComments(openings, tool: "firewalld")
        parts.append("policies= reload=")
        if place == .router {
            parts.append(creation(of: "iot-edge-through", from: "ANY"))
        } else {
            parts.append(creation(of: "iot-edge-out", from: "HOST"))
            // Before there is an engine there is no such zone, and a policy that names it would be refused.
            let modules = Shell.indented(creation(of: "iot-edge-modules", from: "docker"))
            parts.append("if firewall-cmd --info-zone docker >/dev/null 2>&1; then\n\(modules)\nfi")
        }
        parts += AddressGroup.groups(of: openings).map { $0.loop(rules(for: $0)) }
        // A reload takes the engine's own rules away until it writes them again.
        parts.append(Change(unless: "[ -z \"$reload\" ]", "firewall-cmd --reload").text)
        return parts.joined(separator: "\n")
    }

    private static func creation(of policy: String, from zone: String) -> String {
        let change = "firewall-cmd --permanent --policy \(policy)"
        let policyItself = Change(
            unless: "firewall-cmd --permanent --info-policy \(policy) \\\n  >/dev/null 2>&1",
            "firewall-cmd --permanent --new-policy \(policy)")
        let priority = Change(
            unless: "\(change) \\\n  --get-priority | grep -qx -e -100", "\(change) \\\n  --set-priority -100")
        // What is there already is asked for: adding it once more would write the policy, and its backup, again.
        let zones = [("ingress", zone), ("egress", "ANY")].map { direction, zone in
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

    private static func rules(for group: AddressGroup) -> String {
        """
        for port in \(group.ports.map(String.init).joined(separator: " ")); do
          for policy in $policies; do
            rule="rule family=ip\(group.family.rawValue)"
            rule="$rule destination address=$address"
            rule="$rule port port=$port"
            rule="$rule protocol=\(group.network.rawValue) accept"
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
