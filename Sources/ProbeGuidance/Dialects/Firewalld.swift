import ProbeCore
import ProbeFindings

/// Rules for firewalld (0.9 or later), as a policy for the device's own packets and one for its containers'.
///
/// firewalld filters outgoing packets only through policies (firewalld.policies(5)); the zone `docker` holds the bridges.
enum Firewalld: FirewallDialect {
    static let dialect = Dialect.firewalld

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var parts = Shell.nameComments(openings, tool: "firewalld")
        let policies =
            place == .router
            ? [("iot-edge-through", "ANY")] : [("iot-edge-out", "HOST"), ("iot-edge-modules", "docker")]
        for (policy, zone) in policies { parts.append(creation(of: policy, from: zone)) }
        let names = policies.map(\.0).joined(separator: " ")
        parts += AddressGroup.groups(of: openings).map { $0.loop(rules(for: $0, policies: names)) }
        parts.append("firewall-cmd --reload")
        return parts.joined(separator: "\n")
    }

    private static func creation(of policy: String, from zone: String) -> String {
        """
        firewall-cmd --permanent --info-policy \(policy) \\
          >/dev/null 2>&1 ||
        firewall-cmd --permanent --new-policy \(policy)
        firewall-cmd --permanent --policy \(policy) \\
          --set-priority -100
        firewall-cmd --permanent --policy \(policy) \\
          --add-ingress-zone \(zone)
        firewall-cmd --permanent --policy \(policy) \\
          --add-egress-zone ANY
        """
    }

    private static func rules(for group: AddressGroup, policies: String) -> String {
        """
        for port in \(group.ports.map(String.init).joined(separator: " ")); do
          for policy in \(policies); do
            rule="rule family=ip\(group.family.rawValue)"
            rule="$rule destination address=$address"
            rule="$rule port port=$port"
            rule="$rule protocol=\(group.network.rawValue) accept"
            firewall-cmd --permanent --policy "$policy" \\
              --add-rich-rule "$rule"
          done
        done
        """
    }
}
